// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import LedgerStore
import Rewards
import Staking
import Testing
import TokenLedger

@testable import NetworkCore

@Suite("A round of the network")
struct SettlementTests {
  private func settled(
    eta: EfficiencyFactor, training: [UInt64] = [10, 10, 10], hosting: [UInt64] = [4, 4, 4]
  ) throws -> (draft: NetworkDraft, receipt: RewardReceipt) {
    var draft = try DemoNetwork.founded()
    try draft.apply(.trained(try DemoNetwork.training(eta: eta, verified: training)))
    try draft.apply(.hosted(try DemoNetwork.hosting(verified: hosting)))
    let receipt = try draft.settle(Round(1))
    try draft.books.checkInvariants()
    return (draft, receipt)
  }

  @Test("full work pays the whitepaper's line in two lanes, to the last unit")
  func fullWork() throws {
    let (draft, receipt) = try settled(eta: EfficiencyFactor(given: Ratio(3, 2)))
    // W = 600 · (1.5 · 0.7 + 1 · 0.3) = 810; α = 1 % pays floor(8.1) = 8 of 1000.
    #expect(receipt.distribution.payable == 8)
    #expect(receipt.distribution.lines.count == 6)
    #expect(receipt.distribution.carriedOut == 992)
    let token = try #require(draft.books.token.token)
    #expect(token.balance(of: DemoNetwork.treasury) == 10_000 - 8)
    let paid = DemoNetwork.owners.map { token.balance(of: $0) }
    #expect(paid.reduce(UInt256.zero, +) == 3 * 7 + 8)
    #expect(token.balance(of: DemoNetwork.vault) == 600)
  }

  @Test("a GPU without verified work has no line; half the work is half the share")
  func partialWork() throws {
    let (_, receipt) = try settled(
      eta: EfficiencyFactor(given: Ratio(2)), training: [10, 5, 0], hosting: [4, 0, 3])
    let shares = receipt.distribution.lines.map {
      "\($0.gpu) \($0.lane) \($0.input.sharePPM)"
    }
    #expect(
      Set(shares) == [
        "gpu-1 training 700000", "gpu-1 hosting 300000", "gpu-2 training 350000",
        "gpu-3 hosting 225000",
      ])
    #expect(
      receipt.distribution.lines.filter { $0.lane == .hosting }
        .allSatisfy { $0.input.eta == .noBase })
  }

  @Test("a round is settled on both its reports, once")
  func order() throws {
    var draft = try DemoNetwork.founded()
    let eta = try EfficiencyFactor(given: Ratio(1))
    #expect(throws: NetworkError.missingReport(Round(1), "training")) {
      try draft.settle(Round(1))
    }
    try draft.apply(.trained(try DemoNetwork.training(eta: eta)))
    #expect(throws: NetworkError.missingReport(Round(1), "hosting")) {
      try draft.settle(Round(1))
    }
    #expect(throws: NetworkError.roundOutOfOrder(Round(1), last: Round(1))) {
      try draft.apply(.trained(try DemoNetwork.training(eta: eta)))
    }
    try draft.apply(.hosted(try DemoNetwork.hosting()))
    try draft.settle(Round(1))
    #expect(throws: (any Error).self) { try draft.settle(Round(1)) }
  }

  @Test("a round that is claimed is not paid directly too")
  func claimedIsNotPaid() throws {
    var draft = try DemoNetwork.founded()
    try draft.apply(
      .trained(try DemoNetwork.training(eta: EfficiencyFactor(given: Ratio(3, 2)))))
    try draft.apply(.hosted(try DemoNetwork.hosting()))
    var paid = draft
    let receipt = try paid.settle(Round(1))
    #expect(
      try paid.books.rewards.book?.settledRound(Round(1)).channel == .directPayment,
      "the channel is in the state")

    let claims = SettlementChannel.localClaims(root: Keccak256.hash(Array("claims".utf8)))
    try draft.apply(RewardsOperation.settleThrough(receipt, claims))
    let (token, records) = (draft.books.token.stateDigest, draft.records.count)
    #expect(
      throws: RewardsError.wrongChannel(Round(1), settled: claims, asked: .directPayment)
    ) { try draft.pay(receipt, from: DemoNetwork.treasury) }
    #expect(throws: (any Error).self) { try draft.settle(Round(1)) }
    #expect(draft.books.token.stateDigest == token, "no token moved")
    #expect(draft.records.dropFirst(records).allSatisfy { $0.kind != .token })
  }

  @Test("a treasury that holds less than the round pays is an error with both amounts")
  func treasuryShort() throws {
    var draft = try DemoNetwork.founded(treasuryHolds: 7)
    try draft.apply(
      .trained(try DemoNetwork.training(eta: EfficiencyFactor(given: Ratio(3, 2)))))
    try draft.apply(.hosted(try DemoNetwork.hosting()))
    #expect(throws: NetworkError.treasuryShort(holds: 7, needs: 8)) {
      try draft.settle(Round(1))
    }
  }

  @Test("a draft's records replay to the same books in a store, and the audit reconciles")
  func replays() async throws {
    let store = try LedgerStore(storage: InMemoryJournal(), machines: NetworkBooks.machines)
    try await store.commit(try DemoNetwork.founded().records)
    for round in UInt64(1)...3 {
      var draft = NetworkDraft(await NetworkBooks(of: store))
      try draft.apply(
        .trained(
          try DemoNetwork.training(
            round, eta: EfficiencyFactor(baseDuration: 7, measuredDuration: 3))))
      try draft.apply(.hosted(try DemoNetwork.hosting(round)))
      try draft.settle(Round(round))
      try await store.commit(draft.records)
      let books = await NetworkBooks(of: store)
      #expect(books.token.stateDigest == draft.books.token.stateDigest)
      #expect(books.network.stateDigest == draft.books.network.stateDigest)
    }
    let audit = try await NetworkAudit(of: store)
    #expect(audit.reconciles)
    #expect(audit.checks.count == 7 + 8 * 3)
    #expect(audit.journal.head.batches == 4)
  }
}
