// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Token {
  /// Checks what must hold after every operation: the balances sum to the supply, the zero address
  /// holds nothing, what was minted less what was burned is the supply, and votes are the units
  /// given to who votes.
  ///
  /// - Throws: ``LedgerError/brokenInvariant(rule:left:right:)``, the first rule that is broken.
  /// - Complexity: O(n) for n holders.
  public func checkInvariants() throws(LedgerError) {
    var sum = UInt256.zero
    for (_, balance) in storage.slots(of: .balance) {
      let (next, overflow) = sum.addingReportingOverflow(balance)
      if overflow {
        throw .brokenInvariant(
          rule: "the balances sum to the supply", left: "a sum beyond 256 bits",
          right: "\(totalSupply)")
      }
      sum = next
    }
    if sum != totalSupply {
      throw .brokenInvariant(
        rule: "the balances sum to the supply", left: "\(sum)", right: "\(totalSupply)")
    }
    let ofZero = balance(of: .zero)
    if !ofZero.isZero {
      throw .brokenInvariant(
        rule: "the zero address holds nothing", left: "\(ofZero)", right: "0")
    }
    if totalMinted.excess(over: totalBurned) != totalSupply {
      throw .brokenInvariant(
        rule: "minted less burned is the supply", left: "\(totalMinted) - \(totalBurned)",
        right: "\(totalSupply)")
    }
    for (key, held) in storage.slots(of: .held) {
      let holder = storage.address(of: AccountNumber(rawValue: key.first))
      if held > balance(of: holder) {
        throw .brokenInvariant(
          rule: "nobody has more held than owned", left: "\(held)",
          right: "\(balance(of: holder)) of \(holder)")
      }
    }
    try checkVotesInvariant()
  }
}
