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

/// Replays the calls made to real vote escrows in an EVM: Curve's, and its fork veOCEAN beside a fee
/// distributor. After every line the same outcome, locks, slopes, biases, balances and totals.
///
/// The columns of gauges, minter, fee distributor and vesting wallets are not the escrow's; what it
/// weighs after those calls is checked all the same.
@Suite struct EscrowTrace {
  @Test func everyCallToCurvesEscrowAgrees() throws {
    var replay = EscrowReplay()
    try replayTraces("curve", in: .module, fewest: 200) { line in
      if line.has("header") { return replay.begin() }
      let state = try line.field("state").field("ve")
      if replay.escrow == nil {
        // Before its first checkpoint the contract stands at the time it was deployed.
        let isNew = try state.small("epoch") == 0
        try replay.open(at: isNew ? state.small("ts") : line.small("t"))
      }
      switch try line.text("op") {
      case "create_lock", "increase_amount", "increase_unlock_time", "unlock":
        try replay.carryOut(line)
      case "deposit", "mint", "user_checkpoint", "vote", "withdraw", "kick", "mining": break
      case let operation: throw TraceFailure.unknownOperation(operation, line.place)
      }
      try replay.check(line, state)
      let escrow = try #require(replay.escrow)
      let later = try state.small("t2")
      #expect(try escrow.point.time == state.small("ts"), "\(state.place)")
      #expect(try escrow.point.bias == state.number("bias"), "\(state.place)")
      #expect(try escrow.point.slope == state.number("slope"), "\(state.place)")
      #expect(try escrow.supply(at: later) == state.number("totalAt"), "\(state.place)")
      for (index, user) in try state.field("users").list.enumerated() {
        let who = actor(UInt64(index))
        #expect(
          try escrow.balance(of: who, at: later) == user.number("balanceAt"), "\(user.place)")
        #expect(try replay.epoch(of: UInt64(index)) == user.small("epoch"), "\(user.place)")
      }
      return true
    }
  }

  @Test func everyCallToTheOceanForkAgrees() throws {
    var replay = EscrowReplay()
    var cursor: UInt64?
    try replayTraces("vefees", in: .module, fewest: 200) { line in
      if line.has("header") {
        cursor = nil
        return replay.begin()
      }
      let state = try line.field("state")
      let time = try line.small("t")
      if replay.escrow == nil { try replay.open(at: time) }
      switch try line.text("op") {
      case "create_lock", "increase_amount", "increase_unlock_time", "unlock":
        try replay.carryOut(line)
      case "checkpoint_total_supply": try replay.checkpoint(at: time)
      case "claim":
        // The distributor brings the escrow up to date once a week, before it pays.
        if let cursor, time >= cursor { try replay.checkpoint(at: time) }
      // Tokens moved between the distributor, the wallets and their owners: nothing is locked.
      case "burn", "checkpoint_token", "release_linear", "release_halving": break
      case let operation: throw TraceFailure.unknownOperation(operation, line.place)
      }
      cursor = try state.small("timeCursor")
      try replay.check(line, state)
      return true
    }
  }
}

/// An escrow beside the contract's.
private struct EscrowReplay {
  var escrow: VoteEscrow?
  /// Times at which the contract let an account withdraw that had locked nothing.
  private var emptyWithdrawals: [UInt64: [UInt64]] = [:]
  /// Tokens each account has outside the escrow, as the last line says.
  private var purses: [UInt64: UInt256] = [:]

  mutating func begin() -> Bool {
    self = EscrowReplay()
    return false
  }

  mutating func open(at time: UInt64) throws {
    escrow = VoteEscrow(policy: .curve, startingAt: time)
  }

  mutating func checkpoint(at time: UInt64) throws { try escrow?.checkpoint(at: time) }

  /// How often the contract has stored a point of an account.
  func epoch(of who: UInt64) throws -> UInt64 {
    let points = try #require(escrow).points(of: actor(who)).count
    return UInt64(points + (emptyWithdrawals[who]?.count ?? 0))
  }

