// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Curve's `FeeDistributor` (and Ocean's `veFeeDistributor`), number by number: fees spread over weeks,
/// each week's paid by the votes at its beginning.
///
/// For compatibility, and with its faults: every claim is floored week by week, what a week is given
/// while nobody has votes is lost, and a week whose supply was read on its first second misses locks of
/// that same second. The votes are arguments: this knows no escrow.
///
/// For replay and comparison only: it has no records and no JSON form. What has to outlive a process is
/// a ``RewardPool``.
///
/// Source: curvefi/curve-dao-contracts, contracts/FeeDistributor.vy
/// (https://github.com/curvefi/curve-dao-contracts/blob/master/contracts/FeeDistributor.vy).
public struct FeeDistributorIndex: Sendable, Hashable {
  /// Seconds of a week.
  public static let week: UInt64 = 604_800
  /// How long after a token checkpoint others than the owner may make one, in seconds.
  public static let checkpointDeadline: UInt64 = 86_400
  /// How many weeks one checkpoint reaches.
  private static let checkpointSteps = 20
  /// How many steps one claim makes, over weeks and over changes of the votes.
  private static let claimSteps = 50

  /// When the first week begins.
  public let start: UInt64
  /// The first week whose supply is not recorded.
  public private(set) var timeCursor: UInt64
  /// When tokens were last spread.
  public private(set) var lastTokenTime: UInt64
  /// The tokens that were there then, less what was claimed since.
  public private(set) var lastBalance = UInt256.zero
  private var tokens: [UInt64: UInt256] = [:]
  private var supplies: [UInt64: UInt256] = [:]
  private var cursors: [Address: Cursor] = [:]

  private struct Cursor: Hashable {
    var week: UInt64 = 0
    var epoch = 0
  }

  /// Creates the contract.
  ///
  /// - Parameter time: when the distribution starts; the week it is in is the first.
  public init(startingAt time: UInt64) {
    start = time / Self.week * Self.week
    timeCursor = start
    lastTokenTime = start
  }

  /// `tokens_per_week`.
  public func tokens(in week: UInt64) -> UInt256 { tokens[week] ?? .zero }

  /// `ve_supply`.
  public func supply(in week: UInt64) -> UInt256 { supplies[week] ?? .zero }

  /// `time_cursor_of`: the next week an account is paid for; zero before its first claim.
  public func cursor(of account: Address) -> UInt64 { cursors[account]?.week ?? 0 }

  /// Whether anybody may call ``checkpointTokens(balance:at:)``.
  public func mayCheckpointTokens(at now: UInt64) -> Bool {
    now > lastTokenTime && now - lastTokenTime > Self.checkpointDeadline
  }

  /// `checkpoint_token`: spreads what has come in over the weeks since the last time, by time.
  ///
  /// - Parameters:
  ///   - balance: tokens the contract holds now.
  ///   - now: the time, in seconds.
  /// - Throws: ``ContractIndexError/underflow(_:has:)`` where less is held than was,
  ///   ``ContractIndexError/timeGoesBack(_:last:)``, ``ContractIndexError/arithmetic(_:)``.
  /// - Complexity: O(1): 20 weeks at most.
  public mutating func checkpointTokens(
    balance: UInt256, at now: UInt64
  ) throws(ContractIndexError) {
    if now < lastTokenTime { throw .timeGoesBack(now, last: lastTokenTime) }
    if now > UInt64.max - Self.week {
      throw .arithmetic(
        .overflow(operation: "add", operands: [UInt256(now), UInt256(Self.week)]))
    }
    if balance < lastBalance { throw .underflow(lastBalance, has: balance) }
    var spread = tokens
    let amount = balance - lastBalance
    let elapsed = UInt256(now - lastTokenTime)
    var time = lastTokenTime
    var week = time / Self.week * Self.week
    for _ in 0..<Self.checkpointSteps {
      let next = week + Self.week
      let end = Swift.min(now, next)
      let old = spread[week] ?? .zero
      let part = UInt256(end - time)
      // Where no time has passed all of it is this week's.
      spread[week] = try contract { () throws(ArithmeticError) in
        try elapsed.isZero
          ? old.adding(amount) : amount.multiplied(by: part).divided(by: elapsed).adding(old)
      }
      if now < next { break }
      time = next
      week = next
    }
    tokens = spread
    lastBalance = balance
    lastTokenTime = now
  }

