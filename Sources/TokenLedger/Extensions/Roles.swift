// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// Roles, each with an admin role whose holders give and take it (OpenZeppelin's AccessControl).
///
/// Minting asks for ``TokenRole/minter``, pausing for ``TokenRole/pauser``, blocking for
/// ``TokenRole/limiter``, a snapshot for ``TokenRole/snapshotter``; any other role is yours.
extension Token {
  /// Whether `account` has the role.
  ///
  /// - Complexity: O(1).
  public func hasRole(_ role: Digest, _ account: Address) -> Bool {
    !storage.value(.role, role, account).isZero
  }

  /// The role whose holders give and take `role`.
  ///
  /// - Complexity: O(1).
  public func roleAdmin(of role: Digest) -> Digest {
    guard let number = storage.number(of: role) else { return TokenRole.defaultAdmin }
    return storage[SlotKey(.roleAdmin, number)].asDigest
  }

  /// Gives `account` the role. Where it has it already nothing changes and nothing is told.
  ///
  /// - Throws: ``LedgerError``: not enabled, missing role (the caller lacks the admin role). Then
  ///   nothing changes.
  /// - Complexity: O(1).
  public mutating func grantRole(
    by caller: Address, _ role: Digest, to account: Address
  ) throws(LedgerError) {
    try checkHasRoles()
    try checkRole(roleAdmin(of: role), of: caller)
    if hasRole(role, account) { return }
    storage.set(.role, role, account, 1)
    storage.append(.roleGranted(role: role, account: account, sender: caller))
  }

  /// Takes the role from `account`. Where it does not have it nothing changes and nothing is told.
  ///
  /// - Throws: ``LedgerError``: not enabled, missing role (the caller lacks the admin role). Then
  ///   nothing changes.
  /// - Complexity: O(1).
  public mutating func revokeRole(
    by caller: Address, _ role: Digest, from account: Address
  ) throws(LedgerError) {
    try checkHasRoles()
    try checkRole(roleAdmin(of: role), of: caller)
    takeRole(role, from: account, sender: caller)
  }

  /// Gives a role of one's own up.
  ///
  /// - Parameters:
  ///   - caller: who gives up.
  ///   - role: what is given up.
  ///   - confirmation: the caller's own address once more, against giving up by mistake.
  /// - Throws: ``LedgerError``: not enabled, bad confirmation. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func renounceRole(
    by caller: Address, _ role: Digest, confirmation: Address
  ) throws(LedgerError) {
    try checkHasRoles()
    if caller != confirmation { throw .badConfirmation }
    takeRole(role, from: caller, sender: caller)
  }

  /// Makes `admin` the role whose holders give and take `role`.
  ///
  /// OpenZeppelin leaves to the contract who may; here it is who may give the role now. It is told
  /// also where nothing changes.
  ///
  /// - Throws: ``LedgerError``: not enabled, missing role (the caller lacks the admin role). Then
  ///   nothing changes.
  /// - Complexity: O(1).
  public mutating func setRoleAdmin(
    by caller: Address, of role: Digest, to admin: Digest
  ) throws(LedgerError) {
    try checkHasRoles()
    let previous = roleAdmin(of: role)
    try checkRole(previous, of: caller)
    let number = storage.intern(role)
    storage[SlotKey(.roleAdmin, number)] = admin.slotValue
    storage.append(.roleAdminChanged(role: role, previous: previous, new: admin))
  }

  /// Refuses where `account` lacks the role.
  func checkRole(_ role: Digest, of account: Address) throws(LedgerError) {
    if !hasRole(role, account) { throw .missingRole(account: account, role: role) }
  }

  private func checkHasRoles() throws(LedgerError) {
    guard case .roles = configuration.features.access else { throw .notEnabled("roles") }
  }

  private mutating func takeRole(_ role: Digest, from account: Address, sender: Address) {
    if !hasRole(role, account) { return }
    storage.set(.role, role, account, 0)
    storage.append(.roleRevoked(role: role, account: account, sender: sender))
  }
}

extension TokenStorage {
  /// The slot of `kind` of a word and an account.
  fileprivate func value(_ kind: SlotKind, _ word: Digest, _ account: Address) -> UInt256 {
    guard let one = number(of: word), let other = number(of: account) else { return .zero }
    return self[SlotKey(kind, one, other)]
  }

  /// Sets the slot of `kind` of a word and an account.
  mutating func set(_ kind: SlotKind, _ word: Digest, _ account: Address, _ value: UInt256) {
    let one = intern(word)
    self[SlotKey(kind, one, intern(account))] = value
  }
}
