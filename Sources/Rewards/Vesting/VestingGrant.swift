// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// An amount that becomes its owner's by a schedule, and what became of it. In base units
///
///     deposited == released + releasable + unvested + forfeited
///
/// at every time, exactly.
public struct VestingGrant: Sendable, Hashable {
  /// The grant's number, ascending from 0.
  public let id: UInt64
  /// By when how much vests.
  public let schedule: VestingSchedule
  /// Put in.
  public internal(set) var deposited: UInt256
  /// Paid out.
  public internal(set) var released = UInt256.zero
  /// Taken by penalties.
  public internal(set) var forfeited = UInt256.zero
  /// What was vested when a penalty came, and stays so.
  var vestedBefore = UInt256.zero

  /// Creates a grant of which nothing is released.
  ///
  /// - Throws: ``VestingError/amountIsZero``, and what ``VestingSchedule/validate()`` throws.
  /// - Complexity: O(1).
  public init(
    id: UInt64 = 0, amount: UInt256, schedule: VestingSchedule
  ) throws(VestingError) {
    try schedule.validate()
    if amount.isZero { throw .amountIsZero }
    self.id = id
    self.schedule = schedule
    deposited = amount
  }

  /// What is vested at a time, released or not.
  ///
  /// A penalty takes what would vest next, as Filecoin's does, so what was vested before stays, and
  /// nothing vests until the schedule has made good what was taken.
  ///
  /// - Complexity: O(1).
  public func vested(at time: UInt64) -> UInt256 {
    let scheduled = schedule.vestedFloor(of: deposited, at: time)
    // Never less than what was released, even where somebody asks about an earlier time.
    let vested = scheduled > forfeited ? scheduled - forfeited : .zero
    return Swift.max(vested, vestedBefore, released)
  }

  /// What can be released at a time.
  ///
  /// - Complexity: O(1).
  public func releasable(at time: UInt64) -> UInt256 { vested(at: time) - released }

  /// What vests only after a time.
  ///
  /// - Complexity: O(1).
  public func unvested(at time: UInt64) -> UInt256 { deposited - forfeited - vested(at: time) }

  /// Whether nothing is left to come.
  public var isSpent: Bool { released + forfeited == deposited }

  /// Pays out.
  ///
  /// - Parameters:
  ///   - amount: base units, all that is releasable or less.
  ///   - time: now.
  /// - Throws: ``VestingError/notReleasable(_:releasable:)``. Then nothing has changed.
  /// - Complexity: O(1).
  public mutating func release(_ amount: UInt256, at time: UInt64) throws(VestingError) {
    let releasable = releasable(at: time)
    if amount > releasable { throw .notReleasable(amount, releasable: releasable) }
    released += amount
  }

  /// Puts more in. It vests as if it had been there from the start, so a part of it at once.
  ///
  /// - Throws: ``VestingError/amountIsZero``, ``VestingError/amountBeyondRange(_:)``.
  /// - Complexity: O(1).
  public mutating func deposit(_ amount: UInt256) throws(VestingError) {
    if amount.isZero { throw .amountIsZero }
    let (sum, isOver) = deposited.addingReportingOverflow(amount)
    if isOver { throw .amountBeyondRange(amount) }
    deposited = sum
  }

  /// Takes a penalty from what is not vested yet, as far as that reaches.
  ///
  /// - Returns: base units taken.
  mutating func forfeitUnvested(upTo amount: UInt256, at time: UInt64) -> UInt256 {
    let vested = vested(at: time)
    let taken = Swift.min(amount, deposited - forfeited - vested)
    if taken.isZero { return .zero }
    vestedBefore = vested
    forfeited += taken
    return taken
  }

  /// Takes a penalty from what is vested and not released, once nothing else is left.
  ///
  /// - Returns: base units taken.
  mutating func forfeitReleasable(upTo amount: UInt256, at time: UInt64) -> UInt256 {
    let taken = Swift.min(amount, releasable(at: time))
    if taken.isZero { return .zero }
    vestedBefore = vested(at: time) - taken
    forfeited += taken
    return taken
  }
}
