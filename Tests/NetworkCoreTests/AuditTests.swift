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

/// Journals that are whole, and whose records each machine accepts, but that cheat between the books.
@Suite("An audit that is being cheated")
struct AuditTests {
  private func settledDraft(hosting: HostingReport? = nil) throws -> NetworkDraft {
    var draft = try DemoNetwork.founded()
    try draft.apply(
      .trained(
        try DemoNetwork.training(eta: EfficiencyFactor(baseDuration: 7, measuredDuration: 3))))
    try draft.apply(.hosted(try hosting ?? DemoNetwork.hosting()))
    try draft.settle(Round(1))
    return draft
  }

  private func failures(_ records: [Record]) async throws -> [String] {
    let store = try LedgerStore(storage: InMemoryJournal(), machines: NetworkBooks.machines)
    try await store.commit(try DemoNetwork.founded().records)
    try await store.commit(records)
    let audit = try await NetworkAudit(of: store)
    #expect(audit.reconciles == !audit.checks.contains { !$0.reconciles })
    return audit.checks.filter { !$0.reconciles }.map(\.name)
  }

  /// The records of the settlement alone, behind those of the founding.
  private func roundRecords(_ draft: NetworkDraft) throws -> [Record] {
    Array(draft.records.dropFirst(try DemoNetwork.founded().records.count))
  }

  private func isReward(_ record: Record) throws -> Bool {
    guard record.kind == .token,
      case .transfer(let from, _, _) = try TokenOperation(record: record)
    else { return false }
    return from == DemoNetwork.treasury
  }

  @Test("an honest round reconciles")
  func honest() async throws {
    #expect(try await failures(roundRecords(settledDraft())) == [])
  }

  @Test("rewards that were settled and never paid are found")
  func unpaid() async throws {
    let records = try roundRecords(settledDraft()).filter { try !isReward($0) }
    let found = try await failures(records)
    #expect(found.contains("the treasury's transfers = all that rounds paid"))
    #expect(found.contains("round 1: payable = transfers out of the treasury"))
  }

  @Test("rewards that were paid twice are found")
  func paidTwice() async throws {
    let records = try roundRecords(settledDraft())
    let found = try await failures(records + records.filter { try isReward($0) })
    #expect(found.contains("the treasury's transfers = all that rounds paid"))
    #expect(found.contains { $0.hasPrefix("round 1: lines of 0x") })
  }

  @Test("a reward that went to somebody else is found, though the sum is right")
  func diverted() async throws {
    let records = try roundRecords(settledDraft()).map { record in
      guard try isReward(record),
        case .transfer(let from, let to, let value) = try TokenOperation(record: record),
        to == DemoNetwork.owners[2]
      else { return record }
      return TokenOperation.transfer(from: from, to: DemoNetwork.user, value: value).record
    }
    let found = try await failures(records)
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.hasPrefix("round 1: lines of 0x") })
  }

  @Test("a receipt for a GPU that nobody staked on is found")
  func forgedReceipt() async throws {
    let honest = try settledDraft()
    let book = try #require(NetworkDraft(DemoNetwork.founded().books).books.rewards.book)
    let thief = DemoNetwork.account("Thief")
    let receipt = try book.draft(
      round: Round(1), budget: 9_999,
      lines: [
        RewardLineInput(
          gpu: GPUID("gpu-x"), owner: thief, model: ModelID("m"), lane: .training,
          stake: 1_000_000, sharePPM: 1_000_000, eta: EfficiencyFactor(given: Ratio(10)),
          commissionPPM: 0)
      ], stakeSnapshot: .zero, measurements: .zero)
    var records = try roundRecords(honest).filter { try !isReward($0) }
    let place = try #require(records.firstIndex { $0.kind == .rewards })
    records[place] = RewardsOperation.settle(receipt).record
    records.append(
      TokenOperation.transfer(
        from: DemoNetwork.treasury, to: thief, value: receipt.distribution.payable
      ).record)
    let found = try await failures(records)
    for name in [
      "budget = the charter's", "receipt's stakes = snapshot",
      "receipt's measurements = reports", "receipt's lines = stakes and reports",
    ] { #expect(found.contains("round 1: \(name)"), "\(name)") }
  }

  @Test("fees that nobody paid, and a unit that left the staking vault, are found")
  func feesAndVault() async throws {
    let boast = HostingReport(
      round: Round(1), model: try ModelID("m"), served: 12, refused: 0, correct: 1, fees: 60,
      work: try DemoNetwork.work([4, 4, 4], of: 4), receiptsRoot: .zero)
    #expect(
      try await failures(roundRecords(settledDraft(hosting: boast)))
        == ["round 1: fees = transfers of users"])

    let leak = TokenOperation.transfer(from: DemoNetwork.vault, to: DemoNetwork.user, value: 1)
    #expect(
      try await failures(roundRecords(settledDraft()) + [leak.record])
        == ["staking vault = bonded + unbonding"])
  }
}
