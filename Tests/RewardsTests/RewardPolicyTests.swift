// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Rewards
import Testing

@Suite struct RewardPolicyTests {
  @Test func rulesBeyondTheirRangeAreRefused() throws {
    let wide = UInt256(1) << 128
    let alphas = [
      Ratio.zero, Ratio(1_000_001), try Ratio(wide + 1, wide), try Ratio(1, wide),
    ]
    for alpha in alphas {
      #expect(throws: RewardsError.alphaOutOfRange(alpha)) { try RewardPolicy(alpha: alpha) }
    }
    let ranges: [ClosedRange<Ratio>] = [.zero...Ratio(2), .one...Ratio(1_000_001)]
    for range in ranges {
      #expect(
        throws: RewardsError.etaRangeOutOfRange(lower: range.lowerBound, upper: range.upperBound)
      ) { try RewardPolicy(alpha: .one, etaRange: range) }
    }
    #expect(
      throws: RewardsError.sharesExceedBudget(treasuryPPM: 600_000, burnPPM: 400_001)
    ) { try RewardPolicy(alpha: .one, treasuryPPM: 600_000, burnPPM: 400_001) }
    #expect(throws: RewardsError.sharesExceedBudget(treasuryPPM: .max, burnPPM: .max)) {
      try RewardPolicy(alpha: .one, treasuryPPM: .max, burnPPM: .max)
    }
  }

  @Test func policiesComeBackAndBadOnesDoNot() throws {
    let policy = try RewardPolicy(
      alpha: #require(Ratio("1/300")), etaRange: #require(Ratio("1/2"))...Ratio(3),
      treasuryPPM: 50_000, burnPPM: 10_000, unspent: .burn)
    let data = try JSONEncoder().encode(policy)
    #expect(try JSONDecoder().decode(RewardPolicy.self, from: data) == policy)
    #expect(try RewardPolicy(recordBytes: policy.recordBytes) == policy)

    let text = String(decoding: data, as: UTF8.self)
    let reversed = text.replacingOccurrences(of: #""etaUpper":"3""#, with: #""etaUpper":"0.4""#)
    #expect(text.contains(#""etaUpper":"3""#))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(RewardPolicy.self, from: Data(reversed.utf8))
    }
    var bytes = policy.recordBytes
    bytes.replaceSubrange(64..<192, with: bytes[128..<192] + bytes[64..<128])
    #expect(throws: RecordError.self) { try RewardPolicy(recordBytes: bytes) }
  }
}
