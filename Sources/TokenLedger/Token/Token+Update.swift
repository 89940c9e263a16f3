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
    if from.isZero { try checkSupply(minting: value) }
    if configuration.features.votes != nil { try checkVotes(from: from, to: to, value: value) }
    // Looked up once, as what is refused must leave no trace: interned below.
    let known = from.isZero ? nil : storage.number(of: from)
    var left = UInt256.zero
    if !from.isZero {
      let balance = known.map { storage[SlotKey(.balance, $0)] } ?? .zero
      let (difference, underflow) = balance.subtractingReportingOverflow(value)
      if underflow { throw .insufficientBalance(sender: from, balance: balance, needed: value) }
      if storage.count(of: .held) > 0 { try checkHeld(of: from, balance, spending: value) }
      left = difference
    }

    // Everything that can fail came before the first change.
    if configuration.features.snapshots { keepForSnapshot(from: from, to: to) }
    if from.isZero { record(minted: value) }
    let sender = known ?? storage.intern(from)
    let receiver = storage.intern(to)
    if !from.isZero { storage[SlotKey(.balance, sender)] = left }
    if to.isZero {
      record(burned: value)
    } else {
      // Read after the sender's change: a transfer to oneself is neutral. Balances sum to the
      // supply, which fits.
      storage[SlotKey(.balance, receiver)] += value
    }
    storage.appendTransfer(from: sender, to: receiver, value: value)
    if configuration.features.votes != nil { moveVotes(from: from, to: to, value: value) }
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
    if !held.isZero && balance - held < value {
      throw .insufficientSpendable(sender: sender, balance: balance, held: held, needed: value)
    }
  }

  private func checkSupply(minting value: UInt256) throws(LedgerError) {
    let supply = totalSupply
    if supply.addingReportingOverflow(value).overflow {
      throw .supplyOverflow(supply: supply, value: value)
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
