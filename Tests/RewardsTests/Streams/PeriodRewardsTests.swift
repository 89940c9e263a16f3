// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TestSupport
import Testing

@testable import Rewards

/// The numbers of the Cosmos SDK's own tests (x/distribution/keeper/delegation_test.go), each test named
/// after the original. There a validator has a commission of 50 % and its own delegation.
@Suite struct CosmosPeriods {
  private let half: UInt32 = 500_000
  private let million: UInt256 = 1_000_000

  private func validator(_ stake: UInt256) throws -> PeriodRewards {
    var rewards = try PeriodRewards(magnitude: 1 << 96)
    try rewards.delegate(stake, by: holder(1))
    return rewards
  }

  @Test func calculateRewardsBasic() throws {
    var rewards = try validator(100)
    #expect(rewards.withdrawable(by: holder(1)) == 0)
    try rewards.allocate(10, commissionPPM: half)
    #expect(rewards.withdrawable(by: holder(1)) == 5)
    #expect(rewards.commission == 5)
  }

  @Test func calculateRewardsAfterSlash() throws {
    var rewards = try validator(100 * million)
    try rewards.slash(to: 1 << 95)
    #expect(rewards.stake(of: holder(1)) == 50 * million)
    try rewards.allocate(10 * million, commissionPPM: half)
    #expect(rewards.withdrawable(by: holder(1)) == 5 * million)
    #expect(rewards.commission == 5 * million)
  }

  @Test func calculateRewardsAfterManySlashes() throws {
    var rewards = try validator(100 * million)
    try rewards.slash(to: 1 << 95)
    try rewards.allocate(10 * million, commissionPPM: half)
    try rewards.slash(to: 1 << 94)
    try rewards.allocate(10 * million, commissionPPM: half)
    #expect(rewards.withdrawable(by: holder(1)) == 10 * million)
    #expect(rewards.commission == 10 * million)
    #expect(rewards.stake(of: holder(1)) == 25 * million)
  }

  @Test func calculateRewardsAfterManySlashesInSameBlock() throws {
    var rewards = try validator(100 * million)
    try rewards.allocate(10 * million, commissionPPM: half)
    try rewards.slash(to: 1 << 95)
    try rewards.slash(to: 1 << 94)
    try rewards.allocate(10 * million, commissionPPM: half)
    #expect(rewards.withdrawable(by: holder(1)) == 10 * million)
    #expect(rewards.commission == 10 * million)
  }

  @Test func calculateRewardsMultiDelegator() throws {
    var rewards = try validator(100)
    try rewards.allocate(20, commissionPPM: half)
    try rewards.delegate(100, by: holder(2))
    try rewards.allocate(20, commissionPPM: half)
    #expect(rewards.withdrawable(by: holder(1)) == 15)
    #expect(rewards.withdrawable(by: holder(2)) == 5)
    #expect(rewards.commission == 20)
  }

  @Test func calculateRewardsMultiDelegatorMultiSlash() throws {
    var rewards = try validator(100 * million)
    try rewards.allocate(30 * million, commissionPPM: half)
    try rewards.slash(to: 1 << 95)
    try rewards.delegate(100 * million, by: holder(2))
    try rewards.allocate(30 * million, commissionPPM: half)
    // Half of 100 out of 150: a third. Rounded up, as the magnitude is.
    try rewards.slash(to: (UInt256(1) << 96) / 3 + 1)
    #expect(rewards.withdrawable(by: holder(1)) == 20 * million)
    #expect(rewards.withdrawable(by: holder(2)) == 10 * million)
    #expect(rewards.commission == 30 * million)
    try rewards.checkInvariants()
  }

