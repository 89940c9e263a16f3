// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// What the token's EIP-712 domain has besides name, version, chain and address, so that nothing
  /// signed before an undo is good after it; nil while nothing was undone.
  ///
  /// Nonces roll back with the state, so without it a permit that was used in an undone block could
  /// be used again, and one that its signer replaced would be good once more.
  public var domainSalt: Digest? { rollbacks.salt }

  /// Whether the token only repeats what was decided elsewhere, as who follows a chain does: then
  /// undoing changes no domain, and time may go back to that of the block that stays.
  ///
  /// Signatures are then as good as on that chain: never let a token that decides for itself be in
  /// audit replay.
  public var isAuditReplay: Bool {
    get { rollbacks.isAuditReplay }
    set { rollbacks.isAuditReplay = newValue }
  }

  /// Undoes everything after the end of block `number`, the last change first, then goes on in
  /// `next`.
  ///
  /// Balances, allowances, nonces, roles, all slots and events are as they were. So that no signature
  /// comes back to life by it, the domain that signatures are bound to gets another salt
  /// (``domainSalt``, event ``TokenEvent/domainChanged``), and the time of `next` is at least the
  /// latest this token has ever seen: a deadline that has passed stays passed. The block of the undone
  /// past is never the present one again: hence `next`. Of both only a token in audit replay is free
  /// (``isAuditReplay``).
  ///
  /// - Parameters:
  ///   - number: the last block that stays; nothing is undone where it is the present one.
  ///   - next: the block in which life goes on; its number is greater than `number`.
  /// - Throws: ``LedgerError``: block forgotten, block in the future, block goes back. Then nothing
  ///   changes.
  /// - Complexity: O(n) for n changes that are undone.
  public mutating func undo(
    toBlock number: UInt64, continuingAt next: Block
  ) throws(LedgerError) {
    try checkReadable(number)
    let base = storage.blocks.entries[storage.blocks.index(atBlock: number)].block
    try checkFollows(next, Block(number: number, timestamp: base.timestamp), left: block)
    if number == block.number {
      storage.advance(to: next)
      return
    }
    let left = block.timestamp
    storage.undo(toBlock: number)
    storage.advance(to: next)
    noteRollback(left: left)
  }

  /// Puts back an older copy of this token, then goes on in `next`.
  ///
  /// As ``undo(toBlock:continuingAt:)``, for who keeps copies. Assigning the copy would restore the
  /// domain too, and with it signatures that were used since: never do that to a token that accepts
  /// signatures.
  ///
  /// - Throws: ``LedgerError``: already deployed where the snapshot has another configuration, block
  ///   goes back. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func restore(
    _ snapshot: Token, continuingAt next: Block
  ) throws(LedgerError) {
    guard snapshot.configuration == configuration else {
      throw .alreadyDeployed(configuration.address)
    }
    try checkFollows(next, snapshot.block, left: block)
    let left = block.timestamp
    storage = snapshot.storage
    storage.advance(to: next)
    rollbacks.latestTime = max(rollbacks.latestTime, snapshot.rollbacks.latestTime)
    noteRollback(left: left)
  }

  /// Whether `next` can follow `base` where the blocks up to `left` are undone.
  private func checkFollows(
    _ next: Block, _ base: Block, left: Block
  ) throws(LedgerError) {
    let earliest =
      isAuditReplay
      ? base.timestamp : max(base.timestamp, left.timestamp, rollbacks.latestTime)
    guard next.number > base.number && next.timestamp >= earliest else {
      throw .blockGoesBack(next, current: Block(number: base.number, timestamp: earliest))
    }
  }

  private mutating func noteRollback(left time: UInt64) {
    rollbacks.latestTime = max(rollbacks.latestTime, time)
    guard !isAuditReplay else { return }
    rollbacks.note(token: configuration, block: block)
    storage.append(.domainChanged)
  }
}
