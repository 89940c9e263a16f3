// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Synthetix' `StakingRewards`, number by number, for those who have to agree with such a contract.
///
/// For compatibility only, and with its faults: the reward is divided into a rate, so up to
/// duration − 1 units of each, and all of a small one, are stranded; what flows while nobody stakes is
/// lost; a new reward re-spreads the old. ``RewardPool`` has none of them.
///
/// For replay and comparison only: it has no records and no JSON form. What has to outlive a process is
/// a ``RewardPool``.
///
/// Source: Synthetixio/synthetix, contracts/StakingRewards.sol
/// (https://github.com/Synthetixio/synthetix/blob/develop/contracts/StakingRewards.sol).
public struct SynthetixIndex: Sendable, Hashable {
  /// What the contract stores of an account.
  public struct Account: Sendable, Hashable {
    /// Staked base units.
    public internal(set) var balance = UInt256.zero
    /// The index at which ``rewards`` is right, in units of 10⁻¹⁸.
    public internal(set) var paidIndex = UInt256.zero
    /// Base units earned up to there and not paid.
    public internal(set) var rewards = UInt256.zero
  }

  /// Units of 10⁻¹⁸ in one.
  private static let precision: UInt256 = 1_000_000_000_000_000_000

  /// How long a reward runs, in seconds.
  public private(set) var duration: UInt64
  /// Base units per second.
  public private(set) var rate = UInt256.zero
  /// When the running reward ends.
  public private(set) var finish: UInt64 = 0
  /// When the index was last stored.
  public private(set) var lastUpdate: UInt64 = 0
  /// The stored index, in units of 10⁻¹⁸.
  public private(set) var storedIndex = UInt256.zero
  /// Staked by all.
  public private(set) var totalSupply = UInt256.zero
  /// Reward tokens that the contract holds.
  public private(set) var rewardBalance = UInt256.zero
  private var accounts: [Address: Account] = [:]

  /// Creates the contract.
  ///
  /// - Parameter duration: how long a reward runs, in seconds.
  public init(duration: UInt64) { self.duration = duration }

  /// What the contract stores of an account.
  public func account(_ account: Address) -> Account { accounts[account] ?? Account() }

  /// `lastTimeRewardApplicable`.
  public func applicableTime(at now: UInt64) -> UInt64 { Swift.min(now, finish) }

  /// `rewardPerToken`: the index now, in units of 10⁻¹⁸.
  ///
  /// - Throws: ``ContractIndexError/arithmetic(_:)``, ``ContractIndexError/timeGoesBack(_:last:)``.
  /// - Complexity: O(1).
  public func index(at now: UInt64) throws(ContractIndexError) -> UInt256 {
    if totalSupply.isZero { return storedIndex }
    let until = applicableTime(at: now)
    if until < lastUpdate { throw .timeGoesBack(now, last: lastUpdate) }
    return try contract { () throws(ArithmeticError) in
      try UInt256(until - lastUpdate).multiplied(by: rate).multiplied(by: Self.precision)
        .divided(by: totalSupply).adding(storedIndex)
    }
  }

  /// `earned`: base units an account could be paid now.
  ///
  /// - Throws: ``ContractIndexError/arithmetic(_:)``, ``ContractIndexError/timeGoesBack(_:last:)``.
  /// - Complexity: O(1).
  public func earned(
    by account: Address, at now: UInt64
  ) throws(ContractIndexError) -> UInt256 {
    let row = self.account(account)
    let index = try index(at: now)
    return try contract { () throws(ArithmeticError) in
      try row.balance.multiplied(by: index.subtracting(row.paidIndex))
        .divided(by: Self.precision).adding(row.rewards)
    }
  }

  /// Reward tokens arrive. Alone it rewards nobody.
  ///
  /// - Throws: ``ContractIndexError/arithmetic(_:)``.
  public mutating func fund(_ amount: UInt256) throws(ContractIndexError) {
    let balance = rewardBalance
    rewardBalance = try contract { () throws(ArithmeticError) in try balance.adding(amount) }
  }

  /// `stake`.
  ///
  /// - Throws: ``ContractIndexError/amountIsZero``, ``ContractIndexError/arithmetic(_:)``,
  ///   ``ContractIndexError/timeGoesBack(_:last:)``.
  /// - Complexity: O(1).
  public mutating func stake(
    _ amount: UInt256, by account: Address, at now: UInt64
  ) throws(ContractIndexError) {
    try apply { next throws(ContractIndexError) in
      try next.update(account, now)
      if amount.isZero { throw .amountIsZero }
      let (total, balance) = (next.totalSupply, next.account(account).balance)
      next.totalSupply = try contract { () throws(ArithmeticError) in try total.adding(amount) }
      next.accounts[account]?.balance = balance + amount
    }
  }