  @Test func calculateRewardsMultiDelegatorMultWithdraw() throws {
    var rewards = try validator(100)
    try rewards.allocate(20, commissionPPM: half)
    try rewards.delegate(100, by: holder(2))
    try rewards.allocate(20, commissionPPM: half)
    #expect(rewards.withdraw(for: holder(1)) == 15)
    #expect(rewards.withdraw(for: holder(2)) == 5)
    #expect(rewards.withdrawCommission() == 20)
    #expect(rewards.withdrawable(by: holder(1)) == 0)
    #expect(rewards.withdrawable(by: holder(2)) == 0)
    #expect(rewards.commission == 0)
    try rewards.allocate(20, commissionPPM: half)
    #expect(rewards.withdraw(for: holder(1)) == 5)
    #expect(rewards.withdrawable(by: holder(1)) == 0)
    #expect(rewards.withdrawable(by: holder(2)) == 5)
    #expect(rewards.commission == 10)
    try rewards.allocate(20, commissionPPM: half)
    #expect(rewards.withdrawCommission() == 20)
    #expect(rewards.withdrawable(by: holder(1)) == 5)
    #expect(rewards.withdrawable(by: holder(2)) == 10)
    #expect(rewards.commission == 0)
    try rewards.checkInvariants()
  }

  /// Where Cosmos truncates product by product, nothing is lost: three thirds are one.
  @Test func truncationOfEveryProduct() throws {
    var rewards = try PeriodRewards(magnitude: 1 << 96)
    for number in UInt64(1)...3 { try rewards.delegate(7, by: holder(number)) }
    for _ in 0..<300 { try rewards.allocate(1) }
    for number in UInt64(1)...3 { #expect(rewards.withdraw(for: holder(number)) == 100) }
    try rewards.checkInvariants()
  }
}

@Suite struct PeriodRewardsTests {
  /// cosmos-sdk 10091, 16940: after a slash of everything one can delegate again, and what was earned
  /// before is still there.
  @Test func delegatingAgainAfterAFullSlash() throws {
    var rewards = try PeriodRewards(magnitude: 1 << 96)
    try rewards.delegate(3, by: holder(1))
    try rewards.delegate(4, by: holder(2))
    try rewards.allocate(100)
    try rewards.slash(to: 0)
    #expect(rewards.stake(of: holder(1)) == 0 && rewards.magnitude == rewards.scale)
    try rewards.allocate(5)
    #expect(rewards.carried == 5)
    try rewards.delegate(1, by: holder(3))
    try rewards.delegate(1, by: holder(1))
    try rewards.allocate(10)
    try rewards.checkInvariants()
    #expect(rewards.withdraw(for: holder(1)) == 47)
    #expect(rewards.withdraw(for: holder(2)) == 57)
    #expect(rewards.withdraw(for: holder(3)) == 5)
    try rewards.takeCarry(5)
    try rewards.checkInvariants()
    try expectJSONReadsBack(rewards)
  }

  /// The part of a unit that does not divide is the delegators', not the operator's.
  @Test func theCommissionIsRoundedDown() throws {
    for (amount, ppm, commission) in [
      (7, 500_000, 3), (1, 1, 0), (1, 999_999, 0), (1, 1_000_000, 1), (10, 333_333, 3),
      (1_000_000, 1, 1), (999_999, 1, 0), (1_999_999, 1, 1), (3, 0, 0),
    ] as [(UInt256, UInt32, UInt256)] {
      var rewards = try PeriodRewards(magnitude: 1 << 96)
      try rewards.delegate(1, by: holder(1))
      try rewards.allocate(amount, commissionPPM: ppm)
      #expect(rewards.commission == commission, "\(ppm) ppm of \(amount)")
      #expect(rewards.withdrawCommission() == commission, "\(ppm) ppm of \(amount)")
      #expect(rewards.withdraw(for: holder(1)) == amount - commission, "\(ppm) ppm of \(amount)")
      try rewards.checkInvariants()
    }
  }

