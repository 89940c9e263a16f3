// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

extension PeriodRewards {
  /// Checks that every allocated unit is somewhere, exactly. Nothing is assumed, so that it can judge
  /// a state from outside.
  ///
  /// - Throws: ``PeriodError/conservationBroken``.
  /// - Complexity: O(n + l) for n delegations and l slashes of everything.
  public func checkInvariants() throws(PeriodError) {
    func require(_ holds: Bool) throws(PeriodError) {
      if !holds { throw .conservationBroken }
    }
    func sum(_ a: UInt256, _ b: UInt256) throws(PeriodError) -> UInt256 {
      let (sum, isOver) = a.addingReportingOverflow(b)
      try require(!isOver)
      return sum
    }
    try require(magnitudeNow >= leastMagnitude && magnitudeNow <= scale.fraction)
    try require(!lives.isEmpty && delegations.count == accounts.count)
    try require(accounts.count <= Self.accountLimit)
    try require(commissionPaid <= commissionAllocated && commissionAllocated <= allocated)
    var weights = [UInt128](repeating: 0, count: lives.count)
    var ahead: UInt128 = 0
    var total = UInt256.zero
    for life in lives {
      total = try sum(total, UInt256(narrow: life.index.remainder))
      // One unit of weight has not earned more than was allocated, so no index overflows later.
      let most = UInt256(whole: allocated)
      try require(life.index.value <= most)
      try require(UInt256(narrow: life.index.remainder) <= most - life.index.value)
    }
    for delegation in delegations {
      try require(lives.indices.contains(delegation.life))
      let index = lives[delegation.life].index
      try require(delegation.share.settledAt <= index.value)
      try require(delegation.stake == 0 || delegation.magnitude > 0)
      try require(delegation.magnitude <= scale.fraction)
      try require(delegation.stake > 0 || delegation.weight == 0)
      // A delegation weighs its stake over the magnitude of then, no more and no less.
      if delegation.stake > 0 {
        let product = UInt256(narrow: delegation.stake) * scale
        try require(
          (product / UInt256(narrow: delegation.magnitude)) == UInt256(narrow: delegation.weight))
      }
      if delegation.life == lives.count - 1, delegation.stake > 0 {
        try require(delegation.magnitude >= magnitudeNow)
      }
      let (weight, isOver) = weights[delegation.life].addingReportingOverflow(delegation.weight)
      try require(!isOver)
      weights[delegation.life] = weight
      ahead += delegation.share.ahead
      let (earned, isTooMuch) = (index.value - delegation.share.settledAt)
        .multipliedReportingOverflow(by: UInt256(narrow: delegation.weight))
      try require(!isTooMuch)
      total = try sum(try sum(total, delegation.share.owed), earned)
    }
    for (life, weight) in zip(lives, weights) { try require(life.weight == weight) }
    for amount in [carry, carryTaken, paid, commissionAllocated] {
      total = try sum(total, UInt256(whole: amount))
    }
    // What was paid ahead is part of what was paid, and not yet earned.
    try require(total >= UInt256(narrow: ahead))
    try require(total - UInt256(narrow: ahead) == UInt256(whole: allocated))
  }
}
