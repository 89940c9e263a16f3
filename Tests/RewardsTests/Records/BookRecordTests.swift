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

private let (alice, bob) = (holder(1), holder(2))
private let token = rewardToken()

/// What is common to the records of streams, claims and vesting.
private func expectSound<Machine: RecordMachine & Equatable>(
  _ machine: Machine, from empty: Machine, replaying records: [Record],
  read: (Record) throws -> Record
) throws {
  // The journal alone makes the same state.
  let seed: UInt64 = 0x5EED_0041
  var generator = SeededGenerator(seed: seed)
  var replayed = empty
  var states = [replayed]
  for record in records {
    #expect(record.kind == Machine.kind && record.version == 1)
    #expect(try read(Record(canonicalBytes: record.canonicalBytes)) == record)
    try replayed.apply(record)
    try replayed.checkInvariants()
    states.append(replayed)
    for count in 0..<record.body.count {
      let short = Record(kind: record.kind, version: 1, body: Array(record.body.prefix(count)))
      #expect(throws: (any Error).self) { try read(short) }
    }
    let long = Record(kind: record.kind, version: 1, body: record.body + [0])
    #expect(throws: (any Error).self) { try read(long) }
    let other = Record(kind: .rewards, version: 1, body: record.body)
    #expect(throws: (any Error).self) { try read(other) }
    let later = Record(kind: record.kind, version: 2, body: record.body)
    #expect(throws: (any Error).self) { try read(later) }
  }
  #expect(replayed == machine)
  #expect(replayed.stateDigest == machine.stateDigest)
  // Every state on the way has a digest of its own.
  #expect(Set(states.map(\.stateDigest)).count == states.count)

  var readCount = 0
  var appliedCount = 0
  for step in 0..<1_500 {
    let place = Int.random(in: records.indices, using: &generator)
    var body = records[place].body
    if step.isMultiple(of: 4) {
      body = (0..<Int.random(in: 0...300, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      if !body.isEmpty { body[0] = UInt8.random(in: 0...16, using: &generator) }
    } else {
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        let index = body.indices.randomElement(using: &generator) ?? 0
        body[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      }
    }
    let record = Record(kind: Machine.kind, version: 1, body: body)
    if let again = try? read(record) {
      readCount += 1
      #expect(again == record, "seed \(seed), step \(step)")
    }
    let before = states[Int.random(in: states.indices, using: &generator)]
    var after = before
    do {
      try after.apply(record)
      appliedCount += 1
      try after.checkInvariants()
    } catch {
      #expect(after == before, "seed \(seed), step \(step)")
    }
  }
  #expect(readCount > 400 && appliedCount > 50, "\(readCount) read, \(appliedCount) applied")
}

@Suite struct BookRecords {
  @Test func aPoolOutOfItsJournalIsThePool() throws {
    var pool = try RewardPool(openedAt: 5, boundaryEvery: 10)
    try pool.addToken(token)
    try pool.fund(10_000, of: token)
    try pool.startStream(of: token, total: 900, from: 5, to: 95, at: 5)
    try pool.startStream(of: token, total: 70, from: 20, to: 30, at: 6, covered: false)
    try pool.setWeight(3, of: alice, at: 17)
    try pool.addWeight(4, to: bob, at: 18)
    try pool.removeWeight(1, from: bob, at: 19)
    try pool.advance(to: 40)
    let paid = try pool.claim(token, for: alice, at: 47)
    let all = try pool.claimAll(for: bob, at: 60)
    try pool.streamCarry(of: token, amount: 50, from: 60, to: 80, at: 60)
    try pool.withdrawCarry(20, of: token, at: 61)
    try pool.stopStream(0, of: token, at: 65)
    try pool.withdrawUnpromised(1000, of: token)
    let operations: [StreamOperation] = [
      .open(at: 5, boundaryEvery: 10), .addToken(token), .fund(10_000, of: token),
      .startStream(of: token, total: 900, from: 5, to: 95, at: 5, covered: true),
      .startStream(of: token, total: 70, from: 20, to: 30, at: 6, covered: false),
      .setWeight(3, of: alice, at: 17), .addWeight(4, to: bob, at: 18),
      .removeWeight(1, from: bob, at: 19), .advance(to: 40), .claim(token, for: alice, at: 47),
      .claimAll(for: bob, at: 60),
      .streamCarry(of: token, amount: 50, from: 60, to: 80, at: 60),
      .withdrawCarry(20, of: token, at: 61), .stopStream(0, of: token, at: 65),
      .withdrawUnpromised(1000, of: token),
    ]
    var machine = StreamMachine()
    #expect(machine.stateDigest == .zero)
    #expect(throws: StreamError.notOpened) { try machine.apply(.addToken(token)) }
    var payments: [StreamPayment] = []
    for operation in operations { payments += try machine.apply(operation) }
    #expect(machine.pool == pool && machine.stateDigest == pool.digest)
    #expect(
      payments == [
        StreamPayment(token: token, account: alice, amount: paid),
        StreamPayment(token: token, account: bob, amount: try #require(all.first).amount),
        StreamPayment(token: token, account: nil, amount: 20),
        StreamPayment(token: token, account: nil, amount: 1000),
      ])
    expectRefused(machine, StreamError.alreadyOpened) { m throws(StreamError) in
      try m.apply(.open(at: 0, boundaryEvery: 1))
    }
    try expectSound(machine, from: StreamMachine(), replaying: operations.map(\.record)) {
      try StreamOperation($0).record
    }
  }

  @Test func aBookOfClaimsOutOfItsJournalIsTheBook() throws {
    let amounts = [Claim(account: alice, amount: 10), Claim(account: bob, amount: 20)]
    let foreign = try ClaimTree(domain: claimDomain, round: Round(5), claims: amounts)
    var book = ClaimBook(domain: claimDomain)
    let tree = try book.settleByClaims(Round(1), amounts)
    _ = try book.settleByUniswapExport(Round(2), amounts)
    _ = try book.settleByEigenLayerExport(Round(3), amounts, token: token)
    try book.settleByPayment(Round(4), amounts)
    try book.settleByForeignRoot(foreign.root, funds: 25)
    let (local, far) = (try tree.proof(for: alice), try foreign.proof(for: bob))
    #expect(try book.claim(local, for: alice) == 10)
    #expect(try book.claim(far, for: bob) == 20)
    let first = try book.takePayments(limit: 1)
    #expect(first.count == 1)
    let operations: [ClaimOperation] = [
      .open(domain: claimDomain), .settleByClaims(Round(1), amounts),
      .settleByUniswapExport(Round(2), amounts),
      .settleByEigenLayerExport(Round(3), amounts, token: token),
      .settleByPayment(Round(4), amounts), .settleByForeignRoot(foreign.root, funds: 25),
      .claim(local, for: alice), .claim(far, for: bob), .takePayments(limit: 1),
    ]
    var machine = ClaimMachine()
    #expect(throws: ClaimError.notOpened) { try machine.apply(.takePayments(limit: 1)) }
    var payments: [Claim] = []
    for operation in operations { payments += try machine.apply(operation) }
    #expect(machine.book == book && machine.stateDigest == book.digest)
    #expect(payments == [amounts[0], amounts[1]] + first)
    expectRefused(machine, ClaimError.alreadyOpened) { m throws(ClaimError) in
      try m.apply(.open(domain: .zero))
    }
    try expectSound(machine, from: ClaimMachine(), replaying: operations.map(\.record)) {
      try ClaimOperation($0).record
    }
  }

  @Test func vestingOutOfItsJournalIsTheBook() throws {
    var book = VestingBook()
    try book.grant(900, to: alice, .linear(start: 0, duration: 90), at: 0)
    try book.grant(50, to: bob, .cliff(start: 1, cliff: 5, duration: 10), at: 1)
    try book.grant(64, to: alice, .halving(start: 2, duration: 40, halfLife: 8), at: 2)
    try book.penalize(alice, 100, at: 30)
    let part = try book.release(7, to: alice, at: 31)
    let all = try book.release(to: bob, at: 31)
    let operations: [VestingOperation] = [
      .grant(900, to: alice, .linear(start: 0, duration: 90), at: 0),
      .grant(50, to: bob, .cliff(start: 1, cliff: 5, duration: 10), at: 1),
      .grant(64, to: alice, .halving(start: 2, duration: 40, halfLife: 8), at: 2),
      .penalize(alice, 100, at: 30), .release(7, to: alice, at: 31), .release(nil, to: bob, at: 31),
    ]
    var machine = VestingMachine()
    var payments: [Claim] = []
    for operation in operations {
      if let payment = try machine.apply(operation) { payments.append(payment) }
    }
    #expect(machine.book == book && machine.stateDigest == book.digest)
    #expect(payments == [Claim(account: alice, amount: part), Claim(account: bob, amount: all)])
    try expectSound(machine, from: VestingMachine(), replaying: operations.map(\.record)) {
      try VestingOperation($0).record
    }
  }
}
