// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension VoteEscrow {
  /// Gives back a lock that has ended.
  ///
  /// - Parameters:
  ///   - account: whose lock it is.
  ///   - time: now.
  /// - Throws: ``VoteEscrowError``; then nothing has changed.
  /// - Complexity: O(w) for w weeks in which locks end.
  @discardableResult
  public mutating func withdraw(
    _ account: Address, at time: UInt64
  ) throws(VoteEscrowError) -> VoteEscrowEvent {
    let before = try moment(time)
    guard let lock = lock(of: account) else { throw .noLock(account) }
    guard lock.end <= time else { throw .lockNotExpired(account, end: lock.end, time: time) }
    let withdrawn = try counted(self.withdrawn, lock.amount)

    self.withdrawn = withdrawn
    supply -= lock.amount
    curve.advance(to: time, epoch: before)
    set(nil, for: account, replacing: lock)
    return .withdrawn(account, amount: lock.amount)
  }

  /// Gives back a lock that has not ended, less a penalty in proportion to the time it had to run:
  /// ⌈amount · ``EscrowPolicy/earlyExitPPM`` / 10⁶ · remaining / maximumLock⌉.
  ///
  /// - Parameters:
  ///   - account: whose lock it is.
  ///   - time: now.
  /// - Returns: ``VoteEscrowEvent/leftEarly(_:paid:penalty:)``; the caller sends the penalty on.
  /// - Throws: ``VoteEscrowError``; then nothing has changed.
  /// - Complexity: O(w) for w weeks in which locks end.
  @discardableResult
  public mutating func exitEarly(
    _ account: Address, at time: UInt64
  ) throws(VoteEscrowError) -> VoteEscrowEvent {
    guard let partsPerMillion = policy.earlyExitPPM else { throw .earlyExitForbidden(account) }
    let before = try moment(time)
    let lock = try runningLock(of: account, time)
    let penalty: UInt256
    do throws(ArithmeticError) {
      penalty = try policy.earlyExitPenaltyCeil(
        lock.amount, remaining: lock.end - time, partsPerMillion: partsPerMillion)
    } catch {
      throw .arithmetic(error)
    }
    let paid = lock.amount - penalty
    let withdrawn = try counted(self.withdrawn, paid)
    let forfeited = try counted(self.forfeited, penalty)

    (self.withdrawn, self.forfeited) = (withdrawn, forfeited)
    supply -= lock.amount
    curve.advance(to: time, epoch: before)
    set(nil, for: account, replacing: lock)
    return .leftEarly(account, paid: paid, penalty: penalty)
  }

  /// Puts one running lock into another, which then ends at the later of both ends: no unit is
  /// freed earlier than before.
  ///
  /// - Parameters:
  ///   - account: whose lock goes.
  ///   - target: whose lock grows.
  ///   - time: now.
  /// - Throws: ``VoteEscrowError``; then nothing has changed.
  /// - Complexity: O(w) for w weeks in which locks end.
  @discardableResult
  public mutating func merge(
    _ account: Address, into target: Address, at time: UInt64
  ) throws(VoteEscrowError) -> VoteEscrowEvent {
    guard policy.allowsMerge else { throw .mergeForbidden(account, into: target) }
    guard account != target else { throw .mergeWithItself(account) }
    let before = try moment(time)
    let source = try runningLock(of: account, time)
    let old = try runningLock(of: target, time)

    curve.advance(to: time, epoch: before)
    let lock = EscrowLock(
      amount: old.amount + source.amount, end: Swift.max(old.end, source.end))
    set(nil, for: account, replacing: source)
    set(lock, for: target, replacing: old)
    return .merged(account, into: target, lock)
  }
}
