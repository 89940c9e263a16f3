// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards
import TestSupport
import Testing

/// Replays the calls made to Ocean's fork of Curve's fee distributor and to its two vesting wallets in
/// an EVM: weeks, supplies, cursors, claims, what could be claimed, and what vests.
@Suite struct FeeDistributorTrace {
  @Test func everyWeekClaimAndVestedUnitAgrees() throws {
    var replay: FeeReplay?
    try replayTraces("vefees", in: .module, fewest: 200) { line in
      if line.has("header") {
        replay = try FeeReplay(try line.field("header"))
        return false
      }
      try #require(replay != nil, "\(line.place): no header")
      try replay?.carryOut(line)
      return true
    }
    try replay?.finish()
  }
}

private struct FeeReplay {
  private var fees: FeeDistributorIndex
  private var linear: VestingGrant
  private var halving: VestingGrant
  /// Every actor's votes, as the rows say.
  private var points: [[VotePoint]]
  private var purses: [UInt256]
  private var balance = UInt256.zero
  private var burned = UInt256.zero
  private var claimed = UInt256.zero

  init(_ header: TraceValue) throws {
    fees = FeeDistributorIndex(startingAt: try header.small("t0"))
    let amount = try header.number("vestAmount")
    let (even, half) = (try header.field("linear"), try header.field("halving"))
    linear = try VestingGrant(
      amount: amount,
      schedule: .linear(start: even.small("start"), duration: even.small("duration")))
    halving = try VestingGrant(
      amount: amount,
      schedule: .halving(
        start: half.small("start"), duration: half.small("duration"),
        halfLife: half.small("halfLife")))
    points = Array(repeating: [], count: Int(try header.small("actors")))
    purses = []
  }

  /// All votes at a time: the sum over the accounts.
  private func supply(at time: UInt64) -> UInt256 {
    points.reduce(UInt256.zero) { sum, points in
      sum + (points.last { $0.time <= time }?.weight(at: time) ?? .zero)
    }
  }

  mutating func carryOut(_ line: TraceValue) throws {
    let now = try line.small("t")
    let state = try line.field("state")
    let users = try state.field("users").list
    let isDone = try line.flag("ok")
    switch try line.text("op") {
    case "checkpoint_total_supply":
      fees.checkpointSupply(at: now) { [self] in supply(at: $0) }
    case "burn":
      balance += try line.field("args").number("amount")
      burned += try line.field("args").number("amount")
      // The recorder owns the contract, and owners may spread what comes in at once.
      try fees.checkpointTokens(balance: balance, at: now)
    case "checkpoint_token": try fees.checkpointTokens(balance: balance, at: now)
    case "claim":
      let who = Int(try line.small("who"))
      let paid = try claim(who, now, in: &fees)
      balance -= paid
      claimed += paid
      #expect(try users[who].number("token") == purses[who] + paid, "\(line.place)")
    case "release_linear":
      try linear.release(linear.releasable(at: now), at: now)
    case "release_halving":
      try halving.release(halving.releasable(at: now), at: now)
    // Locks are the escrow's; what they change of the votes comes with the row.
    case "create_lock", "increase_amount", "increase_unlock_time", "unlock": break
    case let operation: throw TraceFailure.unknownOperation(operation, line.place)
    }
    #expect(isDone || line.has("reason"))
    for (who, user) in users.enumerated() {
      let point = VotePoint(
        time: try user.small("ts"), bias: try user.number("bias"),
        slope: try user.number("slope"))
      if point.time > 0, points[who].last != point { points[who].append(point) }
    }
    purses = try users.map { try $0.number("token") }
    try check(state, users, now)
  }

  private func claim(
    _ who: Int, _ now: UInt64, in fees: inout FeeDistributorIndex
  ) throws -> UInt256 {
    try fees.claim(
      for: actor(UInt64(who)), points: points[who], at: now, balance: balance,
      supply: { [self] in supply(at: $0) })
  }

  private func check(_ state: TraceValue, _ users: [TraceValue], _ now: UInt64) throws {
    #expect(try fees.timeCursor == state.small("timeCursor"), "\(state.place)")
    #expect(try fees.lastTokenTime == state.small("lastTokenTime"), "\(state.place)")
    #expect(try fees.lastBalance == state.number("tokenLastBalance"), "\(state.place)")
    for week in try state.field("weeks").list {
      let start = try week.small("week")
      #expect(try fees.tokens(in: start) == week.number("tokens"), "\(week.place)")
      #expect(try fees.supply(in: start) == week.number("veSupply"), "\(week.place)")
    }
    for (who, user) in users.enumerated() {
      #expect(try fees.cursor(of: actor(UInt64(who))) == user.small("cursor"), "\(user.place)")
      var copy = fees
      #expect(try claim(who, now, in: &copy) == user.number("claimable"), "\(user.place)")
    }
    for (grant, name) in [(linear, "linear"), (halving, "halving")] {
      let wallet = try state.field(name)
      #expect(try grant.vested(at: now) == wallet.number("vested"), "\(wallet.place)")
      #expect(try grant.releasable(at: now) == wallet.number("releasable"), "\(wallet.place)")
      #expect(try grant.released == wallet.number("released"), "\(wallet.place)")
      let sum = grant.released + grant.releasable(at: now) + grant.unvested(at: now)
      #expect(sum + grant.forfeited == grant.deposited)
    }
  }

  func finish() throws {
    #expect(balance + claimed == burned)
    print("vefees: of \(burned) units burned \(claimed) were claimed, \(balance) are held")
  }
}
