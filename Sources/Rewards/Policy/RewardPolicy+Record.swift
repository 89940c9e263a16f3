// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension RewardPolicy: RecordCodable {
  /// Writes α, the ends of the range of η, the shares and what happens to the unspent.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(alpha)
    encoder.write(etaRange.lowerBound)
    encoder.write(etaRange.upperBound)
    encoder.write(treasuryPPM)
    encoder.write(burnPPM)
    encoder.write(unspent.rawValue)
  }

  /// Reads what ``encode(into:)`` writes; refuses rules that the checking initialiser refuses.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let alpha = try decoder.readRatio()
    let lower = try decoder.readRatio()
    let upper = try decoder.readRatio()
    let treasuryPPM = try decoder.readUInt32()
    let burnPPM = try decoder.readUInt32()
    let byte = try decoder.readUInt8()
    guard let unspent = Unspent(rawValue: byte) else {
      throw .unknownTag(byte, type: "use of the unspent")
    }
    do throws(RewardsError) {
      try self.init(
        alpha: alpha, etaLower: lower, etaUpper: upper, treasuryPPM: treasuryPPM,
        burnPPM: burnPPM, unspent: unspent)
    } catch {
      throw .invalidValue(field: "reward policy", value: error.description)
    }
  }
}
