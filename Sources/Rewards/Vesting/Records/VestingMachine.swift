// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// A book of vesting grants as a state machine over records, for a store that keeps its journal.
///
/// ```swift
/// var machine = VestingMachine()
/// try machine.apply(.grant(900, to: alice, .linear(start: 0, duration: 90), at: 0))
/// let payment = try machine.apply(.release(nil, to: alice, at: 30))
/// ```
public struct VestingMachine: RecordMachine, Sendable, Equatable {
  /// The kind of the records it takes.
  public static var kind: RecordKind { .vesting }

  /// The book; it needs no opening.
  public private(set) var book = VestingBook()

  /// A machine whose book is empty.
  public init() {}

  /// Applies an operation.
  ///
  /// - Returns: what is to be paid, nil for nothing.
  /// - Throws: ``VestingError``; the machine is unchanged then.
  /// - Complexity: that of the operation.
  @discardableResult
  public mutating func apply(_ operation: VestingOperation) throws(VestingError) -> Claim? {
    switch operation {
    case .grant(let amount, let account, let schedule, let time):
      try book.grant(amount, to: account, schedule, at: time)
    case .release(let amount, let account, let time):
      let paid = try book.release(amount, to: account, at: time)
      return paid.isZero ? nil : Claim(account: account, amount: paid)
    case .penalize(let account, let amount, let time):
      try book.penalize(account, amount, at: time)
    }
    return nil
  }

  /// Applies an operation from a journal's record.
  ///
  /// - Throws: ``VestingError/unreadableRecord(_:)`` and what the operation throws; the machine is
  ///   unchanged then.
  public mutating func apply(_ record: Record) throws {
    try apply(VestingOperation(record))
  }

  /// Proves that the book keeps its laws.
  ///
  /// - Throws: what ``VestingBook/checkInvariants()`` throws.
  public func checkInvariants() throws { try book.checkInvariants() }

  /// The digest of the book.
  public var stateDigest: Digest { book.digest }
}
