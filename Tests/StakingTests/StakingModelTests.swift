// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Staking
import TestSupport
import Testing

@Suite struct StakingModelTests {
  /// Rules with everything in them: delay 4, window 3.
  static func policy(churns: Bool, scale: UInt64 = 1) throws -> StakingPolicy {
    try StakingPolicy(
      minimumStake: [Fixture.cpu: UInt256(10 * scale), Fixture.big: UInt256(200 * scale)],
      unbondingDelay: 4, evidenceWindow: 3,
      slashDestination: Fixture.slashed,
      delegation: DelegationRules(
        minimumDelegation: 3, commissionCapPPM: 200_000, commissionStepPPM: 10_000),
      locks: LockRules(
        boosts: [
          LockBoost(rounds: 2, boostPPM: 1_250_000), LockBoost(rounds: 5, boostPPM: 2_500_000),
        ], earlyExitPenaltyPPM: 333_333),
      churn: churns ? ChurnRules(minimum: UInt256(2_000 * scale), quotient: 3) : nil,
      faults: [
        .downtime: FaultRule(slashPPM: 100, jailRounds: 1),
        .equivocation: FaultRule(slashPPM: 50_000, tombstones: true),
        .wrongResult: FaultRule(slashPPM: 10_000, jailRounds: 2, correlation: 3),
        .unavailable: FaultRule(slashPPM: 0, jailRounds: 1),
      ], liveness: LivenessPolicy(window: 3, minimumSigned: 2, jailRounds: 2))
  }

  @Test("random operations do what the slow model does", arguments: 0..<40 as Range<UInt64>)
  func model(seed: UInt64) throws {
    for run in 0..<5 as Range<UInt64> {
      try Self.run(seed: seed * 5 + run, steps: 500, policy: Self.policy(churns: run % 2 == 1))
    }
  }

