// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// One owner: OpenZeppelin's Ownable2Step, where who is offered the ownership must accept it;
/// snekmate's and FiatToken's, which hand over in one step.
extension Token {
  /// The owner; the zero address where there is none (any more).
  ///
  /// - Complexity: O(1).
  public var owner: Address { storage.address(.owner) }

  /// Who may become owner by accepting; the zero address where nobody was offered it.
  ///
  /// - Complexity: O(1).
  public var pendingOwner: Address { storage.address(.pendingOwner) }

  /// Offers `new` the ownership; with access by one owner it must be accepted
  /// (``acceptOwnership(by:)``), and offering it to the zero address takes the offer back. With
  /// minters (snekmate), which hand over their owner's right to mint too, and with offices
  /// (FiatToken) the owner changes at once.
  ///
  /// - Throws: ``LedgerError`` in this order: not enabled, not owner, invalid owner (the zero
  ///   address, in one step). Then nothing changes.
  /// - Complexity: O(1).
  public mutating func transferOwnership(
    by caller: Address, to new: Address
  ) throws(LedgerError) {
    try checkOwned()
    try checkOwner(caller)
    if case .owner = configuration.features.access {
      storage.set(.pendingOwner, new)
      storage.append(.ownershipTransferStarted(previous: caller, new: new))
      return
    }
    if new.isZero { throw .invalidOwner(new) }
    setOwner(new)
  }

  /// Takes the ownership that was offered.
  ///
  /// - Throws: ``LedgerError``: not enabled where it is handed over in one step, not pending owner.
  ///   Then nothing changes.
  /// - Complexity: O(1).
  public mutating func acceptOwnership(by caller: Address) throws(LedgerError) {
    guard case .owner = configuration.features.access else {
      throw .notEnabled("an ownership that is accepted")
    }
    if caller != pendingOwner || caller.isZero { throw .notPendingOwner(caller) }
    setOwner(caller)
  }

  /// Gives up the ownership: nobody is owner any more, and an offer lapses.
  ///
  /// - Throws: ``LedgerError``: not enabled (FiatToken's owner cannot), not owner. Then nothing
  ///   changes.
  /// - Complexity: O(1).
  public mutating func renounceOwnership(by caller: Address) throws(LedgerError) {
    try checkOwned()
    if case .offices = configuration.features.access {
      throw .notEnabled("an ownership that can be given up")
    }
    try checkOwner(caller)
    setOwner(.zero)
  }

  /// Refuses where `caller` is not the owner; nobody is, once the ownership was given up.
  func checkOwner(_ caller: Address) throws(LedgerError) {
    if caller.isZero || caller != owner { throw .notOwner(caller) }
  }

  private func checkOwned() throws(LedgerError) {
    switch configuration.features.access {
    case .owner, .minters, .offices: return
    case .open, .roles: throw .notEnabled("an owner")
    }
  }

  private mutating func setOwner(_ new: Address) {
    let previous = owner
    let mints = if case .minters = configuration.features.access { true } else { false }
    if mints { setMinter(previous, false) }
    if !pendingOwner.isZero { storage.set(.pendingOwner, Address.zero) }
    storage.set(.owner, new)
    storage.append(.ownershipTransferred(previous: previous, new: new))
    if mints && !new.isZero { setMinter(new, true) }
  }
}
