// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why an operation on a ``VoteEscrow`` was refused. The escrow is as it was. Amounts are base
/// units.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum VoteEscrowError: Error, Hashable, Sendable {
  // Rules.
  /// A week of no time.
  case weekIsZero
  /// No lock could reach the next week.
  case maximumLockTooShort(UInt64, week: UInt64)
  /// Locks of nothing would be allowed.
  case minimumAmountIsZero
  /// Leaving early would cost more than everything.
  case penaltyOutOfRange(partsPerMillion: UInt32)

  // Locks.
  /// The account is the zero address.
  case accountIsZero
  /// Nothing would be added.
  case amountIsZero(Address)
  /// The amount is below the least a lock may have.
  case amountBelowMinimum(Address, amount: UInt256, minimum: UInt256)
  /// The account has a lock, ended or not.
  case lockExists(Address, EscrowLock)
  /// The account has no lock.
  case noLock(Address)
  /// The lock has ended.
  case lockExpired(Address, end: UInt64, time: UInt64)
  /// The lock has not ended.
  case lockNotExpired(Address, end: UInt64, time: UInt64)
  /// The lock would end, rounded down to a week, now or before.
  case endNotInFuture(Address, end: UInt64, time: UInt64)
  /// The lock would not end later than it does.
  case endNotLater(Address, asked: UInt64, end: UInt64)
  /// The lock would run longer than allowed.
  case lockTooLong(Address, end: UInt64, time: UInt64, maximum: UInt64)
  /// More would be locked than an escrow may hold.
  case supplyTooLarge(UInt256, added: UInt256, maximum: UInt256)
  /// The policy does not let anyone leave early.
  case earlyExitForbidden(Address)
  /// The policy does not let locks be merged.
  case mergeForbidden(Address, into: Address)
  /// An account's lock cannot go into itself.
  case mergeWithItself(Address)

  // Time.
  /// Something has happened after this time.
  case timeGoesBack(asked: UInt64, last: UInt64)
  /// What held at this time may still change.
  case notSettled(asked: UInt64, time: UInt64)

  // Beyond the rules.
  /// A number does not fit.
  case arithmetic(ArithmeticError)
  /// The state breaks one of its own laws: damaged from outside, or a bug.
  case invariantBroken(VoteEscrowInvariant)
}

extension VoteEscrowError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .weekIsZero:
      "A week of an escrow takes at least one time unit."
    case .maximumLockTooShort(let maximum, let week):
      "Locks of at most \(maximum) do not reach the end of a week of \(week)."
    case .minimumAmountIsZero:
      "The least amount of a lock is at least 1."
    case .penaltyOutOfRange(let partsPerMillion):
      "Leaving early cannot cost \(partsPerMillion) parts per million: 1000000 is everything."
    case .accountIsZero:
      "The zero address cannot lock anything."
    case .amountIsZero(let account):
      "Nothing would be added to the lock of \(account)."
    case .amountBelowMinimum(let account, let amount, let minimum):
      "\(account) would lock \(amount), below the minimum of \(minimum)."
    case .lockExists(let account, let lock):
      "\(account) has \(lock.amount) locked until \(lock.end)."
    case .noLock(let account):
      "\(account) has nothing locked."
    case .lockExpired(let account, let end, let time):
      "The lock of \(account) ended at \(end); it is \(time)."
    case .lockNotExpired(let account, let end, let time):
      "The lock of \(account) ends at \(end); it is \(time)."
    case .endNotInFuture(let account, let end, let time):
      "The lock of \(account) would end at \(end); it is \(time)."
    case .endNotLater(let account, let asked, let end):
      "The lock of \(account) ends at \(end), not before \(asked)."
    case .lockTooLong(let account, let end, let time, let maximum):
      "The lock of \(account) would end at \(end); it is \(time) and \(maximum) is the longest."
    case .supplyTooLarge(let supply, let added, let maximum):
      "\(supply) are locked; \(added) more are beyond \(maximum)."
    case .earlyExitForbidden(let account):
      "\(account) cannot leave early: the rules do not allow it."
    case .mergeForbidden(let account, let target):
      "The lock of \(account) cannot go into that of \(target): the rules do not allow it."
    case .mergeWithItself(let account):
      "The lock of \(account) cannot go into itself."
    case .timeGoesBack(let asked, let last):
      "\(asked) is before \(last), the time of the last operation."
    case .notSettled(let asked, let time):
      "What held at \(asked) may still change: the last operation was at \(time)."
    case .arithmetic(let error):
      error.description
    case .invariantBroken(let invariant):
      invariant.description
    }
  }
}
