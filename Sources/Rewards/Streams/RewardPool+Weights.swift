// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension RewardPool {
  /// Says what an account weighs from the next boundary on.
  ///
  /// Of the running span it earns by the smaller of its old and its new weight.
  ///
  /// - Parameters:
  ///   - weight: any unit, as stake or capacity; all weights together are below 2¹²⁸.
  ///   - account: who earns.
  ///   - now: the time.
  /// - Throws: ``StreamError/timeGoesBack(_:last:)``, ``StreamError/accountIsZero``,
  ///   ``StreamError/weightBeyondRange(_:of:total:)``, ``StreamError/tooManyAccounts(limit:)``.
  /// - Complexity: O(t) for t tokens where the account is new, otherwise O(1), beside what
  ///   ``advance(to:)`` takes.
  public mutating func setWeight(
    _ weight: UInt256, of account: Address, at now: UInt64
  ) throws(StreamError) {
    try requireTime(now)
    if account.isZero { throw .accountIsZero }
    let known = accounts.number(of: account)
    let old = known.map { accounts[$0].next } ?? 0
    let (total, isTooMuch) = (weightNext - old).addingReportingOverflow(weight.narrow ?? .max)
    guard let new = weight.narrow, !isTooMuch else {
      throw .weightBeyondRange(weight, of: account, total: UInt256(narrow: weightNext - old))
    }
    if known == nil && accounts.count >= Self.accountLimit {
      throw .tooManyAccounts(limit: Self.accountLimit)
    }
    cross(now)
    if known == nil && new == 0 { return }
    let number = known ?? enter(account)
    weightNext = total
    let isNewChange = accounts.modify(at: number) { weight in
      weight.next = new
      if weight.isChanged || new == weight.now { return false }
      weight.isChanged = true
      return true
    }
    // There are at most 2²⁶ accounts.
    if isNewChange { changed.append(UInt32(truncatingIfNeeded: number)) }
  }

  /// Adds to what an account weighs from the next boundary on.
  ///
  /// - Throws: as ``setWeight(_:of:at:)``.
  /// - Complexity: as ``setWeight(_:of:at:)``.
  public mutating func addWeight(
    _ weight: UInt256, to account: Address, at now: UInt64
  ) throws(StreamError) {
    let old = nextWeight(of: account)
    let (sum, isTooMuch) = old.addingReportingOverflow(weight)
    if isTooMuch {
      throw .weightBeyondRange(weight, of: account, total: UInt256(narrow: weightNext))
    }
    try setWeight(sum, of: account, at: now)
  }

  /// Takes from what an account weighs from the next boundary on; for the running span it counts for
  /// nothing already.
  ///
  /// - Throws: ``StreamError/weightTooSmall(_:of:has:)``, and as ``setWeight(_:of:at:)``.
  /// - Complexity: as ``setWeight(_:of:at:)``.
  public mutating func removeWeight(
    _ weight: UInt256, from account: Address, at now: UInt64
  ) throws(StreamError) {
    let old = nextWeight(of: account)
    if weight > old { throw .weightTooSmall(weight, of: account, has: old) }
    try setWeight(old - weight, of: account, at: now)
  }

  /// What an account weighs in the running span, if it takes nothing away before its end.
  ///
  /// - Complexity: O(1).
  public func weight(of account: Address) -> UInt256 {
    accounts.number(of: account).map { UInt256(narrow: accounts[$0].now) } ?? .zero
  }

  /// What an account weighs from the next boundary on.
  ///
  /// - Complexity: O(1).
  public func nextWeight(of account: Address) -> UInt256 {
    accounts.number(of: account).map { UInt256(narrow: accounts[$0].next) } ?? .zero
  }

  /// What all accounts weigh in the running span.
  public var totalWeight: UInt256 { UInt256(narrow: weightNow) }

  /// What all accounts weigh from the next boundary on.
  public var nextTotalWeight: UInt256 { UInt256(narrow: weightNext) }

  /// How many accounts ever had weight.
  public var accountCount: Int { accounts.count }

  private mutating func enter(_ account: Address) -> Int {
    for place in tokens.indices.dropFirst() { tokens[place].shares.append(IndexShare()) }
    return accounts.add(account)
  }
}
