// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Lock and commission of a GPU. What is in force in a round is a function of the round alone, so
/// nothing has to be touched when a lock runs out or a commission comes into force.
struct Terms: Sendable, Hashable {
  /// The first round in which the lock counts.
  var lockedFrom: UInt64 = 0
  /// The first round in which it counts no longer.
  var lockedUntil: UInt64 = 0
  /// The multiplier of the owner's stake from ``boostFrom`` on, in parts per million.
  var boost = million
  /// The multiplier in rounds before ``boostFrom``.
  var boostBefore = million
  /// The first round of ``boost``: that of the lock, or the one after stake joined it.
  var boostFrom: UInt64 = 0
  /// Commission before ``commissionFrom``, in parts per million.
  var commission: UInt32 = 0
  /// Commission from ``commissionFrom`` on.
  var nextCommission: UInt32 = 0
  var commissionFrom: UInt64 = 0

  /// The multiplier of the owner's stake in a round.
  func boost(in round: UInt64, decays: Bool) -> UInt32 {
    if round < boostFrom { return boostBefore }
    guard round < lockedUntil else { return million }
    guard decays else { return boost }
    let (rest, length) = (lockedUntil - round, lockedUntil - boostFrom)
    // The product may exceed 64 bits, the quotient is at most `boost`.
    return million
      + UInt32(UInt128(boost - million) * UInt128(rest) / UInt128(length))
  }

  /// The multiplier in a round of a stake of which `lockedPPM` parts per million are the owner's,
  /// rounded down: what delegators bonded is not locked, and has no boost.
  func boost(in round: UInt64, decays: Bool, lockedPPM: UInt32) -> UInt32 {
    let own = boost(in: round, decays: decays)
    return million + UInt32(UInt64(own - million) * UInt64(lockedPPM) / UInt64(million))
  }

  /// Ends the lock.
  mutating func unlock() {
    (boost, boostBefore, boostFrom) = (million, million, 0)
    (lockedFrom, lockedUntil) = (0, 0)
  }

  /// The commission in force in a round.
  func commission(in round: UInt64) -> UInt32 {
    round >= commissionFrom ? nextCommission : commission
  }
}
