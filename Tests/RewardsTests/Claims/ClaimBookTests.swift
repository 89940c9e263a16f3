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

private let (alice, bob, carol) = (holder(1), holder(2), holder(3))

private func claims(_ amounts: [(Address, UInt256)]) -> [Claim] {
  amounts.map { Claim(account: $0, amount: $1) }
}

@Suite struct ClaimBookStory {
  @Test func oneProofPaysAllRoundsAndLateAndRepeatedOnesAreHarmless() throws {
    var book = ClaimBook(domain: claimDomain)
    let first = try book.settleByClaims(Round(1), claims([(alice, 10), (bob, 20)]))
    #expect(try book.claim(first.proof(for: alice), for: alice) == 10)
    let second = try book.settleByClaims(Round(2), claims([(alice, 5), (carol, 7)]))
    let third = try book.settleByClaims(Round(5), claims([(bob, 1)]))
    // The tree holds everybody's cumulative amounts: Bob needs no earlier proof.
    #expect(try book.due(third.proof(for: bob), for: bob) == 21)
    #expect(try book.claim(first.proof(for: bob), for: bob) == 20)
    #expect(try book.claim(third.proof(for: bob), for: bob) == 1)
    #expect(try book.claim(first.proof(for: bob), for: bob) == 0)
    #expect(try book.claim(third.proof(for: bob), for: bob) == 0)
    #expect(try book.claim(second.proof(for: alice), for: alice) == 5)
    #expect(try book.claim(first.proof(for: alice), for: alice) == 0)
    #expect(book.claimable(by: carol) == 7)
    #expect(try book.remaining(of: Round(5)) == 7)
    #expect(try book.remaining(of: Round(1)) == 0)
    #expect(book.settledTotals.remaining == 7)
    let again = try #require(book.latestTree(threads: 2))
    #expect(again.root == third.root)
    try book.checkInvariants()
    try expectJSONReadsBack(book)
  }

  @Test func aRoundIsSettledThroughOneChannelAndThatIsWrittenDown() throws {
    var book = ClaimBook(domain: claimDomain)
    let amounts = claims([(alice, 10), (bob, 20)])
    let tree = try book.settleByClaims(Round(1), amounts)
    let export = try book.settleByUniswapExport(Round(2), amounts)
    let eigen = try book.settleByEigenLayerExport(Round(3), amounts, token: rewardToken())
    try book.settleByPayment(Round(4), amounts)
    try book.settleByForeignRoot(
      ClaimRoot(domain: claimDomain, round: Round(5), leafCount: 1, digest: claimDomain), funds: 9)
    #expect(
      book.rounds.map(\.channel) == [
        .localClaims, .uniswapExport, .eigenLayerExport, .directPayment, .foreignRoot,
      ])
    #expect(
      book.rounds.map(\.settlement) == [
        .localClaims(root: tree.root.digest), .evmExport(root: export.root),
        .evmExport(root: eigen.root), .directPayment, .localClaims(root: claimDomain),
      ])
    for (number, channel) in zip(UInt64(1)...5, book.rounds.map(\.channel)) {
      let error = ClaimError.roundAlreadySettled(Round(number), through: channel)
      let round = Round(number)
      expectRefused(book, error) { b throws(ClaimError) in _ = try b.settleByClaims(round, []) }
      expectRefused(book, error) { b throws(ClaimError) in
        _ = try b.settleByUniswapExport(round, [])
      }
      expectRefused(book, error) { b throws(ClaimError) in
        _ = try b.settleByEigenLayerExport(round, [], token: rewardToken())
      }
      expectRefused(book, error) { b throws(ClaimError) in try b.settleByPayment(round, []) }
      expectRefused(book, error) { b throws(ClaimError) in
        try b.settleByForeignRoot(
          ClaimRoot(domain: claimDomain, round: round, leafCount: 0, digest: .zero), funds: 1)
      }
    }
    expectRefused(book, ClaimError.roundOutOfOrder(Round(0), last: Round(5))) {
      b throws(ClaimError) in _ = try b.settleByClaims(Round(0), amounts)
    }
    // What a contract pays is not claimed here, nor the other way round.
    #expect(book.claimable(by: alice) == 10)
    #expect(book.settledTotals.exported == 60)
    try book.checkInvariants()
    try expectJSONReadsBack(book)
  }

  @Test func anUniswapExportHoldsTheRoundAndAnEigenLayerExportEverything() throws {
    var book = ClaimBook(domain: claimDomain)
    let token = rewardToken()
    _ = try book.settleByUniswapExport(Round(1), claims([(alice, 10)]))
    let delta = try book.settleByUniswapExport(Round(2), claims([(alice, 3), (bob, 4)]))
    #expect(delta.total == 7)
    _ = try book.settleByEigenLayerExport(Round(3), claims([(alice, 10)]), token: token)
    let all = try book.settleByEigenLayerExport(
      Round(4), claims([(alice, 3), (bob, 4)]), token: token)
    #expect(all.claims.flatMap(\.tokens).map(\.amount).sorted() == [4, 13])
    try book.checkInvariants()
  }

  @Test func paymentsGoOutInBatchesEachOnce() throws {
    var book = ClaimBook(domain: claimDomain)
    let amounts = someClaims(25)
    try book.settleByPayment(Round(1), amounts)
    try book.settleByPayment(Round(2), claims([(alice, 1), (bob, 0)]))
    var paid: [Claim] = []
    while book.waitingPayments > 0 {
      let batch = try book.takePayments(limit: 7)
      #expect((1...7).contains(batch.count))
      paid += batch
      try book.checkInvariants()
      try expectJSONReadsBack(book)
    }
    #expect(paid.count == 26)
    #expect(paid.dropLast() == amounts.sorted { $0.account < $1.account }[...])
    #expect(try book.takePayments(limit: 1).isEmpty)
    let totals = book.settledTotals
    #expect(totals.direct == totals.directPaid && totals.remaining == 0)
  }
}

