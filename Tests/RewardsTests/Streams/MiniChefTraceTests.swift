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

/// Replays the calls made to SushiSwap's contract in an EVM: after every row every stored number, every
/// view and every refusal is the same. Beside each pool stand our exact periods, which get what the
/// contract allots at each update, never refuse a harvest and know where every unit is.
@Suite struct MiniChefTrace {
  @Test func everyCallAgreesAndExactPeriodsPayNeverLess() throws {
    var replay: MiniChefReplay?
    try replayTraces("minichef", in: .module, fewest: 250) { line in
      if line.has("header") {
        try replay?.finish()
        replay = MiniChefReplay(name: line.place, actors: try line.field("header").small("actors"))
        return false
      }
      try #require(replay != nil, "\(line.place): no header")
      try replay?.carryOut(line)
      return true
    }
    try replay?.finish()
  }
}

private struct MiniChefReplay {
  let name: String
  let actors: UInt64
  private var index = MiniChefIndex()
  private var isFunded = false
  private var exact: [PeriodRewards] = []
  /// Of each pool what the contract allotted, and the part of a unit that was left.
  private var allotted: [UInt256] = []
  private var received: [UInt256]
  private var exactPaid = UInt256.zero
  private var negative = 0
  private var forfeited = UInt256.zero

  init(name: String, actors: UInt64) {
    self.name = name
    self.actors = actors
    received = Array(repeating: .zero, count: Int(actors))
  }

  mutating func carryOut(_ line: TraceValue) throws {
    let now = try line.small("t")
    let isDone = try line.flag("ok")
    let state = try line.field("state")
    if !isFunded {
      // What the contract held before the first row; nothing is paid by it.
      try index.fund(state.number("rewardBalance"))
      isFunded = true
    }
    let before = (index, exact, allotted)
    do throws(ContractIndexError) {
      try call(line, now)
      #expect(isDone, "\(line.place): done, where the contract refuses")
    } catch {
      #expect(!isDone, "\(line.place): \(error)")
      #expect(isRight(error, line), "\(line.place): \(error)")
      #expect(index == before.0, "\(line.place): a refused call changed the index")
      if case .negativePending = error { negative += 1 }
      (exact, allotted) = (before.1, before.2)
    }
    try check(line, state, now)
    for pool in exact { try pool.checkInvariants() }
  }

  /// What an update at `now` allots to a pool, in whole units: the same in both.
  private mutating func allot(_ pool: Int, _ now: UInt64) {
    guard index.pools.indices.contains(pool) else { return }
    let old = index.pools[pool]
    guard now > old.lastReward, !old.supply.isZero, !index.totalAllocation.isZero else { return }
    let amount =
      UInt256(now - old.lastReward) * index.rate * old.allocation / index.totalAllocation
    allotted[pool] += amount
    #expect(throws: Never.self) { try exact[pool].allocate(amount) }
  }

  private mutating func call(
    _ line: TraceValue, _ now: UInt64
  ) throws(ContractIndexError) {
    let who = (try? line.small("who")) ?? 0
    let account = actor(who)
    let args = try? line.field("args")
    let amount = (try? args?.number("amount")) ?? .zero
    let pool = Int((try? args?.small("pool")) ?? 0)
    switch try? line.text("op") {
    case "add":
      try index.add(allocation: (try? args?.number("allocPoint")) ?? .zero, at: now)
      if let rewards = try? PeriodRewards(magnitude: 1) { exact.append(rewards) }
      allotted.append(.zero)
    case "set": try index.set(pool, allocation: (try? args?.number("allocPoint")) ?? .zero)
    case "rate": index.setRate((try? args?.number("perSecond")) ?? .zero)
    case "updatePool":
      allot(pool, now)
      try index.update(pool, at: now)
    case "massUpdatePools":
      for pool in exact.indices { allot(pool, now) }
      try index.updateAll(at: now)
    case "deposit":
      allot(pool, now)
      try index.deposit(amount, for: account, in: pool, at: now)
      if !amount.isZero { note(pool) { try $0.delegate(amount, by: account) } }
    case "withdraw":
      allot(pool, now)
      try index.withdraw(amount, for: account, in: pool, at: now)
      if !amount.isZero { note(pool) { try $0.undelegate(amount, by: account) } }
    case "harvest":
      allot(pool, now)
      received[Int(who)] += try index.harvest(for: account, in: pool, at: now)
      exactPaid += exact[pool].withdraw(for: account)
    case "withdrawAndHarvest":
      allot(pool, now)
      received[Int(who)] += try index.withdrawAndHarvest(
        amount, for: account, in: pool, at: now)
      exactPaid += exact[pool].withdraw(for: account)
      if !amount.isZero { note(pool) { try $0.undelegate(amount, by: account) } }
    case "emergencyWithdraw":
      let last = index.pools.indices.contains(pool) ? index.pools[pool].lastReward : now
      forfeited += (try? index.pending(for: account, in: pool, at: last)) ?? .zero
      let amount = try index.emergencyWithdraw(for: account, in: pool)
      if !amount.isZero { note(pool) { try $0.undelegate(amount, by: account) } }
    case let operation:
      Issue.record(TraceFailure.unknownOperation(operation ?? "", line.place))
    }
  }