  /// `withdraw`.
  ///
  /// - Throws: ``ContractIndexError/amountIsZero``, ``ContractIndexError/underflow(_:has:)``,
  ///   ``ContractIndexError/arithmetic(_:)``, ``ContractIndexError/timeGoesBack(_:last:)``.
  /// - Complexity: O(1).
  public mutating func withdraw(
    _ amount: UInt256, by account: Address, at now: UInt64
  ) throws(ContractIndexError) {
    try apply { next throws(ContractIndexError) in
      try next.update(account, now)
      if amount.isZero { throw .amountIsZero }
      let balance = next.account(account).balance
      if amount > balance { throw .underflow(amount, has: balance) }
      next.totalSupply -= amount
      next.accounts[account]?.balance = balance - amount
    }
  }

  /// `getReward`.
  ///
  /// - Returns: base units to pay.
  /// - Throws: ``ContractIndexError/underfunded(_:has:)``, ``ContractIndexError/arithmetic(_:)``,
  ///   ``ContractIndexError/timeGoesBack(_:last:)``.
  /// - Complexity: O(1).
  public mutating func getReward(
    for account: Address, at now: UInt64
  ) throws(ContractIndexError) -> UInt256 {
    var reward = UInt256.zero
    try apply { next throws(ContractIndexError) in
      try next.update(account, now)
      reward = next.account(account).rewards
      if reward > next.rewardBalance { throw .underfunded(reward, has: next.rewardBalance) }
      next.accounts[account]?.rewards = .zero
      next.rewardBalance -= reward
    }
    return reward
  }

  /// `exit`: ``withdraw(_:by:at:)`` of all, then ``getReward(for:at:)``.
  ///
  /// - Returns: base units to pay.
  /// - Throws: as both.
  /// - Complexity: O(1).
  public mutating func exit(
    by account: Address, at now: UInt64
  ) throws(ContractIndexError) -> UInt256 {
    var next = self
    try next.withdraw(next.account(account).balance, by: account, at: now)
    let reward = try next.getReward(for: account, at: now)
    self = next
    return reward
  }

  /// `notifyRewardAmount`: what is left of the running reward and the new one, divided into a rate.
  ///
  /// - Throws: ``ContractIndexError/rewardTooHigh(rate:most:)``,
  ///   ``ContractIndexError/arithmetic(_:)``, ``ContractIndexError/timeGoesBack(_:last:)``.
  /// - Complexity: O(1).
  public mutating func notify(
    _ reward: UInt256, at now: UInt64
  ) throws(ContractIndexError) {
    try apply { next throws(ContractIndexError) in
      try next.update(nil, now)
      let (rate, duration) = (next.rate, UInt256(next.duration))
      let left = now < next.finish ? UInt256(next.finish - now) : .zero
      let balance = next.rewardBalance
      let most = try contract { () throws(ArithmeticError) in try balance.divided(by: duration) }
      next.rate = try contract { () throws(ArithmeticError) in
        try left.multiplied(by: rate).adding(reward).divided(by: duration)
      }
      if next.rate > most { throw .rewardTooHigh(rate: next.rate, most: most) }
      let (finish, isOver) = now.addingReportingOverflow(next.duration)
      if isOver {
        throw .arithmetic(.overflow(operation: "add", operands: [UInt256(now), duration]))
      }
      next.lastUpdate = now
      next.finish = finish
    }
  }

  /// `setRewardsDuration`.
  ///
  /// - Throws: ``ContractIndexError/periodRuns(until:)``.
  /// - Complexity: O(1).
  public mutating func setDuration(
    _ duration: UInt64, at now: UInt64
  ) throws(ContractIndexError) {
    if now <= finish { throw .periodRuns(until: finish) }
    self.duration = duration
  }

  /// `updateReward`.
  private mutating func update(
    _ account: Address?, _ now: UInt64
  ) throws(ContractIndexError) {
    storedIndex = try index(at: now)
    lastUpdate = applicableTime(at: now)
    guard let account else { return }
    var row = self.account(account)
    row.rewards = try earned(by: account, at: now)
    row.paidIndex = storedIndex
    accounts[account] = row
  }

  private mutating func apply(
    _ change: (inout SynthetixIndex) throws(ContractIndexError) -> Void
  ) throws(ContractIndexError) {
    var next = self
    try change(&next)
    self = next
  }
}
