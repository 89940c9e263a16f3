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

/// Every account's lock after every operation, and nothing else: weights are sums over all of them.
private struct SlowEscrow {
  struct Lock {
    var amount: Int
    var end: Int
  }

  static let week = 7
  static let longest = 364
  static let minimum = 50
  static let penalty = 600_000

  var now = 0
  var locks: [Int: Lock] = [:]
  var history: [(time: Int, locks: [Int: Lock])] = []
  var withdrawn = 0
  var forfeited = 0

  func weight(_ lock: Lock?, _ time: Int) -> Int {
    guard let lock else { return 0 }
    return lock.amount / Self.longest * max(0, lock.end - time)
  }

  func state(_ time: Int) -> [Int: Lock] { history.last { $0.time <= time }?.locks ?? [:] }
  func balance(_ who: Int, _ time: Int) -> Int { weight(state(time)[who], time) }
  func supply(_ time: Int) -> Int {
    state(time).values.reduce(0) { $0 + weight($1, time) }
  }

  /// Does the operation, or says that it has to be refused.
  mutating func apply(_ step: Step) -> Bool {
    guard step.time >= now else { return false }
    let old = locks[step.who]
    let end = step.end / Self.week * Self.week
    let reaches = end > step.time && end - step.time <= Self.longest
    let runs = (old?.end ?? 0) > step.time
    switch step.kind {
    case .create:
      guard step.amount >= Self.minimum, old == nil, reaches else { return false }
      locks[step.who] = Lock(amount: step.amount, end: end)
    case .increase:
      guard step.amount > 0, runs else { return false }
      locks[step.who]?.amount += step.amount
    case .extend:
      guard runs, let old, end > old.end, reaches else { return false }
      locks[step.who]?.end = end
    case .withdraw:
      guard let old, !runs else { return false }
      withdrawn += old.amount
      locks[step.who] = nil
    case .exit:
      guard let old, runs else { return false }
      let whole = 1_000_000 * Self.longest
      let penalty = (old.amount * Self.penalty * (old.end - step.time) + whole - 1) / whole
      withdrawn += old.amount - penalty
      forfeited += penalty
      locks[step.who] = nil
    case .merge:
      guard step.other != step.who, let old, runs, let target = locks[step.other],
        target.end > step.time
      else { return false }
      locks[step.other] = Lock(
        amount: old.amount + target.amount, end: max(old.end, target.end))
      locks[step.who] = nil
    case .checkpoint: break
    }
    now = step.time
    history.append((now, locks))
    return true
  }
}

private struct Step {
  enum Kind: CaseIterable { case create, increase, extend, withdraw, exit, merge, checkpoint }
  var kind: Kind
  var who: Int
  var other: Int
  var amount: Int
  var end: Int
  var time: Int
}

@Suite struct VoteEscrowModelTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func randomOperationsDoWhatTheSlowModelDoes(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var model = SlowEscrow()
    var escrow = VoteEscrow(
      policy: try EscrowPolicy(
        week: 7, maximumLock: 364, minimumAmount: 50, earlyExitPPM: 600_000, allowsMerge: true))
    var accepted = 0
    for number in 0..<1_500 {
      let step = draw(&random, model.now)
      let before = escrow
      let isAllowed = model.apply(step)
      do {
        try apply(step, to: &escrow)
        #expect(isAllowed, "seed \(seed), step \(number): \(step)")
        accepted += 1
      } catch {
        guard !isAllowed, escrow == before else {
          Issue.record("seed \(seed), step \(number): \(step) gave \(error)")
          return
        }
      }
      try escrow.checkInvariants()
      guard agree(escrow, model, &random) else {
        Issue.record("seed \(seed), step \(number): state differs after \(step)")
        return
      }
    }
    #expect(accepted > 300, "seed \(seed)")
    #expect(try VoteEscrow(recordBytes: escrow.recordBytes) == escrow, "seed \(seed)")
  }

  /// At any time, past or to come, weights are the model's, and the total is their sum.
  private func agree(
    _ escrow: VoteEscrow, _ model: SlowEscrow, _ random: inout SeededGenerator
  ) -> Bool {
    var times = [model.now, model.now + Int.random(in: 0...400, using: &random)]
    times.append(Int.random(in: 0...model.now, using: &random))
    times.append((model.history.randomElement(using: &random)?.time ?? 0))
    for time in times {
      if escrow.supply(at: UInt64(time)) != UInt256(model.supply(time)) { return false }
      var sum = UInt256.zero
      for who in 0..<6 {
        let balance = escrow.balance(of: actor(UInt64(who)), at: UInt64(time))
        if balance != UInt256(model.balance(who, time)) { return false }
        sum += balance
      }
      if sum != escrow.supply(at: UInt64(time)) { return false }
    }
    return escrow.withdrawn == UInt256(model.withdrawn)
      && escrow.forfeited == UInt256(model.forfeited)
      && escrow.supply == UInt256(model.locks.values.reduce(0) { $0 + $1.amount })
  }

  private func apply(_ step: Step, to escrow: inout VoteEscrow) throws(VoteEscrowError) {
    let who = actor(UInt64(step.who))
    let time = UInt64(step.time)
    switch step.kind {
    case .create:
      try escrow.createLock(
        UInt256(step.amount), until: UInt64(step.end), for: who, at: time)
    case .increase: try escrow.increaseAmount(by: UInt256(step.amount), for: who, at: time)
    case .extend: try escrow.extend(until: UInt64(step.end), for: who, at: time)
    case .withdraw: try escrow.withdraw(who, at: time)
    case .exit: try escrow.exitEarly(who, at: time)
    case .merge: try escrow.merge(who, into: actor(UInt64(step.other)), at: time)
    case .checkpoint: try escrow.checkpoint(at: time)
    }
  }

  private func draw(_ random: inout SeededGenerator, _ now: Int) -> Step {
    // Often the same time again, often a whole week, seldom back.
    let gap = [0, 0, 1, 3, 7, 7 - now % 7, 40, -1].randomElement(using: &random) ?? 0
    let time = max(0, now + gap)
    return Step(
      kind: Step.Kind.allCases.randomElement(using: &random) ?? .checkpoint,
      who: Int.random(in: 0..<6, using: &random), other: Int.random(in: 0..<6, using: &random),
      amount: [0, 1, 49, 50, 364, 9_999, 1_000_000].randomElement(using: &random) ?? 0,
      end: max(0, time + Int.random(in: -10...380, using: &random)), time: time)
  }
}
