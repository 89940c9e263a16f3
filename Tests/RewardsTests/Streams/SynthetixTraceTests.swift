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

/// Replays the calls made to Synthetix' contract in an EVM: after every row every stored number, every
/// view and every refusal is the same. Beside it flows our exact stream, which pays never less in all
/// and knows where every unit is that the contract strands.
@Suite struct SynthetixTrace {
  @Test func everyCallAgreesAndTheExactStreamPaysNeverLess() throws {
    var replay: SynthetixReplay?
    try replayTraces("synthetix", in: .module, fewest: 400) { line in
      if line.has("header") {
        try replay?.finish()
        let header = try line.field("header")
        replay = try SynthetixReplay(header)
        return false
      }
      try #require(replay != nil, "\(line.place): no header")
      try replay?.carryOut(line)
      return true
    }
    try replay?.finish()
  }
}

private struct SynthetixReplay {
  private var index: SynthetixIndex
  private var pool: RewardPool
  private let name: String
  private let actors: UInt64
  private var received: [UInt256]
  private var notified = UInt256.zero
  private var zeroRates = 0
  private var time: UInt64
  private let token = rewardToken()

  init(_ header: TraceValue) throws {
    index = SynthetixIndex(duration: try header.small("rewardsDuration"))
    time = try header.small("t0")
    pool = try RewardPool(openedAt: time, boundaryEvery: 1)
    try pool.addToken(token)
    actors = try header.small("actors")
    received = Array(repeating: .zero, count: Int(actors))
    name = header.place
  }

  mutating func carryOut(_ line: TraceValue) throws {
    let now = try line.small("t")
    let isDone = try line.flag("ok")
    let before = index
    time = now
    do throws(ContractIndexError) {
      try call(line, now, isDone)
      #expect(isDone, "\(line.place): done, where the contract refuses")
    } catch {
      #expect(!isDone, "\(line.place): \(error)")
      #expect(isRight(error, line), "\(line.place): \(error)")
      #expect(index == before, "\(line.place): a refused call changed the index")
    }
    try check(line, now)
    try pool.advance(to: now)
    try pool.checkInvariants()
  }

  /// Does what the row does; what the trace lacks traps nowhere, it fails the test.
  private mutating func call(
    _ line: TraceValue, _ now: UInt64, _ isDone: Bool
  ) throws(ContractIndexError) {
    let who = (try? line.small("who")) ?? 0
    let account = actor(who)
    let amount = (try? line.field("args").number("amount")) ?? .zero
    switch try? line.text("op") {
    case "stake":
      // Whether an account has the tokens is not the index's to know.
      if !isDone, (try? line.text("reason"))?.hasPrefix("SafeERC20") == true {
        throw .underflow(amount, has: .zero)
      }
      try index.stake(amount, by: account, at: now)
      note { try $0.addWeight(amount, to: account, at: now) }
    case "withdraw":
      try index.withdraw(amount, by: account, at: now)
      note { try $0.removeWeight(amount, from: account, at: now) }
    case "getReward":
      received[Int(who)] += try index.getReward(for: account, at: now)
      note { _ = try $0.claim(rewardToken(), for: account, at: now) }
    case "exit":
      let reward = try index.exit(by: account, at: now)
      received[Int(who)] += reward
      note {
        try $0.setWeight(0, of: account, at: now)
        _ = try $0.claim(rewardToken(), for: account, at: now)
      }
    case "fundOnly":
      try index.fund(amount)
      note { try $0.fund(amount, of: rewardToken()) }
    case "notify":
      let isFunded = (try? line.field("args").flag("funded")) ?? false
      if isFunded, !amount.isZero {
        try index.fund(amount)
        note { try $0.fund(amount, of: rewardToken()) }
      }
      let duration = index.duration
      try index.notify(amount, at: now)
      if index.rate.isZero, !amount.isZero { zeroRates += 1 }
      notified += amount
      if !amount.isZero {
        note {
          try $0.startStream(
            of: rewardToken(), total: amount, from: now, to: now + duration, at: now,
            covered: isFunded)
        }
      }
    case "setRewardsDuration":
      try index.setDuration((try? line.field("args").small("duration")) ?? 0, at: now)
    case let operation:
      Issue.record(TraceFailure.unknownOperation(operation ?? "", line.place))
    }
  }

