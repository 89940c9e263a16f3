// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking
import TestSupport

/// A stream of requests to a small network, good and bad ones.
struct RandomOperations {
  var generator: SeededGenerator
  var recent: [StakingOperation] = []
  /// What all amounts are multiplied by.
  let scale: UInt64
  let gpus: [GPUID]
  let accounts: [Address]

  init(seed: UInt64, scale: UInt64 = 1) throws {
    self.scale = scale
    generator = SeededGenerator(seed: seed)
    gpus = try (0..<7).map { try GPUID("gpu-\($0)") }
    accounts = (0..<6).map { .derived(fromLabel: "account \($0)") }
  }

  /// The next operation; now and then one of the last ones again, as messages come twice.
  mutating func next(openRound: Round) throws -> StakingOperation {
    if let again = recent.randomElement(using: &generator), oneIn(10) { return again }
    let operation = try fresh(openRound: openRound)
    recent.append(operation)
    if recent.count > 6 { recent.removeFirst() }
    return operation
  }

  private mutating func fresh(openRound: Round) throws -> StakingOperation {
    let (gpu, other) = (pick(gpus), pick(gpus))
    let account = pick(accounts)
    let amount = UInt256(randomAmount() * scale)
    let back = UInt64.random(in: 0...4, using: &generator)
    let past = Round(openRound.number >= back ? openRound.number - back : 0)
    let fault = pick(Fault.allCases)
    let faultRound = oneIn(15) ? Round(openRound.number + 1) : past
    // Where amounts are scaled no pool is to fall so low that it is swept: that is no fraction.
    let ppm = pick(
      [0, 1, 10_000, 250_000, 333_333, scale > 1 ? 500_000 : 999_999, 1_000_000, 1_000_001]
        as [UInt32])
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<8:
      return .register(
        gpu: gpu, owner: oneIn(20) ? .zero : pick(Array(accounts.prefix(3))),
        capacityClass: try CapacityClass(pick(["cpu", "gpu-80gb", "tpu"])),
        capacity: UInt64.random(in: 0...20, using: &generator))
    case 8..<21: return .bond(gpu: gpu, amount: amount)
    case 21..<28: return .unbond(gpu: gpu, amount: amount)
    case 28..<32: return .cancelUnbonding(gpu: gpu, createdIn: past, amount: amount)
    case 32..<35: return .withdraw(gpu: gpu)
    case 35..<38:
      return .slash(gpu: gpu, fault: fault, faultRound: faultRound, partsPerMillion: ppm)
    case 38..<40:
      return .slashOwner(
        owner: account, fault: fault, faultRound: faultRound, partsPerMillion: ppm)
    case 40..<42: return .punish(gpu: gpu, fault: fault, faultRound: faultRound)
    case 42..<58: return .delegate(gpu: gpu, delegator: account, amount: amount)
    case 58..<64: return .undelegate(gpu: gpu, delegator: account, amount: amount)
    case 64..<67:
      return .cancelUndelegating(gpu: gpu, delegator: account, createdIn: past, amount: amount)
    case 67..<69: return .withdrawDelegation(gpu: gpu, delegator: account)
    case 69..<70: return .withdrawMatured(limit: UInt32.random(in: 0...4, using: &generator))
    case 70..<76: return .redelegate(delegator: account, from: gpu, to: other, amount: amount)
    case 76..<78: return .merge(from: gpu, into: other)
    case 78..<81:
      return .setCommission(
        gpu: gpu, partsPerMillion: pick([0, 5_000, 10_000, 15_000, 20_000, 300_000]))
    case 81..<83: return .lock(gpu: gpu, rounds: UInt64.random(in: 0...9, using: &generator))
    case 83..<84: return .breakLock(gpu: gpu)
    case 84:
      return oneIn(3)
        ? .jail(gpu: gpu, rounds: UInt64.random(in: 0...3, using: &generator))
        : .recordPresence(gpu: gpu, isPresent: false)
    case 85..<88: return .unjail(gpu: gpu)
    case 88: return oneIn(6) ? .tombstone(gpu: gpu) : .unjail(gpu: gpu)
    case 89 where oneIn(2): return .recordPresence(gpu: gpu, isPresent: oneIn(3))
    case 89:
      return .recordQuality(
        gpu: gpu, uptimePPM: UInt32.random(in: 0...1_000_001, using: &generator),
        scorePPM: oneIn(4) ? nil : UInt32.random(in: 0...1_000_000, using: &generator))
    default: return .closeRound(oneIn(10) ? past : openRound)
    }
  }

  private mutating func oneIn(_ count: Int) -> Bool {
    Int.random(in: 0..<count, using: &generator) == 0
  }

  private mutating func pick<Element>(_ all: [Element]) -> Element {
    all[Int.random(in: all.indices, using: &generator)]
  }

  private mutating func randomAmount() -> UInt64 {
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: UInt64.random(in: 0...1, using: &generator)
    case 1...3: UInt64.random(in: 1...12, using: &generator)
    case 4...7: UInt64.random(in: 1...1_000, using: &generator)
    default: UInt64.random(in: 1...100_000, using: &generator)
    }
  }
}
