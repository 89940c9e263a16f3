// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension RewardPool {
  /// Pays an account what it has earned up to the last boundary.
  ///
  /// Where the pool holds less, it pays what is there and the rest stays claimable. Paying nothing is
  /// not an error.
  ///
  /// - Parameters:
  ///   - token: what to pay.
  ///   - account: who is paid.
  ///   - now: the time.
  /// - Returns: base units to pay.
  /// - Throws: ``StreamError/timeGoesBack(_:last:)``, ``StreamError/unknownToken(_:)``.
  /// - Complexity: O(1), beside what ``advance(to:)`` takes.
  public mutating func claim(
    _ token: Address, for account: Address, at now: UInt64
  ) throws(StreamError) -> UInt256 {
    try requireTime(now)
    let place = try place(of: token)
    cross(now)
    guard let slot = accounts.slot(of: account) else { return .zero }
    return UInt256(narrow: pay(slot, place))
  }

  /// Pays an account what it has earned in all tokens up to the last boundary.
  ///
  /// - Returns: base units to pay of each token, by address; tokens without any are left out.
  /// - Throws: ``StreamError/timeGoesBack(_:last:)``.
  /// - Complexity: O(t) for t tokens, beside what ``advance(to:)`` takes.
  public mutating func claimAll(
    for account: Address, at now: UInt64
  ) throws(StreamError) -> [(token: Address, amount: UInt256)] {
    try advance(to: now)
    guard let slot = accounts.slot(of: account) else { return [] }
    var payments: [(token: Address, amount: UInt256)] = []
    for place in tokens.indices {
      let amount = pay(slot, place)
      if amount > 0 { payments.append((tokens[place].token, UInt256(narrow: amount))) }
    }
    return payments
  }

  /// What an account has earned of a token up to the last boundary and not been paid.
  ///
  /// - Throws: ``StreamError/unknownToken(_:)``.
  /// - Complexity: O(1).
  public func claimable(_ token: Address, for account: Address) throws(StreamError) -> UInt256 {
    let place = try place(of: token)
    guard let slot = accounts.slot(of: account) else { return .zero }
    let accrual = tokens[place]
    let weight = accounts[slot].now
    var share = accrual.shares[slot]
    share.settle(at: accrual.index.value, weight: weight)
    return UInt256(narrow: share.wholeFloor)
  }

  /// What an account will be able to claim at a time if nothing is done until then.
  ///
  /// - Throws: ``StreamError/timeGoesBack(_:last:)``, ``StreamError/unknownToken(_:)``.
  /// - Complexity: what ``advance(to:)`` takes, on a copy.
  public func claimable(
    _ token: Address, for account: Address, at later: UInt64
  ) throws(StreamError) -> UInt256 {
    var copy = self
    try copy.advance(to: later)
    return try copy.claimable(token, for: account)
  }

  /// What an account's weight takes of the running span so far, if time stood still until the next
  /// boundary: at least that, since weight that others have taken away counts as if it were still
  /// there. A forecast, not a claim.
  ///
  /// - Throws: ``StreamError/unknownToken(_:)``.
  /// - Complexity: O(s) for s streams.
  public func accruingFloor(
    _ token: Address, for account: Address
  ) throws(StreamError) -> UInt256 {
    let accrual = tokens[try place(of: token)]
    guard let slot = accounts.slot(of: account), weightNow > 0 else { return .zero }
    let weight = Swift.min(accounts[slot].now, accounts[slot].next)
    let product = UInt256(narrow: accrual.accruing(by: time)) * UInt256(narrow: weight)
    return product / UInt256(narrow: weightNow)
  }

  private mutating func pay(_ slot: Int, _ place: Int) -> UInt128 {
    let index = tokens[place].index.value
    let funds = tokens[place].funds
    let weight = accounts[slot].now
    // In place: one way through the pages, not two.
    let amount = tokens[place].shares.modify(at: slot) { share in
      share.settle(at: index, weight: weight)
      let amount = Swift.min(share.wholeFloor, funds)
      share.pay(amount)
      return amount
    }
    tokens[place].paid += amount
    return amount
  }
}