  /// Does the same with the exact pool, which refuses nothing that the contract does.
  private mutating func note(_ change: (inout RewardPool) throws -> Void) {
    #expect(throws: Never.self) { try change(&pool) }
  }

  private func isRight(_ error: ContractIndexError, _ line: TraceValue) -> Bool {
    switch (try? line.text("reason"), error) {
    case ("Cannot stake 0", .amountIsZero), ("Cannot withdraw 0", .amountIsZero): true
    case ("SafeMath: subtraction overflow", .underflow): true
    case ("SafeERC20: low-level call failed", .underflow): true
    case ("SafeERC20: low-level call failed", .underfunded): true
    case ("Provided reward too high", .rewardTooHigh): true
    case (let reason?, .periodRuns): reason.hasPrefix("Previous rewards period must be complete")
    case (let reason?, .arithmetic(.overflow)): reason.hasPrefix("SafeMath: ")
    case ("SafeMath: division by zero", .arithmetic(.divisionByZero)): true
    default: false
    }
  }

  private func check(_ line: TraceValue, _ now: UInt64) throws {
    let state = try line.field("state")
    #expect(try index.totalSupply == state.number("totalSupply"), "\(line.place)")
    #expect(try index.totalSupply == state.number("stakeBalance"), "\(line.place)")
    #expect(try index.rate == state.number("rewardRate"), "\(line.place)")
    #expect(try index.duration == state.small("rewardsDuration"), "\(line.place)")
    #expect(try index.finish == state.small("periodFinish"), "\(line.place)")
    #expect(try index.lastUpdate == state.small("lastUpdateTime"), "\(line.place)")
    #expect(try index.storedIndex == state.number("rewardPerTokenStored"), "\(line.place)")
    #expect(try index.index(at: now) == state.number("rewardPerToken"), "\(line.place)")
    #expect(
      try index.applicableTime(at: now) == state.small("lastTimeRewardApplicable"),
      "\(line.place)")
    #expect(try index.rewardBalance == state.number("rewardBalance"), "\(line.place)")
    for (who, row) in try state.field("accounts").list.enumerated() {
      let account = index.account(actor(UInt64(who)))
      #expect(try account.balance == row.number("balance"), "\(row.place)")
      #expect(try account.paidIndex == row.number("paidIndex"), "\(row.place)")
      #expect(try account.rewards == row.number("rewards"), "\(row.place)")
      #expect(
        try index.earned(by: actor(UInt64(who)), at: now) == row.number("earned"), "\(row.place)")
      #expect(try received[who] == row.number("received"), "\(row.place)")
    }
  }

  /// Lets all rewards run out and says who paid what.
  mutating func finish() throws {
    let streams = try pool.streams(of: token)
    let end = max(time + 1, index.finish, streams.map(\.end).max() ?? 0)
    let contractPaid =
      try received.reduce(.zero, +)
      + (0..<actors).reduce(UInt256.zero) { try $0 + index.earned(by: actor($1), at: end) }
    try pool.advance(to: end)
    try pool.checkInvariants()
    let payable = try (0..<actors).reduce(UInt256.zero) {
      try $0 + pool.claimable(token, for: actor($1))
    }
    let totals = try pool.totals(of: token)
    #expect(totals.emitted == notified && totals.toBeEmitted == 0 && totals.accruing == 0)
    let dust = totals.owed - payable
    let ours = totals.paid + payable
    #expect(ours + dust + totals.carry == notified, "a unit is nowhere")
    #expect(dust <= UInt256(actors))
    // What flowed while nobody had weight is ours to decide about; the contract has lost it.
    #expect(ours + dust + totals.carry >= contractPaid)
    let stranded = notified - contractPaid
    print(
      """
      \(name): of \(notified) units notified the contract pays \(contractPaid) and strands \
      \(stranded), \(zeroRates) rewards set its rate to 0; the exact stream pays \(ours), carries \
      \(totals.carry) for a decision and owes \(dust) in fractions
      """)
    #expect(ours >= contractPaid, "the exact stream pays less")
  }
}
