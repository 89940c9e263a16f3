// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// SushiSwap's `MiniChefV2`, number by number, for those who have to agree with such a contract.
///
/// For compatibility only, and with its faults: two products are floored apart, so that what is pending
/// can be below zero and a harvest refused; a change of rate or weight without an update prices the
/// past anew; whoever leaves by `emergencyWithdraw` leaves its rewards to nobody. ``RewardPool`` and
/// ``PeriodRewards`` have none of them.
///
/// For replay and comparison only: it has no records and no JSON form. What has to outlive a process is
/// a ``PeriodRewards``.
///
/// Source: sushiswap/masterchef, contracts/MiniChefV2.sol
/// (https://github.com/sushiswap/masterchef/blob/master/contracts/MiniChefV2.sol).
public struct MiniChefIndex: Sendable, Hashable {
  /// What the contract stores of an account in a pool.
  public struct Account: Sendable, Hashable {
    /// Deposited base units.
    public internal(set) var amount = UInt256.zero
    /// What is not the account's of amount times index; below zero for what is its own beyond that.
    public internal(set) var rewardDebt = SignedAmount()
  }

  /// What the contract stores of a pool.
  public struct Pool: Sendable, Hashable {
    /// The index, in units of 10⁻¹².
    public internal(set) var index = UInt256.zero
    /// When the index was last stored.
    public internal(set) var lastReward: UInt64
    /// The pool's part of all rewards.
    public internal(set) var allocation: UInt256
    /// Deposited by all.
    public internal(set) var supply = UInt256.zero
    var accounts: [Address: Account] = [:]

    /// What the contract stores of an account.
    public func account(_ account: Address) -> Account { accounts[account] ?? Account() }
  }

  /// Units of 10⁻¹² in one.
  private static let precision: UInt256 = 1_000_000_000_000

  /// Base units per second, for all pools together.
  public private(set) var rate = UInt256.zero
  /// What the pools' allocations sum to.
  public private(set) var totalAllocation = UInt256.zero
  /// The pools.
  public private(set) var pools: [Pool] = []
  /// Reward tokens that the contract holds.
  public private(set) var rewardBalance = UInt256.zero

  /// Creates the contract.
  public init() {}

  /// Reward tokens arrive.
  ///
  /// - Throws: ``ContractIndexError/arithmetic(_:)``.
  public mutating func fund(_ amount: UInt256) throws(ContractIndexError) {
    let balance = rewardBalance
    rewardBalance = try contract { () throws(ArithmeticError) in try balance.adding(amount) }
  }

  /// `setSushiPerSecond`: no pool is updated first.
  public mutating func setRate(_ rate: UInt256) { self.rate = rate }

  /// `add`.
  ///
  /// - Throws: ``ContractIndexError/arithmetic(_:)``.
  public mutating func add(allocation: UInt256, at now: UInt64) throws(ContractIndexError) {
    let total = totalAllocation
    totalAllocation = try contract { () throws(ArithmeticError) in try total.adding(allocation) }
    pools.append(Pool(lastReward: now, allocation: allocation))
  }

  /// `set`: no pool is updated first.
  ///
  /// - Throws: ``ContractIndexError/unknownPool(_:)``, ``ContractIndexError/arithmetic(_:)``.
  public mutating func set(_ pool: Int, allocation: UInt256) throws(ContractIndexError) {
    let others = totalAllocation - (try self.pool(pool)).allocation
    totalAllocation = try contract { () throws(ArithmeticError) in try others.adding(allocation) }
    pools[pool].allocation = allocation
  }

  /// `updatePool`.
  ///
  /// - Throws: ``ContractIndexError/unknownPool(_:)``, ``ContractIndexError/arithmetic(_:)``.
  /// - Complexity: O(1).
  public mutating func update(_ pool: Int, at now: UInt64) throws(ContractIndexError) {
    let old = try self.pool(pool)
    if now <= old.lastReward { return }
    pools[pool].index = try index(of: pool, at: now)
    pools[pool].lastReward = now
  }

  /// `massUpdatePools`.
  ///
  /// - Throws: as ``update(_:at:)``.
  public mutating func updateAll(at now: UInt64) throws(ContractIndexError) {
    var next = self
    for pool in pools.indices { try next.update(pool, at: now) }
    self = next
  }

  /// `pendingSushi`.
  ///
  /// - Throws: ``ContractIndexError/negativePending(by:)``, and as ``update(_:at:)``.
  /// - Complexity: O(1).
  public func pending(
    for account: Address, in pool: Int, at now: UInt64
  ) throws(ContractIndexError) -> UInt256 {
    let row = try self.pool(pool).account(account)
    return try pending(row, try index(of: pool, at: now)).amount
  }

  /// `deposit`.
  ///
  /// - Throws: as ``update(_:at:)``.
  /// - Complexity: O(1).
  public mutating func deposit(
    _ amount: UInt256, for account: Address, in pool: Int, at now: UInt64
  ) throws(ContractIndexError) {
    try apply(account, pool, now) { row, pool throws(ContractIndexError) in
      let (old, supply) = (row, pool.supply)
      pool.supply = try contract { () throws(ArithmeticError) in try supply.adding(amount) }
      row.amount = old.amount + amount
      let share = try Self.share(amount, pool.index)
      row.rewardDebt = try contract { () throws(ArithmeticError) in
        try old.rewardDebt.adding(share)
      }
    }
  }

