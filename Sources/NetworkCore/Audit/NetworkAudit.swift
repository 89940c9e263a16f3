// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerStore
import Rewards

/// The books of a network, reconciled: each sum and each binding computed in two ways.
public struct NetworkAudit: Sendable {
  /// One comparison.
  public struct Check: Sendable, Hashable {
    /// What is compared, as `supply = Σ balances`.
    public let name: String
    /// The left side: base units, or a digest.
    public let left: String
    /// The right side.
    public let right: String
    /// The round it belongs to; nil for the whole network.
    public let round: UInt64?
    /// Whether both are the same, to the last unit.
    public var reconciles: Bool { left == right }

    init(
      _ name: String, _ left: some CustomStringConvertible, _ right: some CustomStringConvertible,
      round: UInt64? = nil
    ) {
      self.name = name
      self.left = left.description
      self.right = right.description
      self.round = round
    }
  }

  /// What the replay of the journal found.
  public let journal: AuditReport
  /// The comparisons: first of the whole network, then round by round.
  public let checks: [Check]
  /// Whether every one reconciles.
  public var reconciles: Bool { checks.allSatisfy(\.reconciles) }

  /// Replays the journal from its first record and reconciles the books with each other: the token's
  /// transfers with what rewards say, rewards with stakes and reports, stakes with their vault.
  ///
  /// - Parameter store: the store that keeps the network.
  /// - Throws: `LedgerStoreError` where the journal is broken or the replayed state differs; the
  ///   invariant of a book that does not hold; `ArithmeticError` where a sum exceeds 256 bits;
  ///   `NetworkError.notFounded`.
  /// - Complexity: O(n) for n records.
  public init(of store: LedgerStore) async throws {
    let (report, snapshot) = try await store.audited()
    let books = NetworkBooks(of: snapshot)
    guard let charter = books.network.charter else { throw NetworkError.notFounded }
    let flows = try await store.flows(upTo: report.head, charter: charter)
    journal = report
    checks = try BookChecks(books: books, flows: flows).all()
  }
}
