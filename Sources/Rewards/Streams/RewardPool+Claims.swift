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
    if place > 0 {
      return UInt256(narrow: accounts.number(of: account).map { pay($0, place) } ?? 0)
    }
    let index = tokens[0].index.value
    let funds = tokens[0].funds
    let amount = accounts.modify(of: account) { $0.share.settleAndPay(index, $0.now, funds) } ?? 0
    tokens[0].paid += amount
    return UInt256(narrow: amount)
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
    guard let number = accounts.number(of: account) else { return [] }
    var payments: [(token: Address, amount: UInt256)] = []
    for place in tokens.indices {
      let amount = pay(number, place)
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
    guard let number = accounts.number(of: account) else { return .zero }
    let index = tokens[place].index.value
    var share = share(of: number, place)
    share.settle(at: index, weight: accounts.read(at: number) { $0.now })
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
    guard let number = accounts.number(of: account), weightNow > 0 else { return .zero }
    let weight = Swift.min(accounts[number].now, accounts[number].next)
    let product = UInt256(narrow: accrual.accruing(by: time)) * UInt256(narrow: weight)
    return product / UInt256(narrow: weightNow)
  }

  private mutating func pay(_ number: Int, _ place: Int) -> UInt128 {
    let index = tokens[place].index.value
    let funds = tokens[place].funds
    let amount = changeShare(of: number, place) { $0.settleAndPay(index, $1, funds) }
    tokens[place].paid += amount
    return amount
  }
}

extension IndexShare {
  /// Brings the share to an index and takes out what whole units there are, at most `funds`.
  @inline(__always)
  fileprivate mutating func settleAndPay(
    _ index: UInt256, _ weight: UInt128, _ funds: UInt128
  ) -> UInt128 {
    settle(at: index, weight: weight)
    let amount = Swift.min(wholeFloor, funds)
    pay(amount)
    return amount
  }
}
