// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// The rewards room as a state machine over records, for a store that keeps its journal.
///
/// ```swift
/// var machine = RewardsMachine()
/// try machine.apply(.open(policy, network: network, firstRound: Round(1)))
/// let receipt = try machine.book?.draft(
///   round: Round(1), budget: 1_000, lines: lines, stakeSnapshot: digest, measurements: .zero)
/// ```
public struct RewardsMachine: RecordMachine, Sendable, Equatable {
  /// The kind of the records it takes.
  public static var kind: RecordKind { .rewards }

  /// The book, once opened.
  public private(set) var book: RewardBook?

  /// A machine whose book is not open.
  public init() {}

  /// Applies an operation. The first is ``RewardsOperation/open(_:network:firstRound:)``, and only
  /// the first.
  ///
  /// - Throws: ``RewardsError``; the machine is unchanged then.
  /// - Complexity: that of the operation.
  public mutating func apply(_ operation: RewardsOperation) throws(RewardsError) {
    switch operation {
    case .open(let policy, let network, let firstRound):
      guard book == nil else { throw .alreadyOpened }
      book = RewardBook(policy: policy, network: network, firstRound: firstRound)
    case .settle(let receipt):
      guard book != nil else { throw .notOpened }
      try book?.settle(receipt)
    case .settleThrough(let receipt, let channel):
      guard book != nil else { throw .notOpened }
      try book?.settle(receipt, channel: channel)
    case .amend(let policy, let round):
      guard book != nil else { throw .notOpened }
      try book?.amend(policy: policy, from: round)
    }
  }

  /// Applies an operation from a journal's record.
  ///
  /// - Throws: ``RewardsError/unreadableRecord(_:)`` and what the operation throws; the machine is
  ///   unchanged then.
  public mutating func apply(_ record: Record) throws {
    try apply(RewardsOperation(record))
  }

  /// Proves that the book keeps its laws.
  ///
  /// - Throws: what ``RewardBook/checkInvariants()`` throws.
  public func checkInvariants() throws {
    try book?.checkInvariants()
  }

  /// The digest of the book; zero before it is opened.
  public var stateDigest: Digest { book?.digest ?? .zero }
}
