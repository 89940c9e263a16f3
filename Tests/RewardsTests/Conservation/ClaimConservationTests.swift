// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TestSupport
import Testing

@testable import Rewards

/// 5_000 random operations, after each every invariant and the same numbers as a model of single
/// units or exact rationals. With its three neighbours 100,000 in all.
@Suite struct ConservationOfClaims {
  @Test func everyUnitIsSomewhereAfterEachOperation() throws {
    let seed: UInt64 = 0x5EED_0006
    var random = SeededGenerator(seed: seed)
    var model = ClaimsBesideModel()
    for step in 0..<5_000 { try model.step(&random, "seed \(seed), step \(step)") }
    print("conservation of claims: seed \(seed), \(model.paid)")
    #expect(model.paid > 1000)
  }
}

/// A book of claims beside a table of what everybody has and got.
private struct ClaimsBesideModel {
  private var book = ClaimBook(domain: claimDomain)
  var paid = UInt256.zero
  private var round: UInt64 = 0
  private var cumulative: [UInt64] = Array(repeating: 0, count: 6)
  private var got: [UInt64] = Array(repeating: 0, count: 6)
  private var proofs: [(who: Int, amount: UInt64, proof: ClaimProof)] = []
  private var direct: UInt64 = 0

  mutating func step(_ random: inout SeededGenerator, _ place: String) throws {
    switch random.next() % 6 {
    case 0:
      round += pick(&random, 1...3)
      let amounts = (0..<6).map { _ in random.next() % 2 == 0 ? 0 : pick(&random, 1...1000) }
      let claims = amounts.enumerated().map {
        Claim(account: holder(UInt64($0)), amount: UInt256($1))
      }
      switch random.next() % 4 {
      case 0: _ = try book.settleByUniswapExport(Round(round), claims)
      case 1:
        try book.settleByPayment(Round(round), claims)
        direct += amounts.reduce(0, +)
      default:
        let tree = try book.settleByClaims(Round(round), claims)
        for who in 0..<6 {
          cumulative[who] += amounts[who]
          guard cumulative[who] > 0 else { continue }
          proofs.append((who, cumulative[who], try tree.proof(for: holder(UInt64(who)))))
        }
        if proofs.count > 60 { proofs.removeFirst(6) }
      }
    case 1:
      let batch = try book.takePayments(limit: Int(pick(&random, 1...10)))
      for payment in batch { direct -= payment.amount.asUInt64 ?? 0 }
    default:
      guard let chosen = proofs.randomElement(using: &random) else { return }
      let amount = try book.claim(chosen.proof, for: holder(UInt64(chosen.who)))
      let due = chosen.amount > got[chosen.who] ? chosen.amount - got[chosen.who] : 0
      hold(amount == UInt256(due), "\(place)")
      got[chosen.who] += due
      paid += amount
    }
    let open = zip(cumulative, got).reduce(0) { $0 + $1.0 - $1.1 }
    hold(book.settledTotals.remaining == UInt256(open + direct), "\(place)")
    try book.checkInvariants()
  }
}
