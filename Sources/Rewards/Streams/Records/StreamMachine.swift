// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// A pool of streams as a state machine over records, for a store that keeps its journal.
///
/// ```swift
/// var machine = StreamMachine()
/// try machine.apply(.open(at: 0, boundaryEvery: 3600))
/// try machine.apply(.addToken(token))
/// let payments = try machine.apply(.claim(token, for: alice, at: 7200))
/// ```
public struct StreamMachine: RecordMachine, Sendable, Equatable {
  /// The kind of the records it takes.
  public static var kind: RecordKind { .streams }

  /// The pool, once opened.
  public private(set) var pool: RewardPool?

  /// A machine whose pool is not open.
  public init() {}

  /// Applies an operation. The first is ``StreamOperation/open(at:boundaryEvery:)``, and only the
  /// first.
  ///
  /// - Returns: what is to be paid, by token.
  /// - Throws: ``StreamError``; the machine is unchanged then.
  /// - Complexity: that of the operation.
  @discardableResult
  public mutating func apply(
    _ operation: StreamOperation
  ) throws(StreamError) -> [StreamPayment] {
    if case .open(let time, let distance) = operation {
      guard pool == nil else { throw .alreadyOpened }
      pool = try RewardPool(openedAt: time, boundaryEvery: distance)
      return []
    }
    // In place: a pool taken out of the optional and put back would be copied on its first write.
    guard let payments = try pool?.apply(operation) else { throw .notOpened }
    return payments
  }

  /// Applies an operation from a journal's record.
  ///
  /// - Throws: ``StreamError/unreadableRecord(_:)`` and what the operation throws; the machine is
  ///   unchanged then.
  public mutating func apply(_ record: Record) throws {
    try apply(StreamOperation(record))
  }

  /// Proves that the pool keeps its laws.
  ///
  /// - Throws: what ``RewardPool/checkInvariants()`` throws.
  public func checkInvariants() throws { try pool?.checkInvariants() }

  /// The digest of the pool; zero before it is opened.
  public var stateDigest: Digest { pool?.digest ?? .zero }
}

extension RewardPool {
  /// Applies an operation to a pool that is open.
  mutating func apply(_ operation: StreamOperation) throws(StreamError) -> [StreamPayment] {
    switch operation {
    case .open: throw .alreadyOpened
    case .advance(let time): try advance(to: time)
    case .addToken(let token): try addToken(token)
    case .fund(let amount, let token): try fund(amount, of: token)
    case .withdrawUnpromised(let amount, let token):
      try withdrawUnpromised(amount, of: token)
      return [StreamPayment(token: token, account: nil, amount: amount)]
    case .withdrawCarry(let amount, let token, let time):
      try withdrawCarry(amount, of: token, at: time)
      return [StreamPayment(token: token, account: nil, amount: amount)]
    case .setWeight(let weight, let account, let time):
      try setWeight(weight, of: account, at: time)
    case .addWeight(let weight, let account, let time):
      try addWeight(weight, to: account, at: time)
    case .removeWeight(let weight, let account, let time):
      try removeWeight(weight, from: account, at: time)
    case .startStream(let token, let total, let start, let end, let time, let covered):
      try startStream(of: token, total: total, from: start, to: end, at: time, covered: covered)
    case .streamCarry(let token, let amount, let start, let end, let time):
      try streamCarry(of: token, amount: amount, from: start, to: end, at: time)
    case .stopStream(let id, let token, let time):
      try stopStream(id, of: token, at: time)
    case .claim(let token, let account, let time):
      let amount = try claim(token, for: account, at: time)
      return amount.isZero ? [] : [StreamPayment(token: token, account: account, amount: amount)]
    case .claimAll(let account, let time):
      return try claimAll(for: account, at: time).map {
        StreamPayment(token: $0.token, account: account, amount: $0.amount)
      }
    }
    return []
  }
}