  private mutating func note(_ pool: Int, _ change: (inout PeriodRewards) throws -> Void) {
    #expect(throws: Never.self) { try change(&exact[pool]) }
  }

  private func isRight(_ error: ContractIndexError, _ line: TraceValue) -> Bool {
    switch (try? line.text("reason"), error) {
    case ("BoringMath: Underflow", .underflow): true
    case ("Integer < 0", .negativePending): true
    case (let reason?, .underfunded): reason.hasPrefix("BoringERC20") || reason.contains("balance")
    case (let reason?, .arithmetic): reason.hasPrefix("BoringMath")
    default: false
    }
  }

  private func check(_ line: TraceValue, _ state: TraceValue, _ now: UInt64) throws {
    #expect(try index.rate == state.number("rate"), "\(line.place)")
    #expect(try index.totalAllocation == state.number("totalAllocPoint"), "\(line.place)")
    #expect(try index.rewardBalance == state.number("rewardBalance"), "\(line.place)")
    let pools = try state.field("pools").list
    #expect(pools.count == index.pools.count, "\(line.place)")
    for (number, (pool, row)) in zip(index.pools, pools).enumerated() {
      #expect(try pool.index == row.number("accPerShare"), "\(row.place)")
      #expect(try pool.lastReward == row.small("lastRewardTime"), "\(row.place)")
      #expect(try pool.allocation == row.number("allocPoint"), "\(row.place)")
      #expect(try pool.supply == row.number("lpSupply"), "\(row.place)")
      for (who, user) in try row.field("users").list.enumerated() {
        let account = pool.account(actor(UInt64(who)))
        #expect(try account.amount == user.number("amount"), "\(user.place)")
        #expect(try account.rewardDebt.description == user.text("rewardDebt"), "\(user.place)")
        let pending = try? index.pending(for: actor(UInt64(who)), in: number, at: now)
        if let text = try user.field("pending").text {
          #expect(pending?.description == text, "\(user.place)")
        } else {
          #expect(pending == nil, "\(user.place): the contract's view is refused")
        }
      }
    }
    for (who, amount) in try state.field("received").list.enumerated() {
      #expect(try received[who] == amount.number, "\(amount.place)")
    }
  }

  /// What each pays of what was allotted, at the end.
  func finish() throws {
    var contractPaid = received.reduce(UInt256.zero, +)
    var ours = exactPaid
    for (number, pool) in index.pools.enumerated() {
      for who in 0..<actors {
        let row = pool.account(actor(who))
        let (amount, isOver) = row.amount.multipliedReportingOverflow(by: pool.index)
        #expect(!isOver)
        let pending = try row.rewardDebt.negated.adding(amount / 1_000_000_000_000)
        if !pending.isNegative { contractPaid += pending.magnitude }
        ours += exact[number].withdrawable(by: actor(who))
      }
    }
    let all = allotted.reduce(UInt256.zero, +)
    let carried = exact.reduce(UInt256.zero) { $0 + $1.carried }
    #expect(
      ours + carried <= all
        && all - ours - carried <= UInt256(actors) * UInt256(UInt64(exact.count)))
    print(
      """
      \(name): of \(all) units allotted the contract pays \(contractPaid) and strands \
      \(all > contractPaid ? all - contractPaid : .zero) (\(forfeited) left behind by \
      emergencyWithdraw), \(negative) harvests were refused for a negative pending; exact periods \
      pay \(ours), carry \(carried) and owe \(all - ours - carried) in fractions
      """)
    #expect(ours >= contractPaid, "exact periods pay less")
  }
}
