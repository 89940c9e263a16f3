// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// How much may join or leave in a round, and how long both take.
///
/// The limit is a part of what there is, so that no round changes the network by much: whoever is to
/// be punished is still there when the evidence comes. What is counted may be stake, as Ethereum
/// does since Electra, or members, as before
/// (https://github.com/ethereum/consensus-specs, `get_activation_exit_churn_limit` and
/// `get_validator_churn_limit`).
public struct ChurnPolicy: Sendable, Hashable {
  /// The least limit of a round.
  public let minimum: UInt256
  /// The greatest limit of a round, nil for none.
  public let maximum: UInt256?
  /// The limit is the total divided by this.
  public let quotient: UInt64
  /// The limit is a multiple of this.
  public let step: UInt256
  /// Rounds between asking and the first round in which it can happen.
  public let lead: UInt64
  /// Rounds between leaving and the round in which the stake may be withdrawn.
  public let withdrawalDelay: UInt64

  /// Checks and takes the rules.
  ///
  /// - Parameters:
  ///   - minimum: what may always move in a round, at least `step`.
  ///   - maximum: what may never be exceeded, at least `minimum`; nil for no limit.
  ///   - quotient: at least 1.
  ///   - step: at least 1.
  ///   - lead: in rounds.
  ///   - withdrawalDelay: in rounds.
  /// - Throws: ``ChurnError/stepIsZero``, ``ChurnError/quotientIsZero``,
  ///   ``ChurnError/minimumBelowStep(minimum:step:)`` or
  ///   ``ChurnError/maximumBelowMinimum(maximum:minimum:)``.
  public init(
    minimum: UInt256, maximum: UInt256?, quotient: UInt64, step: UInt256, lead: UInt64,
    withdrawalDelay: UInt64
  ) throws(ChurnError) {
    guard step > 0 else { throw .stepIsZero }
    guard quotient > 0 else { throw .quotientIsZero }
    guard minimum >= step else { throw .minimumBelowStep(minimum: minimum, step: step) }
    if let maximum, maximum < minimum {
      throw .maximumBelowMinimum(maximum: maximum, minimum: minimum)
    }
    self.minimum = minimum
    self.maximum = maximum
    self.quotient = quotient
    self.step = step
    self.lead = lead
    self.withdrawalDelay = withdrawalDelay
  }

  /// How much may move in a round when `total` is there: max(minimum, ⌊total / quotient⌋), rounded
  /// down to a multiple of the step, at most the maximum. Never zero.
  ///
  /// - Complexity: O(1).
  public func limit(of total: UInt256) -> UInt256 {
    let part = Swift.max(minimum, total / UInt256(quotient))
    let stepped = part - part % step
    return maximum.map { Swift.min($0, stepped) } ?? stepped
  }
}

extension ChurnPolicy: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(minimum)
    encoder.write(maximum)
    encoder.write(quotient)
    encoder.write(step)
    encoder.write(lead)
    encoder.write(withdrawalDelay)
  }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let minimum = try decoder.readUInt256()
    let maximum = try decoder.readOptional(UInt256.self)
    let quotient = try decoder.readUInt64()
    let step = try decoder.readUInt256()
    let lead = try decoder.readUInt64()
    let delay = try decoder.readUInt64()
    do throws(ChurnError) {
      try self.init(
        minimum: minimum, maximum: maximum, quotient: quotient, step: step, lead: lead,
        withdrawalDelay: delay)
    } catch {
      throw .invalidValue(field: "churn policy", value: error.description)
    }
  }
}

extension ChurnPolicy: Codable {
  private enum Key: String, CodingKey {
    case minimum, maximum, quotient, step, lead, withdrawalDelay
  }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let minimum = try container.decode(UInt256.self, forKey: .minimum)
    let maximum = try container.decodeIfPresent(UInt256.self, forKey: .maximum)
    let quotient = try container.decode(UInt64.self, forKey: .quotient)
    let step = try container.decode(UInt256.self, forKey: .step)
    let lead = try container.decode(UInt64.self, forKey: .lead)
    let delay = try container.decode(UInt64.self, forKey: .withdrawalDelay)
    do throws(ChurnError) {
      try self.init(
        minimum: minimum, maximum: maximum, quotient: quotient, step: step, lead: lead,
        withdrawalDelay: delay)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the fields.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(minimum, forKey: .minimum)
    try container.encodeIfPresent(maximum, forKey: .maximum)
    try container.encode(quotient, forKey: .quotient)
    try container.encode(step, forKey: .step)
    try container.encode(lead, forKey: .lead)
    try container.encode(withdrawalDelay, forKey: .withdrawalDelay)
  }
}
