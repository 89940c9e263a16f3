// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What an operation did, as a contract tells it: EIP-20's two events
/// (https://eips.ethereum.org/EIPS/eip-20) and those of the extensions.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum TokenEvent: Sendable, Hashable {
  /// `value` units went from one address to another; from zero they were minted, to zero burned.
  case transfer(from: Address, to: Address, value: UInt256)
  /// `spender` may now spend `value` units of `owner`.
  case approval(owner: Address, spender: Address, value: UInt256)
  /// `account` paused the token.
  case paused(account: Address)
  /// `account` resumed the token.
  case unpaused(account: Address)
  /// `account` was blocked.
  case blocked(account: Address)
  /// `account` was unblocked.
  case unblocked(account: Address)
  /// `sender` gave `account` the role.
  case roleGranted(role: Digest, account: Address, sender: Address)
  /// `sender` took the role from `account`.
  case roleRevoked(role: Digest, account: Address, sender: Address)
  /// The role's admin role changed.
  case roleAdminChanged(role: Digest, previous: Digest, new: Digest)
  /// `new` may become owner.
  case ownershipTransferStarted(previous: Address, new: Address)
  /// `new` is owner now.
  case ownershipTransferred(previous: Address, new: Address)
  /// `minter` may mint, or no longer.
  case minterChanged(minter: Address, isMinter: Bool)
  /// `minter` may mint `allowance` units.
  case minterConfigured(minter: Address, allowance: UInt256)
  /// `minter` may mint no longer.
  case minterRemoved(minter: Address)
  /// `minter` made units for `to`.
  case minted(minter: Address, to: Address, value: UInt256)
  /// `burner` destroyed units of its own.
  case burned(burner: Address, value: UInt256)
  /// An office of FiatToken has a new holder.
  case officeChanged(FiatTokenOffice, holder: Address)
  /// The authorization of `authorizer` was used.
  case authorizationUsed(authorizer: Address, nonce: Digest)
  /// The authorization of `authorizer` was cancelled.
  case authorizationCanceled(authorizer: Address, nonce: Digest)
  /// `delegator` votes through `to`.
  case delegateChanged(delegator: Address, from: Address, to: Address)
  /// `delegate` has other votes.
  case delegateVotesChanged(delegate: Address, previous: UInt256, new: UInt256)
  /// A snapshot was taken.
  case snapshot(id: UInt256)
  /// `sender` put assets into the vault for shares of `owner`.
  case deposit(sender: Address, owner: Address, assets: UInt256, shares: UInt256)
  /// `sender` took assets out of the vault to `receiver` for shares of `owner`.
  case withdraw(
    sender: Address, receiver: Address, owner: Address, assets: UInt256, shares: UInt256)
  /// A receiver's code told something of its own while it was called; see ``Token/emit(_:)``.
  case receiverLog(TokenLog)
  /// The domain that signatures are bound to changed (EIP-5267).
  case domainChanged
}