  /// `checkpoint_total_supply`: records what all votes are at the beginning of each week until now.
  ///
  /// - Parameters:
  ///   - now: the time, in seconds.
  ///   - supply: all votes at a time.
  /// - Complexity: O(1) calls of `supply`: 20 weeks at most.
  public mutating func checkpointSupply(at now: UInt64, supply: (UInt64) -> UInt256) {
    for _ in 0..<Self.checkpointSteps {
      // In the last week that 64 bits hold no other begins.
      if timeCursor > now / Self.week * Self.week || now > UInt64.max - Self.week { break }
      supplies[timeCursor] = supply(timeCursor)
      timeCursor += Self.week
    }
  }

  /// `claim`: pays an account its part of the weeks that are over, 50 steps at most.
  ///
  /// - Parameters:
  ///   - account: who claims.
  ///   - points: its votes, from its first lock on.
  ///   - now: the time, in seconds.
  ///   - balance: tokens the contract holds now.
  ///   - supply: all votes at a time.
  /// - Returns: base units to pay.
  /// - Throws: as ``checkpointTokens(balance:at:)``.
  /// - Complexity: O(1).
  public mutating func claim(
    for account: Address, points: [VotePoint], at now: UInt64, balance: UInt256,
    supply: (UInt64) -> UInt256
  ) throws(ContractIndexError) -> UInt256 {
    var next = self
    if now >= timeCursor { next.checkpointSupply(at: now, supply: supply) }
    if mayCheckpointTokens(at: now) { try next.checkpointTokens(balance: balance, at: now) }
    let amount = try next.walk(account, points, until: next.lastTokenTime / Self.week * Self.week)
    if amount > next.lastBalance { throw .underflow(amount, has: next.lastBalance) }
    next.lastBalance -= amount
    self = next
    return amount
  }

  /// `_claim`.
  private mutating func walk(
    _ account: Address, _ points: [VotePoint], until end: UInt64
  ) throws(ContractIndexError) -> UInt256 {
    if points.isEmpty { return .zero }
    var cursor = cursors[account] ?? Cursor()
    // Points are counted from 1, as the contract does.
    var epoch = cursor.epoch
    if cursor.week == 0 { epoch = points.lastIndex { $0.time <= start }.map { $0 + 1 } ?? 0 }
    epoch = Swift.max(epoch, 1)
    if cursor.week == 0 {
      let first = points[epoch - 1].time
      if first >= end { return .zero }
      cursor.week = first / Self.week * Self.week
      if first % Self.week != 0 { cursor.week += Self.week }
    }
    if cursor.week >= end { return .zero }
    cursor.week = Swift.max(cursor.week, start)
    var amount = UInt256.zero
    var old = VotePoint(time: 0, bias: .zero, slope: .zero)
    var point = points[epoch - 1]
    for _ in 0..<Self.claimSteps {
      if cursor.week >= end { break }
      if cursor.week >= point.time && epoch <= points.count {
        epoch += 1
        old = point
        point =
          epoch > points.count
          ? VotePoint(time: 0, bias: .zero, slope: .zero) : points[epoch - 1]
        continue
      }
      let weight = old.weight(at: cursor.week)
      if weight.isZero && epoch > points.count { break }
      if !weight.isZero {
        let (paid, tokens, all) = (amount, tokens(in: cursor.week), supply(in: cursor.week))
        amount = try contract { () throws(ArithmeticError) in
          try weight.multiplied(by: tokens).divided(by: all).adding(paid)
        }
      }
      cursor.week += Self.week
    }
    cursor.epoch = Swift.min(points.count, epoch - 1)
    cursors[account] = cursor
    return amount
  }
}
