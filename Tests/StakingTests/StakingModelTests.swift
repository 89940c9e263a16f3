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
import Testing

/// Random operations, most of them sensible, some not.
struct RandomOperations {
  var generator: SeededGenerator
  let gpus: [GPUID]
  private var recent: [StakingOperation] = []

  init(seed: UInt64) throws {
    generator = SeededGenerator(seed: seed)
    gpus = try (0..<9).map { try GPUID("gpu-\($0)") }
  }

  /// The next operation; now and then one of the last ones again, as messages come twice.
  mutating func next(openRound: Round) throws -> StakingOperation {
    if let again = recent.randomElement(using: &generator),
      Int.random(in: 0..<8, using: &generator) == 0
    {
      return again
    }
    let operation = try fresh(openRound: openRound)
    recent.append(operation)
    if recent.count > 6 { recent.removeFirst() }
    return operation
  }

  private mutating func fresh(openRound: Round) throws -> StakingOperation {
    let gpu = gpus.randomElement(using: &generator) ?? gpus[0]
    let amount = UInt256(randomAmount())
    let back = UInt64.random(in: 0...6, using: &generator)
    let past = Round(openRound.number >= back ? openRound.number - back : 0)
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<8:
      let name = ["cpu", "gpu-80gb", "tpu"].randomElement(using: &generator) ?? "cpu"
      return .register(
        gpu: gpu,
        owner: Int.random(in: 0..<20, using: &generator) == 0
          ? .zero : .derived(fromLabel: gpu.text),
        capacityClass: try CapacityClass(name),
        capacity: UInt64.random(in: 0...20, using: &generator))
    case 8..<36: return .bond(gpu: gpu, amount: amount)
    case 36..<58: return .unbond(gpu: gpu, amount: amount)
    case 58..<68: return .cancelUnbonding(gpu: gpu, createdIn: past, amount: amount)
    case 68..<80: return .withdraw(gpu: gpu)
    case 80..<90:
      return .slash(
        gpu: gpu, fault: Fault.allCases.randomElement(using: &generator) ?? .downtime,
        faultRound: Int.random(in: 0..<12, using: &generator) == 0
          ? Round(openRound.number + 1) : past,
        partsPerMillion: [0, 1, 10_000, 333_333, 999_999, 1_000_000, 1_000_001]
          .randomElement(using: &generator) ?? 1)
    default:
      return .closeRound(
        Int.random(in: 0..<10, using: &generator) == 0 ? past : openRound)
    }
  }

  private mutating func randomAmount() -> UInt64 {
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: 0
    case 1...3: UInt64.random(in: 1...12, using: &generator)
    case 4...7: UInt64.random(in: 1...1_000, using: &generator)
    default: UInt64.random(in: 1...(1 << 32), using: &generator)
    }
  }
}

@Suite struct StakingModelTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func randomOperationsDoWhatTheSlowModelDoes(seed: UInt64) throws {
    var random = try RandomOperations(seed: seed)
    var machine = StakingMachine()
    try machine.apply(.open(Fixture.policy))
    var journal = [StakingOperation.open(Fixture.policy).record]
    var model = SlowStakes(
      delay: Int(Fixture.policy.unbondingDelay), window: Int(Fixture.policy.evidenceWindow),
      minimums: Fixture.policy.minimumStake.mapValues { Int($0) })
    var accepted = 0

    for step in 0..<5_000 {
      let openRound = try #require(machine.registry).openRound
      let operation = try random.next(openRound: openRound)
      let before = machine
      let isAllowed = model.apply(operation)
      do {
        // Through its record, as a store would.
        try machine.apply(operation.record)
        journal.append(operation.record)
        accepted += 1
        guard isAllowed else {
          Issue.record("seed \(seed), step \(step): \(operation) had to be refused")
          return
        }
      } catch {
        guard !isAllowed, machine == before else {
          Issue.record("seed \(seed), step \(step): \(operation) gave \(error)")
          return
        }
      }
      let registry = try #require(machine.registry)
      try registry.checkInvariants()
      guard agree(registry, model) else {
        Issue.record("seed \(seed), step \(step): state differs after \(operation)")
        return
      }
    }
    #expect(accepted > 2_000, "seed \(seed)")

    let registry = try #require(machine.registry)
    for (round, stakes) in model.history.enumerated() {
      let rows = try registry.snapshot(of: Round(UInt64(round))).rows
      #expect(
        Dictionary(uniqueKeysWithValues: rows.map { ($0.gpu, Int($0.stake)) }) == stakes,
        "seed \(seed), round \(round)")
    }

    var replayed = StakingMachine()
    for record in journal { try replayed.apply(record) }
    #expect(replayed == machine)
    #expect(replayed.stateDigest == machine.stateDigest)
  }

  private func agree(_ registry: StakeRegistry, _ model: SlowStakes) -> Bool {
    guard registry.openRound.number == UInt64(model.round),
      registry.gpuCount == model.gpus.count,
      registry.totals.deposited == UInt256(model.paidIn),
      registry.totals.withdrawn == UInt256(model.paidOut),
      registry.totals.slashed == UInt256(model.slashed)
    else { return false }
    return model.gpus.allSatisfy { gpu, slow in
      guard let stake = registry.stake(of: gpu) else { return false }
      return stake.bonded == UInt256(slow.bonded)
        && stake.bondedAtRoundStart == UInt256(slow.start)
        && stake.registration.owner == slow.owner
        && stake.registration.round.number == UInt64(slow.registeredIn)
        && stake.unbonding.map(\.createdIn.number) == slow.leaving.keys.sorted().map { UInt64($0) }
        && stake.unbonding.allSatisfy { entry in
          slow.leaving[Int(entry.createdIn.number)].map { UInt256($0) } == entry.amount
        }
    }
  }
}
