// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension VoteEscrow {
  /// Locks an amount.
  ///
  /// - Parameters:
  ///   - amount: base units, at least ``EscrowPolicy/minimumAmount``.
  ///   - end: when the lock ends; rounded down to a week.
  ///   - account: whose lock it is; it must have none.
  ///   - time: now.
  /// - Throws: ``VoteEscrowError``; then nothing has changed.
  /// - Complexity: O(w) for w weeks in which locks end.
  @discardableResult
  public mutating func createLock(
    _ amount: UInt256, until end: UInt64, for account: Address, at time: UInt64
  ) throws(VoteEscrowError) -> VoteEscrowEvent {
    guard !account.isZero else { throw .accountIsZero }
    guard amount >= policy.minimumAmount else {
      throw .amountBelowMinimum(account, amount: amount, minimum: policy.minimumAmount)
    }
    let before = try moment(time)
    if let lock = lock(of: account) { throw .lockExists(account, lock) }
    let end = policy.end(end)
    guard end > time else { throw .endNotInFuture(account, end: end, time: time) }
    try requireReach(end, account, time)
    let (supply, deposited) = try enlarged(by: amount)

    (self.supply, self.deposited) = (supply, deposited)
    curve.advance(to: time, epoch: before)
    let lock = EscrowLock(amount: amount, end: end)
    set(lock, for: account, replacing: nil)
    return .locked(account, lock, added: amount)
  }

  /// Adds to a lock that has not ended.
  ///
  /// - Parameters:
  ///   - amount: base units, not zero.
  ///   - account: whose lock it is.
  ///   - time: now.
  /// - Throws: ``VoteEscrowError``; then nothing has changed.
  /// - Complexity: O(w) for w weeks in which locks end.
  @discardableResult
  public mutating func increaseAmount(
    by amount: UInt256, for account: Address, at time: UInt64
  ) throws(VoteEscrowError) -> VoteEscrowEvent {
    guard amount > 0 else { throw .amountIsZero(account) }
    let before = try moment(time)
    let old = try runningLock(of: account, time)
    let (supply, deposited) = try enlarged(by: amount)

    (self.supply, self.deposited) = (supply, deposited)
    curve.advance(to: time, epoch: before)
    // The whole supply fits, so this part of it does.
    let lock = EscrowLock(amount: old.amount + amount, end: old.end)
    set(lock, for: account, replacing: old)
    return .locked(account, lock, added: amount)
  }

  /// Moves the end of a lock that has not ended to a later week.
  ///
  /// - Parameters:
  ///   - end: when the lock shall end; rounded down to a week.
  ///   - account: whose lock it is.
  ///   - time: now.
  /// - Throws: ``VoteEscrowError``; then nothing has changed.
  /// - Complexity: O(w) for w weeks in which locks end.
  @discardableResult
  public mutating func extend(
    until end: UInt64, for account: Address, at time: UInt64
  ) throws(VoteEscrowError) -> VoteEscrowEvent {
    let before = try moment(time)
    let old = try runningLock(of: account, time)
    let end = policy.end(end)
    guard end > old.end else { throw .endNotLater(account, asked: end, end: old.end) }
    try requireReach(end, account, time)

    curve.advance(to: time, epoch: before)
    let lock = EscrowLock(amount: old.amount, end: end)
    set(lock, for: account, replacing: old)
    return .locked(account, lock, added: .zero)
  }

  /// Brings the total weight to `time` and nothing else.
  ///
  /// - Throws: ``VoteEscrowError/timeGoesBack(asked:last:)``; then nothing has changed.
  /// - Complexity: O(w) for w weeks in which locks ended since.
  public mutating func checkpoint(at time: UInt64) throws(VoteEscrowError) {
    curve.advance(to: time, epoch: try moment(time))
  }

  // MARK: Shared by all operations

  /// Refuses a time that is over; the epoch of an operation at it.
  func moment(_ time: UInt64) throws(VoteEscrowError) -> UInt64 {
    guard time >= self.time else { throw .timeGoesBack(asked: time, last: self.time) }
    guard let epoch = curve.nextEpoch(at: time, week: policy.week) else {
      throw .arithmetic(.overflow(operation: "epoch", operands: [UInt256(curve.epoch)]))
    }
    return epoch
  }

  /// The lock of an account, which must have one that has not ended.
  func runningLock(
    of account: Address, _ time: UInt64
  ) throws(VoteEscrowError) -> EscrowLock {
    guard let lock = lock(of: account) else { throw .noLock(account) }
    guard lock.end > time else { throw .lockExpired(account, end: lock.end, time: time) }
    return lock
  }

  /// Puts a lock of an account in the place of `old`, after the curve was brought to the time of the
  /// operation.
  mutating func set(_ lock: EscrowLock?, for account: Address, replacing old: EscrowLock?) {
    curve.replace(old, by: lock, policy)
    let point = lock?.point(at: time, policy) ?? EscrowPoint(time: time)
    // One access: the array grows in place.
    accounts[account, default: Account()].record(lock, point)
  }

  private func requireReach(
    _ end: UInt64, _ account: Address, _ time: UInt64
  ) throws(VoteEscrowError) {
    // `end` is after `time`.
    guard end - time <= policy.maximumLock else {
      throw .lockTooLong(account, end: end, time: time, maximum: policy.maximumLock)
    }
  }

  private func enlarged(
    by amount: UInt256
  ) throws(VoteEscrowError) -> (supply: UInt256, deposited: UInt256) {
    let sum = supply.addingReportingOverflow(amount)
    guard !sum.overflow, sum.partialValue <= Self.maximumSupply else {
      throw .supplyTooLarge(supply, added: amount, maximum: Self.maximumSupply)
    }
    return (sum.partialValue, try counted(deposited, amount))
  }

  /// A running total with `amount` more.
  func counted(_ total: UInt256, _ amount: UInt256) throws(VoteEscrowError) -> UInt256 {
    do throws(ArithmeticError) {
      return try total.adding(amount)
    } catch {
      throw .arithmetic(error)
    }
  }
}