  static func run(seed: UInt64, steps: Int, policy: StakingPolicy) throws {
    var random = try RandomOperations(seed: seed)
    var machine = StakingMachine()
    try machine.apply(.open(policy))
    var journal = [StakingOperation.open(policy).record]
    var model = SlowStakes(policy: policy)
    var accepted = 0
    for step in 0..<steps {
      let openRound = try #require(machine.registry).openRound
      let operation = try random.next(openRound: openRound)
      let before = machine
      let slow = model
      let isAllowed = model.apply(operation)
      if !isAllowed { model = slow }
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
        // Nothing has changed, here or there.
        continue
      }
      let registry = try #require(machine.registry)
      do {
        // After every operation of some runs, now and then in the others: it looks at everything.
        if seed.isMultiple(of: 5) || step.isMultiple(of: 7) { try registry.checkInvariants() }
      } catch {
        Issue.record("seed \(seed), step \(step): \(error) after \(operation)")
        return
      }
      let touched = step.isMultiple(of: 16) ? nil : gpus(of: operation)
      if let difference = difference(registry, model, on: touched) {
        Issue.record("seed \(seed), step \(step): \(difference) after \(operation)")
        return
      }
    }
    #expect(accepted > steps / 8, "seed \(seed)")
    let registry = try #require(machine.registry)
    try checkRows(registry, model, seed)
    try checkCopies(machine, journal, seed)
  }

  /// Every row of every closed round.
  private static func checkRows(
    _ registry: StakeRegistry, _ model: SlowStakes, _ seed: UInt64
  ) throws {
    for (round, rows) in model.rows.enumerated() {
      let snapshot = try registry.snapshot(of: Round(UInt64(round)))
      let found = snapshot.rows.map { row in
        (
          row.gpu,
          SlowStakes.Row(
            stake: Int128(row.stake), boost: Int(row.boostPPM), score: Int(row.scorePPM),
            commission: Int(row.commissionPPM))
        )
      }
      #expect(
        Dictionary(uniqueKeysWithValues: found) == rows, "seed \(seed), round \(round)")
      #expect(try registry.totalStake(in: Round(UInt64(round))) == snapshot.totalStake)
      let weights = try registry.weights(of: Round(UInt64(round)))
      #expect(weights.map(\.gpu) == snapshot.rows.filter { $0.stake > 0 }.map(\.gpu))
    }
  }

  /// The journal's replay and what comes back from JSON are the same registry, now and after what
  /// follows.
  private static func checkCopies(
    _ machine: StakingMachine, _ journal: [Record], _ seed: UInt64
  ) throws {
    var replayed = StakingMachine()
    for record in journal { try replayed.apply(record) }
    #expect(replayed == machine)
    #expect(replayed.stateDigest == machine.stateDigest)

    var registry = try #require(machine.registry)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(registry)
    var back = try JSONDecoder().decode(StakeRegistry.self, from: data)
    #expect(back == registry, "seed \(seed)")
    #expect(back.digest == registry.digest, "seed \(seed)")
    var random = try RandomOperations(seed: seed ^ 0xFFFF)
    for _ in 0..<60 {
      let operation = try random.next(openRound: registry.openRound)
      let events = Result { try registry.apply(operation) }
      let others = Result { try back.apply(operation) }
      guard (try? events.get()) == (try? others.get()) else {
        Issue.record("seed \(seed): \(operation) differs after decoding")
        return
      }
    }
    #expect(back.digest == registry.digest, "seed \(seed)")
  }

  /// The GPUs that an operation can change; nil where it can be any.
  private static func gpus(of operation: StakingOperation) -> Set<GPUID>? {
    switch operation {
    case .bond(let gpu, _), .unbond(let gpu, _), .cancelUnbonding(let gpu, _, _),
      .withdraw(let gpu), .delegate(let gpu, _, _), .undelegate(let gpu, _, _),
      .cancelUndelegating(let gpu, _, _, _), .withdrawDelegation(let gpu, _),
      .setCommission(let gpu, _), .lock(let gpu, _), .breakLock(let gpu), .unjail(let gpu),
      .recordQuality(let gpu, _, _):
      [gpu]
    case .redelegate(_, let source, let destination, _), .merge(let source, let destination):
      [source, destination]
    default: nil
    }
  }

  /// What differs between the registry and the model, or nil.
  private static func difference(
    _ registry: StakeRegistry, _ model: SlowStakes, on touched: Set<GPUID>?
  ) -> String? {
    guard registry.openRound.number == UInt64(model.round) else { return "round" }
    let totals = registry.totals
    for (name, one, other) in [
      ("deposited", totals.deposited, model.deposited), ("bonded", totals.bonded, model.bonded),
      ("withdrawn", totals.withdrawn, model.withdrawn), ("slashed", totals.slashed, model.slashed),
    ] where one != UInt256(other) {
      return "\(name) \(one), not \(other)"
    }
    for (id, slow) in model.gpus where touched?.contains(id) != false {
      guard let stake = registry.stake(of: id) else { return "\(id) is missing" }
      let pairs: [(String, UInt256, Int128)] = [
        ("bonded", stake.bonded, slow.own), ("delegated", stake.delegated, slow.pool),
        ("shares", stake.delegationShares, slow.shares), ("queued", stake.queued, model.queued(id)),
        ("start", stake.activeAtRoundStart, slow.start), ("active", stake.active, model.active(id)),
        ("boost", UInt256(UInt64(stake.boostPPM)), Int128(slow.boost(model.round))),
        ("incarnation", UInt256(UInt64(stake.incarnation)), Int128(slow.incarnation)),
      ]
      for (name, one, other) in pairs where one != UInt256(other) {
        return "\(name) of \(id) is \(one), not \(other)"
      }
      for (account, position) in slow.positions where account != slow.owner {
        let delegation = registry.delegation(of: account, on: id)
        let isCurrent = position.incarnation == slow.incarnation
        guard let delegation, delegation.worth == UInt256(model.worth(account, id)),
          delegation.shares == UInt256(isCurrent ? position.shares : 0),
          delegation.paid == UInt256(position.paid)
        else { return "the delegation of \(account) on \(id)" }
        let entries = model.claims.filter { $0.gpu == id && $0.account == account }
          .map { (model.createdIn($0), $0.maturesIn, model.worth($0)) }.filter { $0.2 > 0 }
        guard
          delegation.unbonding.map(\.amount) == entries.map({ UInt256($0.2) }),
          delegation.unbonding.map(\.createdIn.number) == entries.map({ UInt64($0.0) }),
          delegation.unbonding.map(\.maturesIn.number) == entries.map({ UInt64($0.1) })
        else { return "what unbonds to \(account) from \(id)" }
      }
      let owned = model.claims.filter { $0.gpu == id && $0.account == slow.owner }
        .map { model.worth($0) }.filter { $0 > 0 }
      guard stake.unbonding.map(\.amount) == owned.map({ UInt256($0) }) else {
        return "what unbonds to the owner of \(id)"
      }
    }
    return nil
  }
}
