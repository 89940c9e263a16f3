// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives
public import Rewards
public import Staking
public import TokenLedger

/// Changes to a network that are being prepared: each is checked at once, nothing is kept until the
/// records are committed to a store together.
///
/// A draft works on copies. Where one of its methods throws, throw the draft away: a composed change
/// may be half in it, and none of it is in the books.
public struct NetworkDraft: Sendable {
  /// The books as they will be.
  public private(set) var books: NetworkBooks
  /// What to commit, in order.
  public private(set) var records: [Record] = []

  /// Starts from the books as they are.
  public init(_ books: NetworkBooks) {
    self.books = books
  }

  /// Applies an operation of the token.
  ///
  /// - Throws: `LedgerError`; `NetworkError.vaultIsClosed` where it moves tokens into or out of the
  ///   staking vault, which ``stake(_:on:from:)`` alone does, or may do so, as a call.
  public mutating func apply(_ operation: TokenOperation) throws {
    if let vault = books.network.charter?.stakingVault, operation.touches(vault) {
      throw NetworkError.vaultIsClosed(vault)
    }
    try enter(operation)
  }

  private mutating func enter(_ operation: TokenOperation) throws {
    try books.token.apply(operation)
    records.append(operation.record)
  }

  /// Applies an operation of staking. It moves no token: see ``stake(_:on:from:)``.
  ///
  /// - Throws: `StakingError`.
  public mutating func apply(_ operation: StakingOperation) throws {
    try books.staking.apply(operation)
    records.append(operation.record)
  }

  /// Applies an operation of rewards. It moves no token: see ``settle(_:)``.
  ///
  /// - Throws: `RewardsError`.
  public mutating func apply(_ operation: RewardsOperation) throws {
    try books.rewards.apply(operation)
    records.append(operation.record)
  }

  /// Applies an operation of the composition.
  ///
  /// - Throws: `NetworkError`.
  public mutating func apply(_ operation: NetworkOperation) throws {
    try books.network.apply(operation)
    records.append(operation.record)
  }

  /// The charter.
  ///
  /// - Throws: `NetworkError.notFounded`.
  public func charter() throws(NetworkError) -> NetworkCharter {
    guard let charter = books.network.charter else { throw .notFounded }
    return charter
  }

  /// Stakes on a GPU: bonds the stake and moves the owner's tokens into the staking vault.
  ///
  /// - Throws: `StakingError`, `LedgerError`, `NetworkError.notFounded`.
  public mutating func stake(_ amount: UInt256, on gpu: GPUID, from owner: Address) throws {
    let vault = try charter().stakingVault
    try apply(StakingOperation.bond(gpu: gpu, amount: amount))
    try enter(TokenOperation.transfer(from: owner, to: vault, value: amount))
  }
}

extension TokenOperation {
  /// Whether it moves tokens into or out of an account, or lets somebody do so; a call may, and
  /// so may undoing.
  fileprivate func touches(_ account: Address) -> Bool {
    switch self {
    case .deploy, .advance: false
    case .call, .undo, .setAuditReplay: true
    case .mint(let to, _): to == account
    case .burn(let from, _), .burnFrom(_, let from, _): from == account
    case .transfer(let from, let to, _), .transferFrom(_, let from, let to, _):
      from == account || to == account
    case .approve(let owner, _, _): owner == account
    }
  }
}
