// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// The rewards of those who delegated to one operator, through slashes: F1, exactly.
///
/// ```swift
/// var rewards = try PeriodRewards(magnitude: 1 << 96)
/// try rewards.delegate(100, by: alice)
/// try rewards.allocate(10, commissionPPM: 500_000)
/// try rewards.slash(to: 1 << 95)             // half of every stake is gone
/// try rewards.allocate(10, commissionPPM: 500_000)
/// try rewards.withdraw(for: alice)           // 10, and 10 are the operator's
/// ```
///
/// F1 (D. Ojha and C. Goes, https://doi.org/10.4230/OASIcs.Tokenomics.2019.10), as the Cosmos SDK
/// keeps it in x/distribution, cuts time into periods: one ends with every change of a delegation and
/// every slash, its rewards over the stake are added to a ratio, and a delegation earns stake times the
/// difference of ratios, slash by slash, each product truncated. Here:
/// - A slash takes the same part of every stake, so it changes nobody's part of the rewards. What earns
///   is a *weight*, the stake over the ``magnitude`` at which it was delegated; slashes need no walk.
/// - The magnitude has one owner, the book of stakes; here it is only told. The stake that is left is
///   stake · magnitude now / magnitude then, computed once.
/// - Nothing is truncated: what a division leaves goes into the next, and
///   Σ owed + remainder + 2¹²⁸ · (carry + paid) = 2¹²⁸ · allocated in units of 2⁻¹²⁸, exactly.
///
/// Who calls this decides the order: allocate the rewards of a round first, then apply what the round
/// changed, so that nobody earns for a round before its own.
///
/// A value: an operation applies as a whole or throws a ``PeriodError`` and changes nothing.
public struct PeriodRewards: Sendable, Equatable {
  /// A delegation.
  struct Delegation: Sendable, Equatable {
    /// What was delegated, and the magnitude then.
    var stake: UInt128 = 0
    var magnitude: UInt128 = 0
    var weight: UInt128 = 0
    /// Which of the lives it is in.
    var life = 0
    var share = IndexShare()
  }

  /// The time between two slashes of everything.
  struct Life: Sendable, Equatable {
    var index = ExactIndex()
    /// What all delegations of it weigh, when it ended or now.
    var weight: UInt128 = 0
  }

  /// How many accounts can ever delegate.
  public static let accountLimit = IndexShare.accountLimit

  /// The magnitude of the beginning: that of a stake nothing was taken of.
  public let scale: UInt256
  /// How many periods have ended.
  public internal(set) var period: UInt64 = 0
  var magnitudeNow: UInt128
  var accounts = AccountNumbers()
  var delegations = PagedArray<Delegation>()
  var lives = [Life()]
  var allocated: UInt128 = 0
  var carry: UInt128 = 0
  var carryTaken: UInt128 = 0
  var paid: UInt128 = 0
  var commissionAllocated: UInt128 = 0
  var commissionPaid: UInt128 = 0

  /// Begins without delegations.
  ///
  /// - Parameter magnitude: that of a stake nothing was taken of, below 2¹²⁸.
  /// - Throws: ``PeriodError/magnitudeBeyondRange(_:)``.
  /// - Complexity: O(1).
  public init(magnitude: UInt256) throws(PeriodError) {
    guard let narrow = magnitude.narrow, narrow > 0 else {
      throw .magnitudeBeyondRange(magnitude)
    }
    scale = magnitude
    magnitudeNow = narrow
  }

  /// The operator's magnitude: of a stake delegated at the beginning, magnitude / ``scale`` is left.
  public var magnitude: UInt256 { UInt256(narrow: magnitudeNow) }

  /// Rewards for delegators while there were none, in base units.
  public var carried: UInt256 { UInt256(narrow: carry) }

  /// Base units of commission that the operator can withdraw.
  public var commission: UInt256 { UInt256(narrow: commissionAllocated - commissionPaid) }

  /// What is left of an account's delegation.
  ///
  /// - Complexity: O(1).
  public func stake(of account: Address) -> UInt256 {
    accounts.number(of: account).map { UInt256(narrow: stakeNow(delegations[$0])) } ?? .zero
  }

  /// What an account can withdraw.
  ///
  /// - Complexity: O(1).
  public func withdrawable(by account: Address) -> UInt256 {
    guard let number = accounts.number(of: account) else { return .zero }
    var delegation = delegations[number]
    return UInt256(narrow: settled(&delegation))
  }

  /// Gives the operator and its delegators an amount; without delegators their part is carried.
  ///
  /// - Parameters:
  ///   - amount: base units.
  ///   - commissionPPM: the operator's part, in parts per million, rounded down.
  /// - Throws: ``PeriodError/commissionAboveOne(_:)``, ``PeriodError/amountBeyondRange(_:)`` where all
  ///   amounts together reach 2¹²⁸.
  /// - Complexity: O(1), however many delegate.
  public mutating func allocate(
    _ amount: UInt256, commissionPPM: UInt32 = 0
  ) throws(PeriodError) {
    if commissionPPM > 1_000_000 { throw .commissionAboveOne(commissionPPM) }
    guard let narrow = amount.narrow, !allocated.addingReportingOverflow(narrow).overflow else {
      throw .amountBeyondRange(amount)
    }
    let commission = (amount * UInt256(UInt64(commissionPPM)) / 1_000_000).fraction
    allocated += narrow
    commissionAllocated += commission
    let shared = narrow - commission
    let last = lives.count - 1
    if shared == 0 { return }
    if lives[last].weight == 0 {
      carry += shared
    } else {
      lives[last].index.divide(shared, among: lives[last].weight)
    }
  }

