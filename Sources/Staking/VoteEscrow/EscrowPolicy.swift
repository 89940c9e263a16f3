// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// The rules of a ``VoteEscrow``. Times are in any one unit, seconds or rounds.
public struct EscrowPolicy: Sendable, Hashable {
  /// Locks end at multiples of this.
  public let week: UInt64
  /// The longest time between now and the end of a lock.
  public let maximumLock: UInt64
  /// The least amount of a new lock, in base units. One below ``maximumLock`` units has slope 0 and
  /// weighs nothing.
  public let minimumAmount: UInt256
  /// What leaving at once a lock of full length costs, in parts per million of its amount; nil where
  /// nobody may leave early.
  public let earlyExitPPM: UInt32?
  /// Whether one lock may be merged into another.
  public let allowsMerge: Bool

  /// Checks and takes the rules.
  ///
  /// - Parameters:
  ///   - week: time units, at least 1.
  ///   - maximumLock: time units, at least `week`.
  ///   - minimumAmount: base units, at least 1.
  ///   - earlyExitPPM: 0 to 1 000 000, or nil.
  ///   - allowsMerge: whether one lock may be merged into another.
  /// - Throws: ``VoteEscrowError/weekIsZero``,
  ///   ``VoteEscrowError/maximumLockTooShort(_:week:)``, ``VoteEscrowError/minimumAmountIsZero`` or
  ///   ``VoteEscrowError/penaltyOutOfRange(partsPerMillion:)``.
  public init(
    week: UInt64, maximumLock: UInt64, minimumAmount: UInt256 = .one, earlyExitPPM: UInt32? = nil,
    allowsMerge: Bool = false
  ) throws(VoteEscrowError) {
    guard week > 0 else { throw .weekIsZero }
    guard maximumLock >= week else { throw .maximumLockTooShort(maximumLock, week: week) }
    guard minimumAmount > 0 else { throw .minimumAmountIsZero }
    if let earlyExitPPM, earlyExitPPM > million {
      throw .penaltyOutOfRange(partsPerMillion: earlyExitPPM)
    }
    self.init(week, maximumLock, minimumAmount, earlyExitPPM, allowsMerge)
  }

  private init(
    _ week: UInt64, _ maximumLock: UInt64, _ minimumAmount: UInt256, _ earlyExitPPM: UInt32?,
    _ allowsMerge: Bool
  ) {
    self.week = week
    self.maximumLock = maximumLock
    self.minimumAmount = minimumAmount
    self.earlyExitPPM = earlyExitPPM
    self.allowsMerge = allowsMerge
  }

  /// Curve's rules, in seconds: weeks of 7 days, locks of up to 4 years of 365 days, no early exit,
  /// no merge (https://github.com/curvefi/curve-dao-contracts, `VotingEscrow.vy`; veOCEAN's are the
  /// same).
  public static let curve = EscrowPolicy(604_800, 126_144_000, .one, nil, false)

  /// The last end at or before `time`.
  func end(_ time: UInt64) -> UInt64 { time / week * week }

  /// The weight per time unit of a locked amount: ⌊amount / maximumLock⌋.
  func slope(of amount: UInt256) -> UInt256 { amount / UInt256(maximumLock) }

  /// What leaving with `remaining` time units to go costs of `amount`, rounded up.
  ///
  /// `remaining` is at most ``maximumLock``, so this is at most `amount`.
  func earlyExitPenaltyCeil(
    _ amount: UInt256, remaining: UInt64, partsPerMillion: UInt32
  ) throws(ArithmeticError) -> UInt256 {
    let part = try UInt256(UInt64(partsPerMillion)).multiplied(by: UInt256(remaining))
    let whole = try UInt256(UInt64(million)).multiplied(by: UInt256(maximumLock))
    return try .mulDivCeil(amount, part, whole)
  }
}
