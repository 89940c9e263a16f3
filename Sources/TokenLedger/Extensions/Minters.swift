// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// Minters: with access by minters the owner names them (snekmate), with offices the master minter
/// does (FiatToken).
extension Token {
  /// Whether `account` was named minter. With access by minters the owner is one always.
  ///
  /// - Complexity: O(1).
  public func isMinter(_ account: Address) -> Bool { !storage.value(.minter, account).isZero }

  /// Names `minter`, or takes the right from it.
  ///
  /// - Throws: ``LedgerError`` in this order: not enabled (other access), not owner, invalid minter
  ///   (the zero address), minter is owner. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func setMinter(
    by caller: Address, _ minter: Address, _ isMinter: Bool
  ) throws(LedgerError) {
    guard case .minters = configuration.features.access else {
      throw .notEnabled("minters whom the owner names")
    }
    try checkOwner(caller)
    if minter.isZero { throw .invalidMinter(minter) }
    if minter == caller { throw .minterIsOwner(minter) }
    setMinter(minter, isMinter)
  }

  /// Writes a minter and tells it, also where nothing changes.
  mutating func setMinter(_ minter: Address, _ isMinter: Bool) {
    storage.set(.minter, minter, isMinter ? 1 : 0)
    storage.append(.minterChanged(minter: minter, isMinter: isMinter))
  }
}