  @Test func theStakeIsThatOfTheMagnitudesAndNotFolded() throws {
    var rewards = try PeriodRewards(magnitude: 1_000_000_007)
    try rewards.delegate(999, by: holder(1))
    var magnitude: UInt256 = 1_000_000_007
    for step in UInt64(1)...40 {
      magnitude = magnitude * UInt256(100 - step) / 100 + 1
      if magnitude < 1_000 { break }
      try rewards.slash(to: magnitude)
      #expect(rewards.stake(of: holder(1)) == 999 * magnitude / 1_000_000_007)
      try rewards.checkInvariants()
    }
    // What is delegated now is all there.
    try rewards.delegate(100, by: holder(2))
    #expect(rewards.stake(of: holder(2)) == 100)
  }

  @Test func nothingChangesWhereItIsRefused() throws {
    var rewards = try PeriodRewards(magnitude: 1 << 96)
    try rewards.delegate(50, by: holder(1))
    try rewards.allocate(7)
    try rewards.slash(to: 1 << 95)
    func refused(
      _ error: PeriodError, sourceLocation: SourceLocation = #_sourceLocation,
      _ operation: (inout PeriodRewards) throws(PeriodError) -> Void
    ) {
      expectRefused(rewards, error, sourceLocation: sourceLocation, operation)
    }
    let most = UInt256.max >> 128
    refused(.commissionAboveOne(1_000_001)) { r throws(PeriodError) in
      try r.allocate(1, commissionPPM: 1_000_001)
    }
    refused(.amountBeyondRange(most)) { r throws(PeriodError) in try r.allocate(most) }
    refused(.accountIsZero) { r throws(PeriodError) in try r.delegate(1, by: .zero) }
    refused(.amountIsZero) { r throws(PeriodError) in try r.delegate(0, by: holder(1)) }
    refused(.amountIsZero) { r throws(PeriodError) in try r.undelegate(0, by: holder(1)) }
    refused(.amountBeyondRange(most + 25)) { r throws(PeriodError) in
      try r.delegate(most, by: holder(1))
    }
    refused(.stakeTooSmall(26, of: holder(1), has: 25)) { r throws(PeriodError) in
      try r.undelegate(26, by: holder(1))
    }
    refused(.stakeTooSmall(1, of: holder(2), has: 0)) { r throws(PeriodError) in
      try r.undelegate(1, by: holder(2))
    }
    refused(.magnitudeRises((1 << 95) + 1, from: 1 << 95)) { r throws(PeriodError) in
      try r.slash(to: (1 << 95) + 1)
    }
    refused(.magnitudeTooSmall((1 << 32) - 1, least: 1 << 32)) { r throws(PeriodError) in
      try r.slash(to: (1 << 32) - 1)
    }
    refused(.carryTooSmall(1, has: 0)) { r throws(PeriodError) in try r.takeCarry(1) }
    for magnitude: UInt256 in [0, 1 << 128] {
      #expect(throws: PeriodError.magnitudeBeyondRange(magnitude)) {
        try PeriodRewards(magnitude: magnitude)
      }
    }
  }

  @Test func aDamagedStateIsRefused() throws {
    var rewards = try PeriodRewards(magnitude: 1 << 96)
    try rewards.delegate(3, by: holder(1))
    try rewards.delegate(4, by: holder(2))
    try rewards.allocate(100, commissionPPM: 10_000)
    _ = rewards.withdraw(for: holder(2))
    for field in ["stake", "weight", "settledAt", "owed", "magnitude", "ahead"] {
      try expectRefusedJSON(rewards) { $0.set("delegations", 0, field, "\(UInt256.max)") }
    }
    try expectRefusedJSON(rewards) { $0.set("delegations", 0, "life", 1) }
    try expectRefusedJSON(rewards) { $0.set("delegations", 0, "weight", "2") }
    for field in ["index", "remainder", "weight"] {
      try expectRefusedJSON(rewards) { $0.set("lives", 0, field, "12345") }
    }
    for field in ["allocated", "carry", "paid", "carryTaken", "commissionAllocated", "magnitude"] {
      try expectRefusedJSON(rewards) { $0[field] = "9" }
    }
    try expectRefusedJSON(rewards) { $0["lives"] = [[String: Any]]() }
  }
}