@Suite struct ClaimBookErrors {
  @Test func aProofCountsForItsRoundAccountAndNetworkOnly() throws {
    var book = ClaimBook(domain: claimDomain)
    let amounts = claims([(alice, 10), (bob, 20)])
    let first = try book.settleByClaims(Round(1), amounts)
    _ = try book.settleByClaims(Round(2), amounts)
    _ = try book.settleByPayment(Round(3), amounts)
    let proof = try first.proof(for: alice)
    func refused(
      _ error: ClaimError, _ proof: ClaimProof, for account: Address = alice,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectRefused(book, error, sourceLocation: sourceLocation) { b throws(ClaimError) in
        _ = try b.claim(proof, for: account)
      }
    }
    func moved(
      domain: Digest = claimDomain, round: Round = Round(1), _ claim: Claim? = nil
    ) -> ClaimProof {
      ClaimProof(domain: domain, round: round, claim: claim ?? proof.claim, path: proof.path)
    }
    refused(.anotherAccount(alice, expected: bob), proof, for: bob)
    refused(.proofRefused(Round(1), bob), moved(Claim(account: bob, amount: 10)), for: bob)
    refused(.proofRefused(Round(1), alice), moved(Claim(account: alice, amount: 11)))
    refused(.proofRefused(Round(2), alice), moved(round: Round(2)))
    refused(.settledElsewhere(Round(3), through: .directPayment), moved(round: Round(3)))
    refused(.unknownRound(Round(4)), moved(round: Round(4)))
    refused(.anotherNetwork(.zero, expected: claimDomain), moved(domain: .zero))
    expectRefused(book, ClaimError.anotherRound(Round(1), expected: Round(2))) {
      b throws(ClaimError) in _ = try b.claim(proof, for: alice, of: Round(2))
    }
    #expect(try book.claim(proof, for: alice, of: Round(1)) == 10)
    // A book of another token takes none of them, although all else is the same.
    let other = Keccak256.hash("another token".utf8)
    var second = ClaimBook(domain: other)
    _ = try second.settleByClaims(Round(1), amounts)
    expectRefused(second, ClaimError.anotherNetwork(claimDomain, expected: other)) {
      b throws(ClaimError) in _ = try b.claim(proof, for: alice)
    }
  }

  /// UMA: the tree sums to more than the root was given, and drains what belongs to other roots.
  @Test func oversizedClaimTree() throws {
    var book = ClaimBook(domain: claimDomain)
    let honest = try book.settleByClaims(Round(1), claims([(alice, 100)]))
    let large = try ClaimTree(
      domain: claimDomain, round: Round(2), claims: claims([(bob, 60), (carol, 70)]))
    try book.settleByForeignRoot(large.root, funds: 100)
    let other = try ClaimTree(domain: claimDomain, round: Round(3), claims: claims([(bob, 8)]))
    try book.settleByForeignRoot(other.root, funds: 8)
    #expect(try book.claim(large.proof(for: bob), for: bob) == 60)
    let proof = try large.proof(for: carol)
    expectRefused(book, ClaimError.aboveRemaining(Round(2), due: 70, remaining: 40)) {
      b throws(ClaimError) in _ = try b.claim(proof, for: carol)
    }
    #expect(try book.claim(large.proof(for: bob), for: bob) == 0)
    // Nobody else lost a unit.
    #expect(try book.claim(honest.proof(for: alice), for: alice) == 100)
    #expect(try book.claim(other.proof(for: bob), for: bob) == 8)
    #expect(try book.remaining(of: Round(2)) == 40)
    try book.checkInvariants()
    try expectJSONReadsBack(book)
  }

