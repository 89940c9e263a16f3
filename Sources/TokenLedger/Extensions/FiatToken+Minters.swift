// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// FiatToken's minters, each with the units it may still mint.
extension Token {
  /// The units `minter` may still mint; nothing for who is no minter.
  ///
  /// - Complexity: O(1).
  public func minterAllowance(of minter: Address) -> UInt256 {
    storage.value(.minterAllowance, minter)
  }

  /// Names `minter` and what it may mint from now on, whatever that was before.
  ///
  /// - Throws: ``LedgerError`` in this order: not enabled, paused, not in office (master minter).
  ///   Then nothing changes.
  /// - Complexity: O(1).
  public mutating func configureMinter(
    by caller: Address, _ minter: Address, allowance: UInt256
  ) throws(LedgerError) {
    try checkHasOffices()
    if configuration.features.pausable && isPaused { throw .enforcedPause }
    try check(caller, holds: .masterMinter)
    storage.set(.minter, minter, 1)
    storage.set(.minterAllowance, minter, allowance)
    storage.append(.minterConfigured(minter: minter, allowance: allowance))
  }

  /// Takes the right to mint from `minter`, and what was left of it.
  ///
  /// - Throws: ``LedgerError`` in this order: not enabled, not in office (master minter). Then
  ///   nothing changes.
  /// - Complexity: O(1).
  public mutating func removeMinter(by caller: Address, _ minter: Address) throws(LedgerError) {
    try checkHasOffices()
    try check(caller, holds: .masterMinter)
    storage.set(.minter, minter, 0)
    storage.set(.minterAllowance, minter, 0)
    storage.append(.minterRemoved(minter: minter))
  }

  /// Mints in FiatToken's order of checks.
  mutating func mintAsFiatToken(
    minter: Address, to: Address, value: UInt256
  ) throws(LedgerError) {
    try checkMinter(minter)
    try checkFirst(minter, to)
    if to.isZero { throw .invalidReceiver(to) }
    if configuration.dialect.refusesEmptyMintAndBurn && value.isZero { throw .emptyAmount }
    let allowance = minterAllowance(of: minter)
    let (left, underflow) = allowance.subtractingReportingOverflow(value)
    if underflow {
      throw .minterAllowanceExceeded(minter: minter, allowance: allowance, needed: value)
    }
    try tellingFirst(.minted(minter: minter, to: to, value: value)) { token throws(LedgerError) in
      try token.mint(to: to, value: value)
    }
    storage.set(.minterAllowance, minter, left)
  }

  /// Burns in FiatToken's order of checks.
  mutating func burnAsFiatToken(minter: Address, value: UInt256) throws(LedgerError) {
    try checkMinter(minter)
    try checkFirst(minter, minter)
    try tellingFirst(.burned(burner: minter, value: value)) { token throws(LedgerError) in
      try token.burn(from: minter, value: value)
    }
  }

  private func checkMinter(_ minter: Address) throws(LedgerError) {
    if configuration.features.pausable && isPaused { throw .enforcedPause }
    if !isMinter(minter) { throw .notMinter(minter) }
  }

  /// The event comes before that of the transfer, so what fails later takes it back.
  private mutating func tellingFirst(
    _ event: TokenEvent, _ move: (inout Token) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    let before = self
    storage.append(event)
    do throws(LedgerError) {
      try move(&self)
    } catch {
      self = before
      throw error
    }
  }
}
