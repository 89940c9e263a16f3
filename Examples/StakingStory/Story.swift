// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking

/// A network that lives: each round some of what can happen to stakes happens.
struct Story {
  /// What happened, counted by the name of the event.
  private(set) var counts: [String: Int] = [:]
  /// The totals after each round.
  private(set) var days: [Day] = []
  private(set) var registry: StakeRegistry

  private let expected: Int
  private let delegators: [Address]
  private var gpus: [GPUID] = []
  private var chance: Chance
  /// GPUs that are away now, and until when.
  private var away: [GPUID: UInt64] = [:]

  struct Day: Codable {
    let round: UInt64
    let gpus: Int
    let jailed: Int
    let counted: UInt256
    let bonded: UInt256
    let unbonding: UInt256
    let slashed: UInt256
  }

  /// One token, in base units.
  static let token = UInt256(1_000_000_000)
  static let capacityClass = "gpu-80gb"

  init(gpus: Int, seed: UInt64) throws {
    expected = gpus
    chance = Chance(seed: seed)
    delegators = (0..<60).map { .derived(fromLabel: "delegator \($0)") }
    registry = StakeRegistry(policy: try Self.policy())
  }

  static func policy() throws -> StakingPolicy {
    try StakingPolicy(
      minimumStake: [CapacityClass(capacityClass): token * 200], unbondingDelay: 14,
      evidenceWindow: 14, slashDestination: .derived(fromLabel: "treasury"),
      delegation: DelegationRules(
        minimumDelegation: token, commissionCapPPM: 180_000, commissionStepPPM: 10_000),
      locks: LockRules(
        boosts: [
          LockBoost(rounds: 30, boostPPM: 1_200_000), LockBoost(rounds: 90, boostPPM: 1_700_000),
          LockBoost(rounds: 180, boostPPM: 2_500_000),
        ], earlyExitPenaltyPPM: 100_000),
      churn: ChurnRules(minimum: token * 2_000, quotient: 40),
      faults: [
        .downtime: FaultRule(slashPPM: 100),
        .wrongResult: FaultRule(slashPPM: 10_000, jailRounds: 5, correlation: 3),
        .equivocation: FaultRule(slashPPM: 50_000, tombstones: true),
      ], liveness: LivenessPolicy(window: 20, minimumSigned: 15, jailRounds: 3))
  }

  /// Plays one round and closes it.
  mutating func playRound() throws {
    try join()
    delegate()
    operate()
    watch()
    misbehave()
    note(registry.withdrawMatured(limit: 1_000))
    let closed = try registry.closeRound()
    let jailed = gpus.filter { registry.stake(of: $0)?.standing != .free }.count
    days.append(
      Day(
        round: closed.round.number, gpus: closed.gpuCount, jailed: jailed,
        counted: closed.totalStake, bonded: registry.totals.bonded,
        unbonding: registry.totals.unbonding, slashed: registry.totals.slashed))
  }

  private mutating func note(_ events: [StakingEvent]) {
    for event in events {
      // The name of the case, without what it carries.
      let name = String("\(event)".prefix { $0 != "(" })
      counts[name, default: 0] += 1
    }
  }

  /// Tries what the rules may refuse; a refusal is part of the story.
  private mutating func attempt(
    _ operation: (inout StakeRegistry) throws(StakingError) -> [StakingEvent]
  ) {
    do throws(StakingError) {
      let events = try operation(&registry)
      note(events)
    } catch {
      counts["refused", default: 0] += 1
    }
  }

  /// Owners come until the network is as large as expected; most in the first days.
  private mutating func join() throws {
    let left = expected - gpus.count
    guard left > 0 else { return }
    let count = min(left, gpus.isEmpty ? max(2, expected / 5) : Int(chance.number(0...4)))
    for _ in 0..<count {
      let gpu = try GPUID("gpu-\(gpus.count)")
      let owner = Address.derived(fromLabel: "owner \(gpus.count / 3)")
      note(
        try registry.register(
          gpu: gpu, owner: owner, capacityClass: CapacityClass(Self.capacityClass),
          capacity: chance.number(50...100)))
      note(try registry.bond(gpu: gpu, amount: Self.token * UInt256(chance.number(200...2_000))))
      gpus.append(gpu)
      if chance.oneIn(3) {
        let rounds: UInt64 = [30, 90, 180][Int(chance.number(0...2))]
        attempt { registry throws(StakingError) in try registry.lock(gpu: gpu, rounds: rounds) }
      }
    }
  }

