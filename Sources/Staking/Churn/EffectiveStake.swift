// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What a stake counts as: whole increments that follow the real stake with hysteresis, so that a
/// stake that wavers around a boundary does not change its weight every round.
///
/// Ethereum's rule (https://github.com/ethereum/consensus-specs,
/// `process_effective_balance_updates`): the weight stays until the stake falls a quarter of an
/// increment below it or rises five quarters above.
public struct EffectiveStake: Sendable, Hashable {
  /// Weights are multiples of this.
  public let increment: UInt256
  /// The greatest weight.
  public let maximum: UInt256
  /// The unit of both thresholds is the increment divided by this.
  public let quotient: UInt64
  /// Units below the weight that lower it.
  public let downward: UInt64
  /// Units above the weight that raise it.
  public let upward: UInt64

  /// Checks and takes the rules.
  ///
  /// - Parameters:
  ///   - increment: base units, at least 1.
  ///   - maximum: base units, at least `increment`.
  ///   - quotient: at least 1; Ethereum's is 4.
  ///   - downward: Ethereum's is 1.
  ///   - upward: Ethereum's is 5.
  /// - Throws: ``ChurnError/incrementIsZero``, ``ChurnError/quotientIsZero`` or
  ///   ``ChurnError/maximumBelowIncrement(maximum:increment:)``.
  public init(
    increment: UInt256, maximum: UInt256, quotient: UInt64 = 4, downward: UInt64 = 1,
    upward: UInt64 = 5
  ) throws(ChurnError) {
    guard increment > 0 else { throw .incrementIsZero }
    guard quotient > 0 else { throw .quotientIsZero }
    guard maximum >= increment else {
      throw .maximumBelowIncrement(maximum: maximum, increment: increment)
    }
    self.increment = increment
    self.maximum = maximum
    self.quotient = quotient
    self.downward = downward
    self.upward = upward
  }

  /// What a stake counts as after a round.
  ///
  /// - Parameters:
  ///   - stake: base units it has.
  ///   - current: base units it counted as so far.
  /// - Returns: `current` within the thresholds, else the stake rounded down to whole increments, at
  ///   most the maximum.
  /// - Throws: ``ChurnError/arithmetic(_:)`` where a threshold exceeds 256 bits.
  /// - Complexity: O(1).
  public func updated(stake: UInt256, current: UInt256) throws(ChurnError) -> UInt256 {
    let unit = increment / UInt256(quotient)
    let fallsBelow: UInt256
    let risesAbove: UInt256
    do throws(ArithmeticError) {
      fallsBelow = try stake.adding(unit.multiplied(by: UInt256(downward)))
      risesAbove = try current.adding(unit.multiplied(by: UInt256(upward)))
    } catch {
      throw .arithmetic(error)
    }
    guard fallsBelow < current || risesAbove < stake else { return current }
    return Swift.min(stake - stake % increment, maximum)
  }
}

extension EffectiveStake: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(increment)
    encoder.write(maximum)
    encoder.write(quotient)
    encoder.write(downward)
    encoder.write(upward)
  }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let increment = try decoder.readUInt256()
    let maximum = try decoder.readUInt256()
    let quotient = try decoder.readUInt64()
    let downward = try decoder.readUInt64()
    let upward = try decoder.readUInt64()
    do throws(ChurnError) {
      try self.init(
        increment: increment, maximum: maximum, quotient: quotient, downward: downward,
        upward: upward)
    } catch {
      throw .invalidValue(field: "effective stake", value: error.description)
    }
  }
}

extension EffectiveStake: Codable {
  private enum Key: String, CodingKey {
    case increment, maximum, quotient, downward, upward
  }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let increment = try container.decode(UInt256.self, forKey: .increment)
    let maximum = try container.decode(UInt256.self, forKey: .maximum)
    let quotient = try container.decode(UInt64.self, forKey: .quotient)
    let downward = try container.decode(UInt64.self, forKey: .downward)
    let upward = try container.decode(UInt64.self, forKey: .upward)
    do throws(ChurnError) {
      try self.init(
        increment: increment, maximum: maximum, quotient: quotient, downward: downward,
        upward: upward)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the fields.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(increment, forKey: .increment)
    try container.encode(maximum, forKey: .maximum)
    try container.encode(quotient, forKey: .quotient)
    try container.encode(downward, forKey: .downward)
    try container.encode(upward, forKey: .upward)
  }
}
