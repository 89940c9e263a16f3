// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

extension RewardPolicy: Codable {
  private enum Key: String, CodingKey {
    case alpha, etaLower, etaUpper, treasuryPPM, burnPPM, unspent
  }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let alpha = try container.decode(Ratio.self, forKey: .alpha)
    let lower = try container.decode(Ratio.self, forKey: .etaLower)
    let upper = try container.decode(Ratio.self, forKey: .etaUpper)
    let treasuryPPM = try container.decode(UInt32.self, forKey: .treasuryPPM)
    let burnPPM = try container.decode(UInt32.self, forKey: .burnPPM)
    let unspent = try container.decode(Unspent.self, forKey: .unspent)
    do throws(RewardsError) {
      try self.init(
        alpha: alpha, etaLower: lower, etaUpper: upper, treasuryPPM: treasuryPPM,
        burnPPM: burnPPM, unspent: unspent)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the fields.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(alpha, forKey: .alpha)
    try container.encode(etaRange.lowerBound, forKey: .etaLower)
    try container.encode(etaRange.upperBound, forKey: .etaUpper)
    try container.encode(treasuryPPM, forKey: .treasuryPPM)
    try container.encode(burnPPM, forKey: .burnPPM)
    try container.encode(unspent, forKey: .unspent)
  }
}
