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
import TestSupport
import Testing

/// Rows of the Python package `apportionment`: every row is paid as a round of GPUs whose stakes are
/// its weights.
@Suite struct LargestRemainderVectorTests {
  private struct Row: Decodable {
    let weights: [UInt64]
    let amount: UInt64
    let shares: [UInt64]
    let tie: Bool
  }

  @Test func everyRowIsPaidAsTheVectorsSay() throws {
    let policy = try RewardPolicy(alpha: RewardPolicy.largestFactor)
    var ties = 0
    try replayVectors(
      prefix: "largest-remainder", bundled: Bundle.module.resourceURL, fewest: 200
    ) { line, place in
      let row = try JSONDecoder().decode(Row.self, from: line)
      let lines = try row.weights.enumerated().map { number, weight in
        RewardLineInput(
          gpu: try GPUID("g\(1_000 + number)"), owner: .derived(fromLabel: "o"),
          model: Fixture.mnist, lane: .training, stake: UInt256(weight), sharePPM: 1_000_000,
          eta: .noBase)
      }
      let paid = try Distribution.distribute(
        budget: UInt256(row.amount), policy: policy, lines: lines)
      try paid.checkInvariants()
      let expected = row.shares.map { UInt256($0) }
      // Where remainders tie, the vectors leave the choice open: the same amounts, by our rule.
      if row.tie {
        ties += 1
        #expect(paid.amounts.sorted() == expected.sorted() || paid.payable == UInt256(row.amount))
        for (ours, theirs) in zip(paid.amounts, expected) {
          #expect(max(ours, theirs) - min(ours, theirs) <= 1, "\(place)")
        }
      } else {
        #expect(paid.amounts == expected, "\(place)")
      }
      return true
    }
    #expect(ties > 0)
  }
}
