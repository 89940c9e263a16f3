// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// A book of claims as a state machine over records, for a store that keeps its journal.
///
/// ```swift
/// var machine = ClaimMachine()
/// try machine.apply(.open(domain: network))
/// try machine.apply(.settleByClaims(Round(1), [Claim(account: alice, amount: 7)]))
/// let proof = try machine.book?.latestTree()?.proof(for: alice)
/// ```
///
/// Trees and exports are no part of the state: ``ClaimBook/latestTree(threads:)`` makes the tree anew,
/// and a `UniswapDistribution` is made of the amounts in its record.
public struct ClaimMachine: RecordMachine, Sendable, Equatable {
  /// The kind of the records it takes.
  public static var kind: RecordKind { .claims }

  /// The book, once opened.
  public private(set) var book: ClaimBook?

  /// A machine whose book is not open.
  public init() {}

  /// Applies an operation. The first is ``ClaimOperation/open(domain:)``, and only the first.
  ///
  /// - Returns: what is to be paid.
  /// - Throws: ``ClaimError``; the machine is unchanged then.
  /// - Complexity: that of the operation.
  @discardableResult
  public mutating func apply(_ operation: ClaimOperation) throws(ClaimError) -> [Claim] {
    if case .open(let domain) = operation {
      guard book == nil else { throw .alreadyOpened }
      book = ClaimBook(domain: domain)
      return []
    }
    guard let payments = try book?.apply(operation) else { throw .notOpened }
    return payments
  }

  /// Applies an operation from a journal's record.
  ///
  /// - Throws: ``ClaimError/unreadableRecord(_:)`` and what the operation throws; the machine is
  ///   unchanged then.
  public mutating func apply(_ record: Record) throws {
    try apply(ClaimOperation(record))
  }

  /// Proves that the book keeps its laws.
  ///
  /// - Throws: what ``ClaimBook/checkInvariants()`` throws.
  public func checkInvariants() throws { try book?.checkInvariants() }

  /// The digest of the book; zero before it is opened.
  public var stateDigest: Digest { book?.digest ?? .zero }
}

extension ClaimBook {
  /// Applies an operation to a book that is open.
  mutating func apply(_ operation: ClaimOperation) throws(ClaimError) -> [Claim] {
    switch operation {
    case .open: throw .alreadyOpened
    case .settleByClaims(let round, let amounts): _ = try settleByClaims(round, amounts)
    case .settleByForeignRoot(let root, let funds): try settleByForeignRoot(root, funds: funds)
    case .settleByUniswapExport(let round, let amounts):
      _ = try settleByUniswapExport(round, amounts)
    case .settleByEigenLayerExport(let round, let amounts, let token):
      _ = try settleByEigenLayerExport(round, amounts, token: token)
    case .settleByPayment(let round, let amounts): try settleByPayment(round, amounts)
    case .claim(let proof, let account):
      let amount = try claim(proof, for: account)
      return amount.isZero ? [] : [Claim(account: account, amount: amount)]
    case .takePayments(let limit): return try takePayments(limit: Int(limit))
    }
    return []
  }
}
