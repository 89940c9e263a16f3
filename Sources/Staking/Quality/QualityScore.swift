// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// How good a GPU's work is: how much of the time it was there, and how much of what it did was
/// right, each averaged over rounds.
public struct QualityScore: Sendable, Hashable, Codable {
  /// How much of the time it was there.
  public private(set) var uptime: MovingAverage
  /// How much of what it did was verified as right.
  public private(set) var verification: MovingAverage

  /// Creates the score of a GPU that is new.
  ///
  /// - Parameters:
  ///   - uptimePPM: what its uptime begins with, 0 to 1 000 000.
  ///   - verificationPPM: what its verification begins with, 0 to 1 000 000.
  /// - Throws: ``QualityError/scoreOutOfRange(partsPerMillion:)``.
  public init(
    uptimePPM: UInt32 = 1_000_000, verificationPPM: UInt32 = 1_000_000
  ) throws(QualityError) {
    uptime = try MovingAverage(partsPerMillion: uptimePPM)
    verification = try MovingAverage(partsPerMillion: verificationPPM)
  }

  /// Takes in a round.
  ///
  /// - Parameters:
  ///   - uptimePPM: how much of the round it was there, 0 to 1 000 000.
  ///   - verificationPPM: how much of its work was right, 0 to 1 000 000; nil where nothing was
  ///     verified, which says nothing about it.
  ///   - weight: what a round counts, in parts per million, 1 to 1 000 000.
  /// - Throws: ``QualityError``; then nothing has changed.
  /// - Complexity: O(1).
  public mutating func record(
    uptimePPM: UInt32, verificationPPM: UInt32?, weightPPM weight: UInt32
  ) throws(QualityError) {
    var changed = self
    try changed.uptime.update(with: uptimePPM, weightPPM: weight)
    if let verificationPPM {
      try changed.verification.update(with: verificationPPM, weightPPM: weight)
    }
    self = changed
  }

  /// The score in parts per million: ⌊uptime · verification / 10⁶⌋.
  ///
  /// - Complexity: O(1).
  public var partsPerMillionFloor: UInt32 {
    let product = UInt64(uptime.partsPerMillion) * UInt64(verification.partsPerMillion)
    return UInt32(product / UInt64(million))
  }
}

extension QualityScore: RecordCodable {
  /// Both averages, 16 bytes.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(uptime)
    encoder.write(verification)
  }

  /// Reads 16 bytes and refuses what no average can be.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    uptime = try MovingAverage(from: &decoder)
    verification = try MovingAverage(from: &decoder)
  }
}
