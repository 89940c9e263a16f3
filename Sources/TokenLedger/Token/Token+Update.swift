// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Token {
  /// Moves `value` units: the one place where balances and supply change.
  ///
  /// From the zero address units are minted, to it they are burned; the public functions decide who
  /// may ask for that. Every rule added to tokens (a pause, a cap, a freeze, a history) belongs here.
  ///
  /// As `_update` of OpenZeppelin's ERC20.sol, in its order of checks.
  ///
  /// - Returns: the transfer that took place, also of nothing and to oneself.
  /// - Throws: ``LedgerError/supplyOverflow(supply:value:)`` for minting,
  ///   ``LedgerError/insufficientBalance(sender:balance:needed:)`` for all else; nothing changes.
  /// - Complexity: O(1).
  mutating func update(
    from: Address, to: Address, value: UInt256
  ) throws(LedgerError) -> TokenEvent {
    // Everything that can fail comes before the first change.
    let supply: UInt256
    let left: UInt256
    if from.isZero {
      let (sum, overflow) = totalSupply.addingReportingOverflow(value)
      if overflow { throw .supplyOverflow(supply: totalSupply, value: value) }
      supply = sum
      left = .zero
    } else {
      let balance = balances[from]
      let (difference, underflow) = balance.subtractingReportingOverflow(value)
      if underflow { throw .insufficientBalance(sender: from, balance: balance, needed: value) }
      supply = totalSupply
      left = difference
    }

    if from.isZero {
      totalMinted.add(value)
    } else {
      balances[from] = left
    }
    if to.isZero {
      // What is burned was held or has just been minted, so it is part of the supply.
      totalSupply = supply - value
      totalBurned.add(value)
    } else {
      totalSupply = supply
      // Read after the sender's change: a transfer to oneself is neutral. Balances sum to the
      // supply, which fits.
      balances[to] += value
    }
    return .transfer(from: from, to: to, value: value)
  }
}