  private mutating func pick() -> GPUID { gpus[Int(chance.number(0...UInt64(gpus.count - 1)))] }

  private mutating func delegate() {
    for _ in 0..<6 {
      let delegator = delegators[Int(chance.number(0...UInt64(delegators.count - 1)))]
      let (gpu, other) = (pick(), pick())
      let amount = Self.token * UInt256(chance.number(1...500))
      switch chance.number(0...9) {
      case 0...5:
        attempt { registry throws(StakingError) in
          try registry.delegate(gpu: gpu, delegator: delegator, amount: amount)
        }
      case 6...7:
        guard let held = registry.delegations(of: delegator).first(where: { $0.worth > 0 }) else {
          continue
        }
        attempt { registry throws(StakingError) in
          try registry.undelegate(gpu: held.gpu, delegator: delegator, amount: held.worth)
        }
      default:
        guard let held = registry.delegations(of: delegator).last(where: { $0.worth > 0 }) else {
          continue
        }
        attempt { registry throws(StakingError) in
          try registry.redelegate(
            delegator: delegator, from: held.gpu, to: other, amount: held.worth)
        }
      }
    }
  }

  private mutating func operate() {
    let gpu = pick()
    let parts = chance.number(0...18)
    attempt { registry throws(StakingError) in
      try registry.setCommission(gpu: gpu, partsPerMillion: UInt32(parts * 10_000))
    }
    let (one, two) = (pick(), pick())
    let amount = Self.token * UInt256(chance.number(10...300))
    if chance.oneIn(2) {
      attempt { registry throws(StakingError) in
        try registry.bond(gpu: one, amount: amount)
      }
    } else {
      attempt { registry throws(StakingError) in
        try registry.unbond(gpu: one, amount: amount)
      }
    }
    if chance.oneIn(20) {
      attempt { registry throws(StakingError) in try registry.breakLock(gpu: two) }
    }
    if chance.oneIn(15) {
      attempt { registry throws(StakingError) in try registry.merge(from: one, into: two) }
    }
  }

  /// Every GPU that is free is asked whether it is there, and its work is scored.
  private mutating func watch() {
    let round = registry.openRound.number
    for gpu in gpus {
      guard let stake = registry.stake(of: gpu), stake.registration.round < registry.openRound
      else { continue }
      switch stake.standing {
      case .tombstoned: continue
      case .jailed(let until):
        if registry.openRound >= until {
          attempt { registry throws(StakingError) in try registry.unjail(gpu: gpu) }
        }
      case .free:
        if chance.oneIn(400) { away[gpu] = round + chance.number(2...15) }
        let isPresent = away[gpu].map { round >= $0 } ?? true
        attempt { registry throws(StakingError) in
          try registry.recordPresence(gpu: gpu, isPresent: isPresent)
        }
        let score = UInt32(chance.number(930_000...1_000_000))
        attempt { registry throws(StakingError) in
          try registry.recordQuality(
            gpu: gpu, uptimePPM: isPresent ? 1_000_000 : 0, scorePPM: isPresent ? score : nil)
        }
      }
    }
  }

  /// Now and then one is wrong, rarely one lies, and twice a year a bad release hits many at once.
  private mutating func misbehave() {
    let round = registry.openRound
    let wrong = round.number % 180 == 120 ? max(2, gpus.count / 10) : chance.oneIn(6) ? 1 : 0
    for _ in 0..<wrong {
      let gpu = pick()
      attempt { registry throws(StakingError) in
        try registry.punish(gpu: gpu, fault: .wrongResult, faultRound: round)
      }
    }
    if chance.oneIn(90) {
      let gpu = pick()
      let back = min(chance.number(0...10), round.number)
      attempt { registry throws(StakingError) in
        try registry.punish(
          gpu: gpu, fault: .equivocation, faultRound: Round(round.number - back))
      }
    }
  }
}