  /// `withdraw`.
  ///
  /// - Throws: ``ContractIndexError/underflow(_:has:)``, and as ``update(_:at:)``.
  /// - Complexity: O(1).
  public mutating func withdraw(
    _ amount: UInt256, for account: Address, in pool: Int, at now: UInt64
  ) throws(ContractIndexError) {
    try apply(account, pool, now) { row, pool throws(ContractIndexError) in
      let old = row
      let share = try Self.share(amount, pool.index)
      row.rewardDebt = try contract { () throws(ArithmeticError) in
        try old.rewardDebt.subtracting(share)
      }
      try Self.take(amount, &row, &pool)
    }
  }

  /// `harvest`.
  ///
  /// - Returns: base units to pay.
  /// - Throws: ``ContractIndexError/negativePending(by:)``,
  ///   ``ContractIndexError/underfunded(_:has:)``, and as ``update(_:at:)``.
  /// - Complexity: O(1).
  public mutating func harvest(
    for account: Address, in pool: Int, at now: UInt64
  ) throws(ContractIndexError) -> UInt256 {
    try withdrawAndHarvest(.zero, for: account, in: pool, at: now)
  }

  /// `withdrawAndHarvest`.
  ///
  /// - Returns: base units to pay.
  /// - Throws: ``ContractIndexError/underflow(_:has:)``, and as ``harvest(for:in:at:)``.
  /// - Complexity: O(1).
  public mutating func withdrawAndHarvest(
    _ amount: UInt256, for account: Address, in pool: Int, at now: UInt64
  ) throws(ContractIndexError) -> UInt256 {
    var next = self
    var paid = UInt256.zero
    try next.apply(account, pool, now) { row, pool throws(ContractIndexError) in
      let (pending, accumulated) = try pending(row, pool.index)
      let share = try Self.share(amount, pool.index)
      row.rewardDebt = try contract { () throws(ArithmeticError) in
        try SignedAmount(accumulated).subtracting(share)
      }
      try Self.take(amount, &row, &pool)
      paid = pending
    }
    if paid > rewardBalance { throw .underfunded(paid, has: rewardBalance) }
    next.rewardBalance -= paid
    self = next
    return paid
  }

  /// `emergencyWithdraw`: no pool is updated, and the rewards are left behind.
  ///
  /// - Returns: deposited base units to give back.
  /// - Throws: ``ContractIndexError/unknownPool(_:)``.
  /// - Complexity: O(1).
  public mutating func emergencyWithdraw(
    for account: Address, in pool: Int
  ) throws(ContractIndexError) -> UInt256 {
    let amount = try self.pool(pool).account(account).amount
    pools[pool].accounts[account] = Account()
    pools[pool].supply -= amount
    return amount
  }

  private func pool(_ pool: Int) throws(ContractIndexError) -> Pool {
    guard pools.indices.contains(pool) else { throw .unknownPool(pool) }
    return pools[pool]
  }

  private func index(of pool: Int, at now: UInt64) throws(ContractIndexError) -> UInt256 {
    let (pool, rate, all) = (try self.pool(pool), rate, totalAllocation)
    if now <= pool.lastReward || pool.supply.isZero { return pool.index }
    return try contract { () throws(ArithmeticError) in
      try UInt256(now - pool.lastReward).multiplied(by: rate).multiplied(by: pool.allocation)
        .divided(by: all).multiplied(by: Self.precision).divided(by: pool.supply)
        .adding(pool.index)
    }
  }

  private static func share(
    _ amount: UInt256, _ index: UInt256
  ) throws(ContractIndexError) -> UInt256 {
    try contract { () throws(ArithmeticError) in
      try amount.multiplied(by: index).divided(by: precision)
    }
  }

  private func pending(
    _ row: Account, _ index: UInt256
  ) throws(ContractIndexError) -> (amount: UInt256, accumulated: UInt256) {
    let accumulated = try Self.share(row.amount, index)
    let pending = try contract { () throws(ArithmeticError) in
      try row.rewardDebt.negated.adding(accumulated)
    }
    if pending.isNegative { throw .negativePending(by: pending.magnitude) }
    return (pending.magnitude, accumulated)
  }

  private static func take(
    _ amount: UInt256, _ row: inout Account, _ pool: inout Pool
  ) throws(ContractIndexError) {
    if amount > row.amount { throw .underflow(amount, has: row.amount) }
    row.amount -= amount
    pool.supply -= amount
  }

  /// Updates a pool and changes an account of it, or throws and changes nothing.
  private mutating func apply(
    _ account: Address, _ pool: Int, _ now: UInt64,
    _ change: (inout Account, inout Pool) throws(ContractIndexError) -> Void
  ) throws(ContractIndexError) {
    var next = self
    try next.update(pool, at: now)
    var row = next.pools[pool].account(account)
    try change(&row, &next.pools[pool])
    next.pools[pool].accounts[account] = row
    self = next
  }
}
