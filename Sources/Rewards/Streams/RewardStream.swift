// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// A fixed amount of one reward token, emitted evenly over a span of time.
///
/// There is no rate: what is emitted by the time t is ⌊total · (t − start) / (end − start)⌋, so that
/// however often one looks, the differences sum to the total exactly, and an amount smaller than the
/// number of seconds is emitted too. A rate `total / duration` loses up to duration − 1 units, and all
/// of a small amount.
public struct RewardStream: Sendable, Hashable {
  /// The stream's number in its pool, ascending from 0.
  public let id: UInt64
  /// When it begins, in the pool's unit of time.
  public let start: UInt64
  /// When all is emitted; after ``start``.
  public let end: UInt64
  /// Base units it emits in all, below 2¹²⁸.
  public var total: UInt256 { UInt256(narrow: promised) }
  /// Base units emitted up to the pool's last boundary.
  public var emitted: UInt256 { UInt256(narrow: given) }

  let promised: UInt128
  var given: UInt128 = 0

  init(id: UInt64, total: UInt128, start: UInt64, end: UInt64) {
    self.id = id
    self.start = start
    self.end = end
    promised = total
  }

  /// Base units emitted by a time, rounded down.
  ///
  /// - Complexity: O(1).
  public func emittedFloor(by time: UInt64) -> UInt256 { UInt256(narrow: givenFloor(by: time)) }

  func givenFloor(by time: UInt64) -> UInt128 {
    if time >= end { return promised }
    if time <= start { return 0 }
    // Below 2¹²⁸ · 2⁶⁴, and the quotient below the total.
    let product = UInt256(narrow: promised) * UInt256(time - start)
    return (product / UInt256(end - start)).fraction
  }

  /// Brings ``given`` to a time and returns what that adds.
  mutating func emit(by time: UInt64) -> UInt128 {
    let due = givenFloor(by: time)
    let added = due - given
    given = due
    return added
  }
}
