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

/// States and what Ethereum's executable consensus specification made of them, in its minimal preset:
/// churn limit, exit queue, penalties of slashings, weights after hysteresis. (Rewards and leaks, the
/// other columns, are not staking's.)
@Suite struct ConsensusSpec {
  private let ether: UInt256 = 1_000_000_000

  @Test func churnExitsSlashingsAndHysteresisAgreeWithEveryState() throws {
    var penalties = 0
    var changed = 0
    try replayTraces("ethspec", in: .module, fewest: 40) { line in
      let state = try SpecState(line)
      let output = try line.field("output")
      let policy = try self.policy(state.fork, line.place)

      // Churn: members before Electra, stake since.
      let total = state.fork == "electra" ? state.totalActive : UInt256(state.activeCount)
      #expect(state.totalActive == (try output.number("totalActive")), "\(line.place)")
      #expect(policy.limit(of: total) == (try output.number("churnLimit")), "\(line.place)")

      // Exits, in the order in which they were asked for.
      var queue = try self.queue(policy, state, limit: policy.limit(of: total))
      for exit in try output.field("exits").list {
        let fields = try exit.list
        let leaving = try state.validators[Int(fields[0].small)]
        let slot = try queue.schedule(
          state.fork == "electra" ? leaving.stake : 1, askedIn: state.round, total: total)
        #expect(slot.happensIn.number == (try fields[1].small), "\(exit.place)")
        #expect(slot.withdrawableIn.number == (try fields[2].small), "\(exit.place)")
      }

      // Slashings: those judged now are those slashed half a window ago.
      let penalty = try self.penalty(state.fork)
      var window = try SlashedWindow(length: UInt64(state.slashings.count), round: state.round)
      for amount in state.slashings where amount > 0 { _ = try window.record(amount) }
      let rewarded = try output.numbers("afterRewards")
      var slashed: [UInt256] = []
      for (validator, balance) in zip(state.validators, rewarded) {
        let judgedIn = state.round.number + window.length / 2
        guard validator.isSlashed, validator.withdrawable == judgedIn else {
          slashed.append(balance)
          continue
        }
        let loss = try penalty.correlated(
          stake: validator.stake, slashed: window.sum, total: state.totalActive)
        if loss > 0 { penalties += 1 }
        slashed.append(balance - min(balance, loss))
      }
      #expect(slashed == (try output.numbers("afterSlashings")), "\(line.place)")

      // Weights.
      let rule = try EffectiveStake(increment: ether, maximum: 32 * ether)
      var weights: [UInt256] = []
      for (validator, stake) in zip(state.validators, slashed) {
        weights.append(try rule.updated(stake: stake, current: validator.stake))
        if weights.last != validator.stake { changed += 1 }
      }
      #expect(weights == (try output.numbers("effectiveAfter")), "\(line.place)")
      return true
    }
    #expect(penalties > 5)
    #expect(changed > 5)
  }

  /// Before Electra the queue was the exits that validators already have; since, two numbers, which
  /// are zero in these states.
  private func queue(
    _ policy: ChurnPolicy, _ state: SpecState, limit: UInt256
  ) throws -> ChurnQueue {
    let exits = state.validators.map(\.exit).filter { $0 < .max }
    guard state.fork == "altair", let last = exits.max() else { return ChurnQueue(policy: policy) }
    let taken = UInt256(exits.count { $0 == last })
    return ChurnQueue(
      policy: policy, last: Round(last), room: limit - min(limit, taken))
  }

  private func policy(_ fork: String, _ place: String) throws -> ChurnPolicy {
    switch fork {
    case "altair":
      try ChurnPolicy(
        minimum: 2, maximum: nil, quotient: 32, step: 1, lead: 5, withdrawalDelay: 256)
    case "electra":
      try ChurnPolicy(
        minimum: 64 * ether, maximum: 128 * ether, quotient: 32, step: ether, lead: 5,
        withdrawalDelay: 256)
    default: throw TraceFailure.unknownOperation(fork, place)
    }
  }

  private func penalty(_ fork: String) throws -> CorrelationPenalty {
    fork == "altair"
      ? try CorrelationPenalty(increment: ether, multiplier: 2, form: .wholeIncrements)
      : try CorrelationPenalty(increment: ether, multiplier: 3, form: .perIncrement)
  }
}

private struct SpecState {
  struct Validator {
    let stake: UInt256
    let isSlashed: Bool
    let isActive: Bool
    let withdrawable: UInt64
    let exit: UInt64
  }

  let fork: String
  let round: Round
  let validators: [Validator]
  let slashings: [UInt256]

  init(_ line: TraceValue) throws {
    let input = try line.field("input")
    fork = try input.text("fork")
    round = Round(try input.small("epoch"))
    slashings = try input.numbers("slashings")
    validators = try input.field("validators").list.map {
      Validator(
        stake: try $0.number("eb"), isSlashed: try $0.flag("slashed"),
        isActive: try $0.flag("active"), withdrawable: try $0.small("withdrawable"),
        exit: try $0.small("exit"))
    }
  }

  var activeCount: Int { validators.count { $0.isActive } }
  var totalActive: UInt256 {
    max(1_000_000_000, validators.reduce(0) { $1.isActive ? $0 + $1.stake : $0 })
  }
}
