// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Amounts locked for a time, and the weight that gives: the longer the lock has to run, the more.
///
/// A lock of `a` units until `end` weighs `⌊a / maximumLock⌋ · (end − t)` at time t: almost `a` for
/// a lock of full length, nothing at its end. What one account weighs and what all weigh can be
/// asked for any time, past and to come. Slope, bias, rounding and the order of divisions are those
/// of Curve's VotingEscrow (https://github.com/curvefi/curve-dao-contracts, `VotingEscrow.vy`).
///
/// ```swift
/// var escrow = VoteEscrow(policy: .curve)
/// try escrow.createLock(1_000_000_000, until: now + 31_536_000, for: ada, at: now)
/// escrow.balance(of: ada, at: now)          // about a quarter: one year of four
/// escrow.supply(at: now + 15_768_000)       // and half of that in half a year
/// ```
///
/// A value without a clock: time is an argument and never goes back. Every operation returns the
/// event it caused, or throws a ``VoteEscrowError`` and changes nothing. Every unit that came in is
/// locked, withdrawn or forfeited (``checkInvariants()``).
public struct VoteEscrow: Sendable, Hashable {
  /// The most units that may be locked together, 2¹²⁸ − 1.
  public static let maximumSupply = StakeRegistry.maximumStake

  /// The lock of an account and what it weighed since its first.
  struct Account: Sendable, Hashable, Codable {
    /// nil where nothing is locked.
    var lock: EscrowLock?
    /// One per operation, by time ascending.
    var points: [EscrowPoint] = []

    mutating func record(_ lock: EscrowLock?, _ point: EscrowPoint) {
      self.lock = lock
      points.append(point)
    }
  }

  /// The rules.
  public let policy: EscrowPolicy
  /// Units locked, ended locks included until they are withdrawn.
  public internal(set) var supply: UInt256
  /// Units that came in, ever.
  public internal(set) var deposited: UInt256
  /// Units that went back to their owners, ever.
  public internal(set) var withdrawn: UInt256
  /// Units that leaving early cost, ever.
  public internal(set) var forfeited: UInt256

  var accounts: [Address: Account]
  var curve: EscrowCurve

  /// Creates an empty escrow.
  ///
  /// - Parameters:
  ///   - policy: the rules.
  ///   - time: the first time at which something may happen.
  public init(policy: EscrowPolicy, startingAt time: UInt64 = 0) {
    self.policy = policy
    (supply, deposited, withdrawn, forfeited) = (.zero, .zero, .zero, .zero)
    accounts = [:]
    curve = EscrowCurve(startingAt: time)
  }

  // MARK: What there is

  /// The time of the last operation.
  public var time: UInt64 { curve.latest.time }

  /// What all locks weighed after the last operation.
  public var point: EscrowPoint { curve.latest }

  /// How many points Curve's contract would have stored by now: one a call and one a week passed.
  public var epoch: UInt64 { curve.epoch }

  /// The lines of the total weight, ascending by time: one for each call and each week in which its
  /// slope changed.
  public var points: [EscrowPoint] { curve.points }

  /// The lock of an account, nil where it has none.
  ///
  /// - Complexity: O(1).
  public func lock(of account: Address) -> EscrowLock? { accounts[account]?.lock }

  /// What an account weighed after each of its operations, ascending by time.
  ///
  /// - Complexity: O(1).
  public func points(of account: Address) -> [EscrowPoint] { accounts[account]?.points ?? [] }

  /// Accounts that have or had a lock, ascending.
  ///
  /// - Complexity: O(n log n) in their number.
  public var holders: [Address] { accounts.keys.sorted() }

  /// What an account weighs at a time: as it was, or as it will be if nothing more is done.
  ///
  /// - Complexity: O(log n) for n operations of the account.
  public func balance(of account: Address, at time: UInt64) -> UInt256 {
    accounts[account]?.points.value(at: time) ?? .zero
  }

  /// What all accounts weigh at a time: as it was, or as it will be if nothing more is done. It is
  /// the sum of the balances.
  ///
  /// - Complexity: O(log n) for n points in the past; O(c) for c weeks to come in which locks end.
  public func supply(at time: UInt64) -> UInt256 { curve.value(at: time) }

  /// What an account weighed at a time that is over, a number that cannot change any more.
  ///
  /// - Throws: ``VoteEscrowError/notSettled(asked:time:)`` for the time of the last operation and
  ///   later: more may yet be locked in the same second, and who was paid by the smaller total would
  ///   be paid too much.
  /// - Complexity: O(log n).
  public func settledBalance(
    of account: Address, at time: UInt64
  ) throws(VoteEscrowError) -> UInt256 {
    try requireSettled(time)
    return balance(of: account, at: time)
  }

  /// What all accounts weighed at a time that is over, a number that cannot change any more.
  ///
  /// - Throws: ``VoteEscrowError/notSettled(asked:time:)``, as ``settledBalance(of:at:)``.
  /// - Complexity: O(log n).
  public func settledSupply(at time: UInt64) throws(VoteEscrowError) -> UInt256 {
    try requireSettled(time)
    return supply(at: time)
  }

  private func requireSettled(_ asked: UInt64) throws(VoteEscrowError) {
    guard asked < time else { throw .notSettled(asked: asked, time: time) }
  }
}