  mutating func carryOut(_ line: TraceValue) throws {
    var changed = try #require(escrow)
    let before = changed
    let index = try line.small("who")
    let time = try line.small("t")
    let isDone = try line.flag("ok")
    if isDone, try line.text("op") == "unlock", before.lock(of: actor(index)) == nil {
      // The contract gives back nothing and stores a point; here that is refused.
      #expect(throws: VoteEscrowError.noLock(actor(index)), "\(line.place)") {
        try changed.withdraw(actor(index), at: time)
      }
      emptyWithdrawals[index, default: []].append(time)
      try checkpoint(at: time)
      return
    }
    if !isDone, try isBeyondPurse(line, index) { return }
    let call = try call(line)
    do throws(VoteEscrowError) {
      _ = try call(&changed)
      #expect(isDone, "\(line.place): done, where the contract refuses")
    } catch {
      #expect(!isDone, "\(line.place): \(error)")
      if !isDone { #expect(isRight(error, line), "\(line.place): \(error)") }
      #expect(changed == before, "\(line.place): a refused call changed the escrow")
    }
    escrow = changed
  }

  private func call(
    _ line: TraceValue
  ) throws -> (inout VoteEscrow) throws(VoteEscrowError) -> VoteEscrowEvent {
    let args = try line.field("args")
    let who = try actor(line.small("who"))
    let time = try line.small("t")
    switch try line.text("op") {
    case "create_lock":
      let (amount, end) = try (args.number("amount"), args.small("end"))
      return { escrow throws(VoteEscrowError) in
        try escrow.createLock(amount, until: end, for: who, at: time)
      }
    case "increase_amount":
      let amount = try args.number("amount")
      return { escrow throws(VoteEscrowError) in
        try escrow.increaseAmount(by: amount, for: who, at: time)
      }
    case "increase_unlock_time":
      let end = try args.small("end")
      return { escrow throws(VoteEscrowError) in
        try escrow.extend(until: end, for: who, at: time)
      }
    default:
      return { escrow throws(VoteEscrowError) in try escrow.withdraw(who, at: time) }
    }
  }

  /// Whether a refused call asks for tokens the account does not have, which is not for the escrow to
  /// know.
  private func isBeyondPurse(_ line: TraceValue, _ who: UInt64) throws -> Bool {
    guard try line.field("args").has("amount"), let purse = purses[who] else { return false }
    return try line.field("args").number("amount") > purse
  }

  /// Whether the refusal says what the contract says.
  private func isRight(_ error: VoteEscrowError, _ line: TraceValue) -> Bool {
    switch (try? line.text("reason"), error) {
    case ("Withdraw old tokens first", .lockExists): true
    case ("The lock didn't expire", .lockNotExpired): true
    case ("Can only increase lock duration", .endNotLater): true
    case ("No existing lock found", .noLock): true
    case ("Cannot add to expired lock. Withdraw", .lockExpired): true
    // The contract compares the end of no lock, 0, before it asks whether there is one.
    case ("Lock expired", .lockExpired), ("Lock expired", .noLock): true
    case ("Nothing is locked", .noLock): true
    case ("Can only lock until time in the future", .endNotInFuture): true
    case ("Voting lock can be 4 years max", .lockTooLong): true
    // The contract says nothing where the amount is zero.
    case ("revert", .amountIsZero), ("revert", .amountBelowMinimum): true
    default: false
    }
  }

  mutating func check(_ line: TraceValue, _ state: TraceValue) throws {
    let escrow = try #require(escrow)
    let time = try line.small("t")
    #expect(try escrow.supply == state.number("supply"), "\(state.place)")
    #expect(try escrow.supply(at: time) == state.number("total"), "\(state.place)")
    #expect(try escrow.epoch == state.small("epoch"), "\(state.place)")
    for (index, user) in try state.field("users").list.enumerated() {
      let who = actor(UInt64(index))
      let lock = escrow.lock(of: who)
      #expect(try (lock?.amount ?? 0) == user.number("locked"), "\(user.place)")
      #expect(try (lock?.end ?? 0) == user.small("end"), "\(user.place)")
      #expect(try escrow.balance(of: who, at: time) == user.number("balance"), "\(user.place)")
      let point = escrow.points(of: who).last
      let empty = emptyWithdrawals[UInt64(index)]?.last ?? 0
      #expect(try max(point?.time ?? 0, empty) == user.small("ts"), "\(user.place)")
      #expect(try (point?.bias ?? 0) == user.number("bias"), "\(user.place)")
      #expect(try (point?.slope ?? 0) == user.number("slope"), "\(user.place)")
      purses[UInt64(index)] = try user.number(user.has("crv") ? "crv" : "token")
    }
    try escrow.checkInvariants()
  }
}
