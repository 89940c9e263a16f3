// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// By when how much of an amount is its owner's. Times are in any unit, the same everywhere.
///
/// Each is a function of the whole amount, so that what vests between two looks is a difference of
/// floors: nothing is lost, and at the end all is vested.
public enum VestingSchedule: Sendable, Hashable, Codable {
  /// Evenly from `start` on, for `duration`: ⌊amount · elapsed / duration⌋. OpenZeppelin's
  /// `VestingWallet` (https://docs.openzeppelin.com/contracts/4.x/api/finance#VestingWallet).
  case linear(start: UInt64, duration: UInt64)
  /// As linear, but nothing before `cliff` after the start; then all that would have vested at once.
  case cliff(start: UInt64, cliff: UInt64, duration: UInt64)
  /// Half of what is left in each `halfLife` after `start`, evenly within it; all that is left at
  /// once after `duration`. Ocean's `VestingWalletHalving`.
  case halving(start: UInt64, duration: UInt64, halfLife: UInt64)

  /// When it begins.
  public var start: UInt64 {
    switch self {
    case .linear(let start, _), .cliff(let start, _, _), .halving(let start, _, _): start
    }
  }

  /// How long after ``start`` all is vested.
  public var duration: UInt64 {
    switch self {
    case .linear(_, let duration), .cliff(_, _, let duration), .halving(_, let duration, _):
      duration
    }
  }

  /// Refuses what has no meaning.
  ///
  /// - Throws: ``VestingError/endBeyondRange(start:duration:)``,
  ///   ``VestingError/cliffBeyondEnd(cliff:duration:)``, ``VestingError/halfLifeIsZero``.
  /// - Complexity: O(1).
  public func validate() throws(VestingError) {
    if start.addingReportingOverflow(duration).overflow {
      throw .endBeyondRange(start: start, duration: duration)
    }
    switch self {
    case .cliff(_, let cliff, let duration) where cliff > duration:
      throw .cliffBeyondEnd(cliff: cliff, duration: duration)
    case .halving(_, _, 0): throw .halfLifeIsZero
    default: break
    }
  }

  /// What of `amount` is vested at `time`, in base units, rounded down. It never falls as time passes.
  ///
  /// - Precondition: ``validate()`` has nothing against the schedule.
  /// - Complexity: O(1).
  public func vestedFloor(of amount: UInt256, at time: UInt64) -> UInt256 {
    // Before the start nothing, at and after the end all, even where there is no time between.
    if time < start { return .zero }
    let elapsed = time - start
    if elapsed >= duration { return amount }
    switch self {
    case .linear: return share(amount, elapsed, duration)
    case .cliff(_, let cliff, _):
      return elapsed < cliff ? .zero : share(amount, elapsed, duration)
    case .halving(_, _, let halfLife):
      let halvings = elapsed / halfLife
      let left = halvings < 256 ? amount >> Int(halvings) : .zero
      return amount - left + share(left, elapsed % halfLife, halfLife) / UInt256(2)
    }
  }

  /// ⌊amount · part / whole⌋ with part at most whole.
  private func share(_ amount: UInt256, _ part: UInt64, _ whole: UInt64) -> UInt256 {
    let (high, low) = amount.multipliedFullWidth(by: UInt256(part))
    return UInt256(whole).dividingFullWidth((high, low)).quotient
  }
}
