// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What the books are asked to do, once, under an id.
///
/// ```swift
/// let request = EntryRequest(
///   id: EntryID(7), .transfer(from: alice, to: bob, value: 30),
///   userData: UserData(word64: orderNumber))
/// let result = books.post(request)
/// ```
public struct EntryRequest: Sendable, Hashable {
  /// The key of idempotency.
  public var id: EntryID
  /// What to do.
  public var action: EntryAction
  /// What the entry carries for its user.
  public var userData: UserData
  /// Whether this and the next request of the batch are carried out both or neither. It is no part
  /// of the body that a repeated id is compared with.
  public var isLinkedToNext: Bool

  /// Creates a request.
  public init(
    id: EntryID, _ action: EntryAction, userData: UserData = .none, isLinkedToNext: Bool = false
  ) {
    self.id = id
    self.action = action
    self.userData = userData
    self.isLinkedToNext = isLinkedToNext
  }
}

/// What an entry of the books is about.
///
/// As with the functions of ``Token`` that take no caller, who may ask is not asked.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum EntryAction: Sendable, Hashable {
  /// Moves units: ``Token/transfer(from:to:value:)``.
  case transfer(from: Address, to: Address, value: UInt256)
  /// Makes units: ``Token/mint(to:value:)``. The world is debited.
  case mint(to: Address, value: UInt256)
  /// Destroys units: ``Token/burn(from:value:)``. The world is credited.
  case burn(from: Address, value: UInt256)
  /// Sets an allowance: ``Token/approve(owner:spender:value:)``. No unit moves.
  case approve(owner: Address, spender: Address, value: UInt256)
  /// Moves units out of an allowance: ``Token/transferFrom(spender:from:to:value:)``.
  case transferFrom(spender: Address, from: Address, to: Address, value: UInt256)
  /// Destroys units out of an allowance: ``Token/burnFrom(spender:from:value:)``.
  case burnFrom(spender: Address, from: Address, value: UInt256)
  /// Sends calldata to the token: ``Token/call(data:from:at:environment:)``. Each movement of units
  /// that it tells becomes a leg of the entry.
  case call(data: [UInt8], from: Address)
  /// Holds units of `from` for `to` until they are posted or voided, or until `timeout` seconds of
  /// the ledger's time have passed; nil for ever.
  case hold(from: Address, to: Address, value: UInt256, timeout: UInt64?)
  /// Moves units of a hold, all where `value` is nil; what is left of the hold is released.
  case post(hold: EntryID, value: UInt256?)
  /// Releases all units of a hold.
  case void(hold: EntryID)
  /// Moves units of an entry back by a new entry, all where `value` is nil. An entry is reversed
  /// once, in full or in part; its reversal is an entry that can itself be reversed.
  case reverse(entry: EntryID, value: UInt256?)
  /// Sets what an account may do.
  case setTerms(AccountTerms, of: Address)
}