  /// Adds to an account's delegation and ends the period.
  ///
  /// - Throws: ``PeriodError/accountIsZero``, ``PeriodError/amountIsZero``,
  ///   ``PeriodError/amountBeyondRange(_:)`` where the weights reach 2¹²⁸,
  ///   ``PeriodError/tooManyAccounts(limit:)``.
  /// - Complexity: O(1).
  public mutating func delegate(
    _ amount: UInt256, by account: Address
  ) throws(PeriodError) {
    if account.isZero { throw .accountIsZero }
    if amount.isZero { throw .amountIsZero }
    let (stake, isOver) = self.stake(of: account).addingReportingOverflow(amount)
    if isOver { throw .amountBeyondRange(amount) }
    try rebase(account, stake)
  }

  /// Takes from an account's delegation and ends the period. What it earned stays withdrawable.
  ///
  /// - Throws: ``PeriodError/amountIsZero``, ``PeriodError/stakeTooSmall(_:of:has:)``.
  /// - Complexity: O(1).
  public mutating func undelegate(
    _ amount: UInt256, by account: Address
  ) throws(PeriodError) {
    if amount.isZero { throw .amountIsZero }
    let stake = stake(of: account)
    if amount > stake { throw .stakeTooSmall(amount, of: account, has: stake) }
    try rebase(account, stake - amount)
  }

  /// Notes a slash and ends the period: of every delegation the same part is gone.
  ///
  /// - Parameter magnitude: the operator's magnitude after it, as the book of stakes says; at zero
  ///   every delegation is gone and the magnitude is ``scale`` again.
  /// - Throws: ``PeriodError/magnitudeRises(_:from:)``,
  ///   ``PeriodError/magnitudeTooSmall(_:least:)`` below ``scale`` / 2⁶⁴: of every delegation less
  ///   than that is left, so the caller has to treat it as a slash to zero.
  /// - Complexity: O(1), however many delegate.
  public mutating func slash(to magnitude: UInt256) throws(PeriodError) {
    guard let narrow = magnitude.narrow, narrow <= magnitudeNow else {
      throw .magnitudeRises(magnitude, from: self.magnitude)
    }
    if narrow == 0 {
      lives.append(Life())
      magnitudeNow = scale.fraction
    } else {
      let least = leastMagnitude
      if narrow < least {
        throw .magnitudeTooSmall(magnitude, least: UInt256(narrow: least))
      }
      magnitudeNow = narrow
    }
    period += 1
  }

  /// Pays an account what it has earned.
  ///
  /// - Returns: base units to pay; nothing is not an error.
  /// - Complexity: O(1).
  public mutating func withdraw(for account: Address) -> UInt256 {
    guard let number = accounts.number(of: account) else { return .zero }
    var delegation = delegations[number]
    let amount = settled(&delegation)
    delegation.share.pay(amount)
    delegations[number] = delegation
    paid += amount
    return UInt256(narrow: amount)
  }

  /// Pays the operator its commission.
  ///
  /// - Returns: base units to pay.
  /// - Complexity: O(1).
  public mutating func withdrawCommission() -> UInt256 {
    let amount = commission
    commissionPaid = commissionAllocated
    return amount
  }

  /// Takes out of what was carried.
  ///
  /// - Throws: ``PeriodError/carryTooSmall(_:has:)``.
  /// - Complexity: O(1).
  public mutating func takeCarry(_ amount: UInt256) throws(PeriodError) {
    guard let narrow = amount.narrow, narrow <= carry else {
      throw .carryTooSmall(amount, has: carried)
    }
    carry -= narrow
    carryTaken += narrow
  }

  var leastMagnitude: UInt128 { Swift.max(1, scale.fraction >> 64) }

  private func stakeNow(_ delegation: Delegation) -> UInt128 {
    if delegation.stake == 0 || delegation.life < lives.count - 1 { return 0 }
    let product = UInt256(narrow: delegation.stake) * UInt256(narrow: magnitudeNow)
    return (product / UInt256(narrow: delegation.magnitude)).fraction
  }

  /// Settles a delegation and says what it can withdraw.
  private func settled(_ delegation: inout Delegation) -> UInt128 {
    let life = lives[delegation.life]
    delegation.share.settle(at: life.index.value, weight: delegation.weight)
    return delegation.share.wholeFloor
  }

  /// Gives a delegation another stake, at the magnitude of now.
  private mutating func rebase(_ account: Address, _ stake: UInt256) throws(PeriodError) {
    let known = accounts.number(of: account)
    if known == nil && accounts.count >= Self.accountLimit {
      throw .tooManyAccounts(limit: Self.accountLimit)
    }
    var delegation = known.map { delegations[$0] } ?? Delegation(life: lives.count - 1)
    let last = lives.count - 1
    let others = lives[last].weight - (delegation.life == last ? delegation.weight : 0)
    let (product, _) = stake.multipliedReportingOverflow(by: scale)
    guard let narrow = stake.narrow,
      let weight = (product / UInt256(narrow: magnitudeNow)).narrow,
      !others.addingReportingOverflow(weight).overflow
    else { throw .amountBeyondRange(stake) }

    _ = settled(&delegation)
    if delegation.life < last {
      // Of an earlier life only what it earned is left.
      lives[delegation.life].weight -= delegation.weight
      delegation.life = last
    }
    delegation.share.settledAt = lives[last].index.value
    delegation.stake = narrow
    delegation.magnitude = magnitudeNow
    delegation.weight = weight
    lives[last].weight = others + weight
    if let known {
      delegations[known] = delegation
    } else {
      _ = accounts.add(account)
      delegations.append(delegation)
    }
    period += 1
  }
}
