// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// An exponential moving average in whole parts per million that loses nothing to rounding.
///
/// With a weight of α parts per million each step is `(α · x + (10⁶ − α) · average + rest) / 10⁶`:
/// rounded down, and what the division leaves is carried into the next step. A plain rounded-down
/// average never climbs the last steps, from 999 991 to 1 000 000 at α = 0.1; this one reaches every
/// value it is given for long, and stays within one part per million of the exact average.
public struct MovingAverage: Sendable, Hashable {
  /// The average in parts per million, rounded down.
  public private(set) var partsPerMillion: UInt32
  /// What the last division left, in millionths of a part per million.
  public private(set) var rest: UInt32

  /// Creates an average.
  ///
  /// - Parameter partsPerMillion: what it begins with, 0 to 1 000 000.
  /// - Throws: ``QualityError/scoreOutOfRange(partsPerMillion:)``.
  public init(partsPerMillion: UInt32) throws(QualityError) {
    guard partsPerMillion <= million else {
      throw .scoreOutOfRange(partsPerMillion: partsPerMillion)
    }
    self.partsPerMillion = partsPerMillion
    rest = 0
  }

  /// Takes in a value.
  ///
  /// - Parameters:
  ///   - value: in parts per million, 0 to 1 000 000.
  ///   - weight: what the value counts, in parts per million, 1 to 1 000 000.
  /// - Throws: ``QualityError/scoreOutOfRange(partsPerMillion:)`` or
  ///   ``QualityError/weightOutOfRange(partsPerMillion:)``; then nothing has changed.
  /// - Complexity: O(1).
  public mutating func update(
    with value: UInt32, weightPPM weight: UInt32
  ) throws(QualityError) {
    guard value <= million else { throw .scoreOutOfRange(partsPerMillion: value) }
    guard (1...million).contains(weight) else { throw .weightOutOfRange(partsPerMillion: weight) }
    // At most 10¹² + 10⁶.
    let sum =
      UInt64(weight) * UInt64(value) + UInt64(million - weight) * UInt64(partsPerMillion)
      + UInt64(rest)
    partsPerMillion = UInt32(sum / UInt64(million))
    rest = UInt32(sum % UInt64(million))
  }

  private init(_ partsPerMillion: UInt32, rest: UInt32) throws(QualityError) {
    try self.init(partsPerMillion: partsPerMillion)
    // A full average leaves nothing.
    guard rest < million, partsPerMillion < million || rest == 0 else {
      throw .scoreOutOfRange(partsPerMillion: rest)
    }
    self.rest = rest
  }
}

extension MovingAverage: RecordCodable {
  /// Average and rest, 8 bytes.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(partsPerMillion)
    encoder.write(rest)
  }

  /// Reads 8 bytes and refuses what no average can be.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let partsPerMillion = try decoder.readUInt32()
    let rest = try decoder.readUInt32()
    do throws(QualityError) {
      try self.init(partsPerMillion, rest: rest)
    } catch {
      throw .invalidValue(field: "moving average", value: "\(partsPerMillion) and \(rest)")
    }
  }
}

extension MovingAverage: Codable {
  private enum Key: String, CodingKey { case partsPerMillion, rest }

  /// Reads average and rest and refuses what no average can be.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let partsPerMillion = try container.decode(UInt32.self, forKey: .partsPerMillion)
    let rest = try container.decode(UInt32.self, forKey: .rest)
    do throws(QualityError) {
      try self.init(partsPerMillion, rest: rest)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes average and rest.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(partsPerMillion, forKey: .partsPerMillion)
    try container.encode(rest, forKey: .rest)
  }
}
