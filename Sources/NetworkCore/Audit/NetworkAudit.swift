// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
import LedgerPrimitives
public import LedgerStore
import Rewards
import Staking
import TokenLedger

/// The sums of a network's books, each computed in two ways.
public struct NetworkAudit: Sendable {
  /// One sum.
  public struct Check: Sendable, Hashable {
    /// What is compared, as `supply = Σ balances`.
    public let name: String
    /// The left side, in base units.
    public let left: UInt256
    /// The right side, in base units.
    public let right: UInt256
    /// Whether both are the same, to the last unit.
    public var reconciles: Bool { left == right }
  }

  /// What the replay of the journal found.
  public let journal: AuditReport
  /// The sums.
  public let checks: [Check]
  /// Whether every sum reconciles.
  public var reconciles: Bool { checks.allSatisfy(\.reconciles) }

  /// Replays the journal from its first record and reconciles the books with each other.
  ///
  /// - Parameter store: the store that keeps the network.
  /// - Throws: `LedgerStoreError` where the journal is broken or the replayed state differs; the
  ///   invariant of a book that does not hold; `ArithmeticError` where a sum exceeds 256 bits;
  ///   `NetworkError.notFounded`.
  /// - Complexity: O(n) for n records.
  public init(of store: LedgerStore) async throws {
    journal = try await store.audit()
    checks =
      try Self.checks(of: await NetworkBooks(of: store))
      + (try await store.settledReceipts().flatMap(Self.checks(of:)))
  }

  /// The sums of the books with each other.
  static func checks(of books: NetworkBooks) throws -> [Check] {
    guard let token = books.token.token, let registry = books.staking.registry,
      let rewards = books.rewards.book, let charter = books.network.charter
    else { throw NetworkError.notFounded }
    // The first opening is zero: a network's supply begins with its journal.
    guard let issued = token.totalMinted.excess(over: token.totalBurned) else {
      throw NetworkError.unbalanced(
        "\(token.totalBurned) burned exceed \(token.totalMinted) minted, or by 2²⁵⁶ and more")
    }
    return [
      Check(
        name: "supply = Σ balances", left: token.totalSupply,
        right: try token.holders.sum { token.balance(of: $0) }),
      Check(
        name: "opening + minted - burned = closing", left: issued, right: token.totalSupply),
      Check(
        name: "staking vault = bonded + unbonding", left: token.balance(of: charter.stakingVault),
        right: try registry.totals.held()),
      Check(
        name: "funded = treasury + burned + paid + carried", left: rewards.totals.funded,
        right: try [
          rewards.totals.treasury, rewards.totals.burned, rewards.totals.paid,
          rewards.totals.carried,
        ].sum { $0 }),
    ]
  }

  /// The sums of one round.
  static func checks(of receipt: RewardReceipt) throws -> [Check] {
    try receipt.verify()
    let distribution = receipt.distribution
    let round = "round \(receipt.context.round)"
    return [
      Check(
        name: "\(round): payable = Σ lines", left: distribution.payable,
        right: try distribution.lines.sum { $0.amount }),
      Check(
        name: "\(round): budget + carried in = all its uses",
        left: try distribution.budget.adding(distribution.carriedIn),
        right: try [
          distribution.treasury, distribution.burned, distribution.payable,
          distribution.carriedOut,
        ].sum { $0 }),
    ]
  }
}

extension LedgerStore {
  /// The receipts of all settled rounds, read from the journal.
  fileprivate func settledReceipts() throws -> [RewardReceipt] {
    var receipts: [RewardReceipt] = []
    try visitRecords { record in
      guard record.kind == RewardsMachine.kind,
        case .settle(let receipt) = try RewardsOperation(record)
      else { return }
      receipts.append(receipt)
    }
    return receipts
  }
}

extension Sequence {
  /// Σ of a quantity of each element; throws where it exceeds 256 bits.
  func sum(_ quantity: (Element) -> UInt256) throws(ArithmeticError) -> UInt256 {
    var sum = UInt256.zero
    for element in self { sum = try sum.adding(quantity(element)) }
    return sum
  }
}