  @Test func badRoundsAreRefusedAndChangeNothing() throws {
    var book = ClaimBook(domain: claimDomain)
    _ = try book.settleByClaims(Round(1), claims([(alice, 10)]))
    func refused(_ error: ClaimError, _ amounts: [Claim]) {
      expectRefused(book, error) { b throws(ClaimError) in
        _ = try b.settleByClaims(Round(2), amounts)
      }
      expectRefused(book, error) { b throws(ClaimError) in
        _ = try b.settleByUniswapExport(Round(2), amounts)
      }
      expectRefused(book, error) { b throws(ClaimError) in
        try b.settleByPayment(Round(2), amounts)
      }
      expectRefused(book, error) { b throws(ClaimError) in
        _ = try b.settleByEigenLayerExport(Round(2), amounts, token: rewardToken())
      }
    }
    refused(.duplicateAccount(bob), claims([(bob, 1), (bob, 2)]))
    refused(.accountIsZero, claims([(.zero, 1)]))
    refused(.totalBeyondRange, claims([(bob, .max)]))
    refused(.totalBeyondRange, claims([(bob, .max), (carol, .max)]))
    expectRefused(book, ClaimError.accountIsZero) { b throws(ClaimError) in
      _ = try b.settleByEigenLayerExport(Round(2), [], token: .zero)
    }
    expectRefused(book, ClaimError.anotherNetwork(.zero, expected: claimDomain)) {
      b throws(ClaimError) in
      try b.settleByForeignRoot(
        ClaimRoot(domain: .zero, round: Round(2), leafCount: 0, digest: .zero), funds: 1)
    }
    let many = someClaims(ClaimBook.paymentLimit + 1)
    expectRefused(book, ClaimError.tooManyPayments(10_001, limit: 10_000)) {
      b throws(ClaimError) in try b.settleByPayment(Round(2), many)
    }
    for limit in [-1, 0, 10_001] {
      expectRefused(book, ClaimError.batchOutOfRange(limit, limit: 10_000)) {
        b throws(ClaimError) in _ = try b.takePayments(limit: limit)
      }
    }
    #expect(throws: ClaimError.unknownRound(Round(9))) { try book.remaining(of: Round(9)) }
  }

  @Test func aDamagedBookIsRefused() throws {
    var book = ClaimBook(domain: claimDomain)
    let tree = try book.settleByClaims(Round(1), claims([(alice, 10), (bob, 20)]))
    _ = try book.claim(tree.proof(for: alice), for: alice)
    try book.settleByPayment(Round(2), claims([(alice, 3), (bob, 4)]))
    _ = try book.takePayments(limit: 1)
    let foreign = try ClaimTree(domain: claimDomain, round: Round(3), claims: claims([(bob, 8)]))
    try book.settleByForeignRoot(foreign.root, funds: 8)
    _ = try book.claim(foreign.proof(for: bob), for: bob)
    _ = try book.settleByEigenLayerExport(Round(4), claims([(bob, 6)]), token: rewardToken())
    for field in ["local", "claimed", "exported"] {
      try expectRefusedJSON(book) { $0.set("accounts", 0, field, "11") }
      try expectRefusedJSON(book) { $0.set("accounts", 0, field, "\(UInt256.max)") }
    }
    for index in 0..<2 {
      try expectRefusedJSON(book) { $0.set("accounts", index, "account", Address.zero.description) }
    }
    try expectRefusedJSON(book) {
      $0.set("accounts", 0, "account", bob.description)
      $0.set("accounts", 1, "account", bob.description)
    }
    for round in 0..<4 {
      try expectRefusedJSON(book) { $0.set("rounds", round, "total", "1000") }
      if round < 3 { try expectRefusedJSON(book) { $0.set("rounds", round, "round", 7) } }
    }
    try expectRefusedJSON(book) { $0.set("rounds", 0, "channel", "foreignRoot") }
    try expectRefusedJSON(book) { $0.set("rounds", 1, "root", claimDomain.description) }
    try expectRefusedJSON(book) { $0.set("pots", 0, "funded", "7") }
    try expectRefusedJSON(book) { $0.set("pots", 0, "round", 1) }
    try expectRefusedJSON(book) { $0["payments"] = [[String: Any]]() }
  }
}
