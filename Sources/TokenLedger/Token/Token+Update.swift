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
  /// may ask for that. What an extension forbids or remembers about moving units stands here.
  ///
  /// As `_update` of OpenZeppelin's ERC20.sol, in its order of checks: pause and blocklist, balance
  /// or supply, cap, countable votes.
  ///
  /// - Throws: ``LedgerError``; nothing changes.
  /// - Complexity: O(1).
  mutating func update(from: Address, to: Address, value: UInt256) throws(LedgerError) {
    // Everything that can fail comes before the first change.
    try checkGuards(from: from, to: to)
    if from.isZero {
      try checkSupply(minting: value)
    } else {
      try checkBalance(of: from, spending: value)
    }

    if from.isZero {
      record(minted: value)
    } else {
      let sender = storage.intern(from)
      storage[SlotKey(.balance, sender)] -= value
    }
    if to.isZero {
      record(burned: value)
    } else {
      // Read after the sender's change: a transfer to oneself is neutral. Balances sum to the
      // supply, which fits.
      let receiver = storage.intern(to)
      storage[SlotKey(.balance, receiver)] += value
    }
    storage.append(.transfer(from: from, to: to, value: value))
  }

  private func checkSupply(minting value: UInt256) throws(LedgerError) {
    let supply = totalSupply
    let (sum, overflow) = supply.addingReportingOverflow(value)
    if overflow { throw .supplyOverflow(supply: supply, value: value) }
    if let cap = configuration.features.cap, sum > cap {
      throw .exceededCap(supply: sum, cap: cap)
    }
  }

  private func checkBalance(of sender: Address, spending value: UInt256) throws(LedgerError) {
    let balance = balance(of: sender)
    if balance < value {
      throw .insufficientBalance(sender: sender, balance: balance, needed: value)
    }
    let held = storage.value(.held, sender)
    if !held.isZero && balance - held < value {
      throw .insufficientSpendable(sender: sender, balance: balance, held: held, needed: value)
    }
  }

  private mutating func record(minted value: UInt256) {
    storage.set(.totalSupply, totalSupply + value)
    count(value, .mintedLow, .mintedHigh)
  }

  private mutating func record(burned value: UInt256) {
    // What is burned was held or has just been minted, so it is part of the supply.
    storage.set(.totalSupply, totalSupply - value)
    count(value, .burnedLow, .burnedHigh)
  }

  private mutating func count(_ value: UInt256, _ low: SlotKind, _ high: SlotKind) {
    let (sum, carry) = storage.value(low).addingReportingOverflow(value)
    storage.set(low, sum)
    if carry { storage.set(high, storage.value(high) + 1) }
  }
}
