// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking
import Testing

/// What every operation has to refuse, asked of every operation: none is forgotten.
@Suite struct StakingRefusalTests {
  let a = Fixture.gpuA
  let b = Fixture.gpuB
  let ben = Fixture.ben
  let nobody = try! GPUID("nobody")

  /// Round 1 is open; `a` and `b` are Ada's with 1000 bonded, Ben has 500 delegated to each.
  private func registry() throws -> StakeRegistry {
    var registry = StakeRegistry(policy: try StakingModelTests.policy(churns: false))
    for gpu in [a, b] {
      try registry.register(
        gpu: gpu, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpu, amount: 1_000)
      try registry.delegate(gpu: gpu, delegator: ben, amount: 500)
    }
    try registry.closeRound()
    return registry
  }

  /// The operations that name a GPU, each with one that may be refused in every place.
  private func operations(on gpu: GPUID, amount: UInt256 = 10) -> [StakingOperation] {
    let round = Round(1)
    return [
      .bond(gpu: gpu, amount: amount), .unbond(gpu: gpu, amount: amount),
      .cancelUnbonding(gpu: gpu, createdIn: round, amount: amount), .withdraw(gpu: gpu),
      .slash(gpu: gpu, fault: .downtime, faultRound: round, partsPerMillion: 1),
      .punish(gpu: gpu, fault: .downtime, faultRound: round),
      .delegate(gpu: gpu, delegator: ben, amount: amount),
      .undelegate(gpu: gpu, delegator: ben, amount: amount),
      .cancelUndelegating(gpu: gpu, delegator: ben, createdIn: round, amount: amount),
      .withdrawDelegation(gpu: gpu, delegator: ben),
      .redelegate(delegator: ben, from: gpu, to: b, amount: amount),
      .redelegate(delegator: ben, from: b, to: gpu, amount: amount),
      .merge(from: gpu, into: b), .merge(from: b, into: gpu),
      .setCommission(gpu: gpu, partsPerMillion: 5_000), .lock(gpu: gpu, rounds: 5),
      .breakLock(gpu: gpu), .jail(gpu: gpu, rounds: 1), .unjail(gpu: gpu), .tombstone(gpu: gpu),
      .recordPresence(gpu: gpu, isPresent: true),
      .recordQuality(gpu: gpu, uptimePPM: 1, scorePPM: 1),
    ]
  }

  @Test func everyOperationNamesAGPUThatIsNotThere() throws {
    let registry = try registry()
    for operation in operations(on: nobody) {
      expectRefusal(registry, .unknownGPU(nobody)) { try $0.apply(operation) }
    }
    #expect(registry.stake(of: nobody) == nil)
    #expect(registry.delegation(of: ben, on: nobody) == nil)
    #expect(try registry.row(of: nobody, in: .zero) == nil)
    #expect(throws: StakingError.unknownGPU(nobody)) { try registry.slashes(of: nobody) }
    #expect(throws: StakingError.unknownGPU(nobody)) { try registry.loss(of: ben, on: nobody) }
    #expect(throws: StakingError.unknownGPU(nobody)) {
      try registry.commission(of: nobody, in: Round(1))
    }
  }

  @Test func everyOperationRefusesNothing() throws {
    let registry = try registry()
    var asked = 0
    for operation in operations(on: a, amount: 0) {
      switch operation {
      case .bond, .unbond, .cancelUnbonding, .delegate, .undelegate, .cancelUndelegating:
        expectRefusal(registry, .amountIsZero(a)) { try $0.apply(operation) }
        asked += 1
      case .redelegate(_, let source, _, _):
        expectRefusal(registry, .amountIsZero(source)) { try $0.apply(operation) }
        asked += 1
      default: break
      }
    }
    #expect(asked == 8)
  }

  /// Nothing comes to a GPU that is shut out, nor is it punished again; what is on it can leave.
  @Test func everyOperationNamesATombstonedGPU() throws {
    var registry = try registry()
    try registry.unbond(gpu: a, amount: 20)
    try registry.undelegate(gpu: a, delegator: ben, amount: 20)
    try registry.tombstone(gpu: a)
    var (refused, taken) = (0, 0)
    for operation in operations(on: a) {
      switch operation {
      case .bond, .cancelUnbonding, .punish, .delegate, .cancelUndelegating, .setCommission, .lock,
        .jail, .unjail, .tombstone, .recordPresence, .redelegate(_, b, _, _), .merge(b, _):
        expectRefusal(registry, .tombstoned(a)) { try $0.apply(operation) }
        refused += 1
      case .unbond, .slash, .undelegate, .redelegate, .merge, .recordQuality:
        var tried = registry
        #expect(throws: Never.self) { try tried.apply(operation) }
        try tried.checkInvariants()
        taken += 1
      default: break
      }
    }
    #expect((refused, taken) == (13, 6))
  }

  /// Nobody delegates to a GPU in jail; its owner may still add to his bond.
  @Test func everyOperationNamesAGPUInJail() throws {
    var registry = try registry()
    try registry.undelegate(gpu: a, delegator: ben, amount: 20)
    try registry.jail(gpu: a, rounds: 3)
    var refused = 0
    for operation in operations(on: a) {
      switch operation {
      case .delegate, .cancelUndelegating, .redelegate(_, b, _, _), .unjail, .recordPresence:
        expectRefusal(registry, .jailed(a, until: Round(4))) { try $0.apply(operation) }
        refused += 1
      case .bond, .unbond, .undelegate, .slash, .jail, .tombstone, .merge:
        var tried = registry
        #expect(throws: Never.self) { try tried.apply(operation) }
        try tried.checkInvariants()
      default: break
      }
    }
    #expect(refused == 5)
  }

  /// No operation takes more than there is, nor brings more than a GPU may hold.
  @Test func everyOperationRefusesMoreThanThereIs() throws {
    let registry = try registry()
    let most = StakeRegistry.maximumStake
    for amount in [most, most + 1, UInt256.max] {
      for operation in operations(on: a, amount: amount) {
        let expected: StakingError
        switch operation {
        case .bond, .delegate:
          // What does not fit into the books is named as it was asked for.
          let sum = amount > most ? amount : amount + 1_500
          expected = .aboveMaximum(a, resulting: sum, maximum: most)
        case .unbond: expected = .insufficientBond(a, bonded: 1_000, asked: amount)
        case .undelegate, .redelegate(_, a, _, _):
          expected = .insufficientDelegation(a, delegator: ben, worth: 500, asked: amount)
        case .redelegate:
          expected = .insufficientDelegation(b, delegator: ben, worth: 500, asked: amount)
        case .cancelUnbonding, .cancelUndelegating:
          expected = .noUnbonding(a, createdIn: Round(1))
        default: continue
        }
        expectRefusal(registry, expected) { try $0.apply(operation) }
      }
    }
  }
}
