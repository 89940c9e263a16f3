// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What a fault costs when many commit it at about the same time: the more stake was slashed around
/// it, the more, up to everything.
///
/// One GPU that fails alone loses little; a third of the network that lies together loses all. This
/// is Ethereum's rule (https://github.com/ethereum/consensus-specs, `slash_validator` and
/// `process_slashings`): a small part at once, and half a window later, when it is known who else was
/// slashed in the window around, the rest.
public struct CorrelationPenalty: Sendable, Hashable {
  /// In which order the parts are divided; both round down, for the one who is slashed.
  public enum Form: UInt8, Sendable, Hashable, Codable, CaseIterable {
    /// ⌊stake / increment · slashed / total⌋ · increment: until Deneb. Small correlations round to
    /// nothing.
    case wholeIncrements = 0
    /// ⌊slashed / (total / increment)⌋ · (stake / increment): since Electra.
    case perIncrement = 1
  }

  /// Stakes count in whole increments.
  public let increment: UInt256
  /// What was slashed counts this many times: with 3, a third of all costs everything.
  public let multiplier: UInt64
  /// The stake divided by this is lost at once.
  public let immediateQuotient: UInt64
  /// The order of divisions.
  public let form: Form

  /// Checks and takes the rules.
  ///
  /// - Parameters:
  ///   - increment: base units, at least 1.
  ///   - multiplier: Ethereum's was 1, then 2, and is 3.
  ///   - immediateQuotient: at least 1; Ethereum's is 4096.
  ///   - form: the order of divisions.
  /// - Throws: ``ChurnError/incrementIsZero`` or ``ChurnError/quotientIsZero``.
  public init(
    increment: UInt256, multiplier: UInt64 = 3, immediateQuotient: UInt64 = 4_096,
    form: Form = .perIncrement
  ) throws(ChurnError) {
    guard increment > 0 else { throw .incrementIsZero }
    guard immediateQuotient > 0 else { throw .quotientIsZero }
    self.increment = increment
    self.multiplier = multiplier
    self.immediateQuotient = immediateQuotient
    self.form = form
  }

  /// What is lost at once: ⌊stake / ``immediateQuotient``⌋.
  ///
  /// - Parameter stake: what the stake counted as, in base units.
  /// - Complexity: O(1).
  public func immediate(stake: UInt256) -> UInt256 { stake / UInt256(immediateQuotient) }

  /// What is lost half a window later.
  ///
  /// - Parameters:
  ///   - stake: what the stake counted as, in base units.
  ///   - slashed: the sum of what all stakes slashed in the window counted as.
  ///   - total: what all active stakes count as; at least one increment is taken.
  /// - Returns: at most `stake`.
  /// - Throws: ``ChurnError/arithmetic(_:)`` where a product exceeds 256 bits.
  /// - Complexity: O(1).
  public func correlated(
    stake: UInt256, slashed: UInt256, total: UInt256
  ) throws(ChurnError) -> UInt256 {
    let total = Swift.max(total, increment)
    let counted = slashed.multipliedReportingOverflow(by: UInt256(multiplier))
    let adjusted = counted.overflow ? total : Swift.min(counted.partialValue, total)
    let increments = stake / increment
    do throws(ArithmeticError) {
      switch form {
      case .wholeIncrements:
        return try UInt256.mulDivFloor(increments, adjusted, total) * increment
      case .perIncrement:
        // A total that is no multiple of the increment could make this more than there is.
        let each = adjusted / (total / increment)
        return Swift.min(try each.multiplied(by: increments), stake)
      }
    } catch {
      throw .arithmetic(error)
    }
  }
}

extension CorrelationPenalty: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(increment)
    encoder.write(multiplier)
    encoder.write(immediateQuotient)
    encoder.write(form.rawValue)
  }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let increment = try decoder.readUInt256()
    let multiplier = try decoder.readUInt64()
    let quotient = try decoder.readUInt64()
    let raw = try decoder.readUInt8()
    guard let form = Form(rawValue: raw) else {
      throw .unknownTag(raw, type: "form of correlation penalty")
    }
    do throws(ChurnError) {
      try self.init(
        increment: increment, multiplier: multiplier, immediateQuotient: quotient, form: form)
    } catch {
      throw .invalidValue(field: "correlation penalty", value: error.description)
    }
  }
}

extension CorrelationPenalty: Codable {
  private enum Key: String, CodingKey { case increment, multiplier, immediateQuotient, form }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let increment = try container.decode(UInt256.self, forKey: .increment)
    let multiplier = try container.decode(UInt64.self, forKey: .multiplier)
    let quotient = try container.decode(UInt64.self, forKey: .immediateQuotient)
    let form = try container.decode(Form.self, forKey: .form)
    do throws(ChurnError) {
      try self.init(
        increment: increment, multiplier: multiplier, immediateQuotient: quotient, form: form)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the fields.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(increment, forKey: .increment)
    try container.encode(multiplier, forKey: .multiplier)
    try container.encode(immediateQuotient, forKey: .immediateQuotient)
    try container.encode(form, forKey: .form)
  }
}
