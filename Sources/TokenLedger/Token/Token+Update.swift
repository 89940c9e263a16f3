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
    if configuration.features.pausable || configuration.features.blocklist {
      try checkGuards(from: from, to: to)
    }
    if from.isZero, let cap = configuration.features.cap { try check(cap, minting: value) }
    try moveUnits(from: from, to: to, value: value)
  }

  /// Moves units whatever pause, blocklist and cap say: what ``update(from:to:value:)`` does once
  /// they agree, and what a log tells has happened.
  ///
  /// - Throws: ``LedgerError``: supply overflow, insufficient balance; nothing changes.
  mutating func moveUnits(from: Address, to: Address, value: UInt256) throws(LedgerError) {
    let sender: AccountNumber
    if from.isZero {
      try record(minted: value)
      sender = storage.intern(from)
    } else {
      sender = try take(value, from: from)
    }
    // Nothing fails from here on.
    let receiver = storage.intern(to)
    // After the sender's change: a transfer to oneself is neutral.
    if to.isZero { record(burned: value) } else { storage.give(value, to: receiver) }
    storage.appendTransfer(from: sender, to: receiver, value: value)
  }

  /// Takes `value` units from `holder`, the first change of a transfer, and returns its number.
  ///
  /// Who was never seen is numbered only where the transfer of nothing succeeds: what is refused
  /// leaves no trace.
  private mutating func take(
    _ value: UInt256, from holder: Address
  ) throws(LedgerError) -> AccountNumber {
    guard let number = storage.number(of: holder) else {
      if !value.isZero {
        throw .insufficientBalance(sender: holder, balance: .zero, needed: value)
      }
      return storage.intern(holder)
    }
    if storage.count(of: .held) > 0 {
      try checkHeld(of: holder, storage[SlotKey(.balance, number)], spending: value)
    }
    if let balance = storage.take(value, from: number) {
      throw .insufficientBalance(sender: holder, balance: balance, needed: value)
    }
    return number
  }

  func check(_ cap: UInt256, minting value: UInt256) throws(LedgerError) {
    let supply = totalSupply
    let (sum, overflow) = supply.addingReportingOverflow(value)
    if overflow { throw .supplyOverflow(supply: supply, value: value) }
    if sum > cap { throw .exceededCap(supply: sum, cap: cap) }
  }

  private func checkHeld(
    of sender: Address, _ balance: UInt256, spending value: UInt256
  ) throws(LedgerError) {
    let held = storage.value(.held, sender)
    // Where even the balance is too small, that is the reason.
    if !held.isZero && balance >= value && balance - held < value {
      throw .insufficientSpendable(sender: sender, balance: balance, held: held, needed: value)
    }
  }

  /// The first change where units are made; nothing after it can fail.
  private mutating func record(minted value: UInt256) throws(LedgerError) {
    let supply = totalSupply
    let (sum, overflow) = supply.addingReportingOverflow(value)
    if overflow { throw .supplyOverflow(supply: supply, value: value) }
    storage.set(.totalSupply, sum)
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
