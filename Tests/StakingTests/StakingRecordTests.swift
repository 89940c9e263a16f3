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

@Suite struct StakingRecordTests {
  let operations: [StakingOperation] = [
    .open(Fixture.policy),
    .register(
      gpu: Fixture.gpuA, owner: Fixture.ada, capacityClass: Fixture.big, capacity: .max),
    .bond(gpu: Fixture.gpuA, amount: .max),
    .unbond(gpu: Fixture.gpuB, amount: 1),
    .cancelUnbonding(gpu: Fixture.gpuA, createdIn: Round(7), amount: 3),
    .withdraw(gpu: Fixture.gpuA),
    .slash(
      gpu: Fixture.gpuA, fault: .unavailable, faultRound: .last, partsPerMillion: 1_000_000),
    .closeRound(Round(3)),
    .delegate(gpu: Fixture.gpuA, delegator: Fixture.ben, amount: 7),
    .undelegate(gpu: Fixture.gpuA, delegator: Fixture.ben, amount: 8),
    .cancelUndelegating(
      gpu: Fixture.gpuA, delegator: Fixture.ben, createdIn: Round(2), amount: 9),
    .withdrawDelegation(gpu: Fixture.gpuA, delegator: Fixture.ben),
    .withdrawMatured(limit: 3),
    .redelegate(delegator: Fixture.ben, from: Fixture.gpuA, to: Fixture.gpuB, amount: 4),
    .setCommission(gpu: Fixture.gpuA, partsPerMillion: 5_000),
    .lock(gpu: Fixture.gpuA, rounds: 12), .breakLock(gpu: Fixture.gpuA),
    .merge(from: Fixture.gpuA, into: Fixture.gpuB),
    .slashOwner(
      owner: Fixture.ada, fault: .downtime, faultRound: Round(1), partsPerMillion: 5),
    .punish(gpu: Fixture.gpuA, fault: .equivocation, faultRound: Round(1)),
    .jail(gpu: Fixture.gpuA, rounds: 3), .unjail(gpu: Fixture.gpuA),
    .tombstone(gpu: Fixture.gpuA),
    .recordQuality(gpu: Fixture.gpuA, uptimePPM: 1, scorePPM: nil),
    .recordQuality(gpu: Fixture.gpuA, uptimePPM: 1, scorePPM: 2),
    .recordPresence(gpu: Fixture.gpuA, isPresent: true),
  ]

  @Test func everyOperationComesBackFromItsRecord() throws {
    for operation in operations {
      let record = operation.record
      #expect(record.kind == .staking)
      #expect(record.version == 1)
      #expect(try StakingOperation(record) == operation)
      #expect(try StakingOperation(Record(canonicalBytes: record.canonicalBytes)) == operation)
    }
  }

  @Test func theBytesOfARecordAreFixed() {
    // On disk for ever: number of the operation, name, 32 bytes of amount.
    let record = StakingOperation.bond(gpu: Fixture.gpuA, amount: 258).record
    let zeros = [UInt8](repeating: 0, count: 30)
    #expect(record.body == [3, 5] + Array("gpu-a".utf8) + zeros + [1, 2])
    #expect(StakingOperation.closeRound(Round(3)).record.body == [8, 0, 0, 0, 0, 0, 0, 0, 3])
  }

  @Test func aRecordCutOffOrContinuedIsRefused() {
    for operation in operations {
      let body = operation.record.body
      for count in 0..<body.count {
        let short = Record(kind: .staking, version: 1, body: Array(body.prefix(count)))
        #expect(throws: StakingError.self) { try StakingOperation(short) }
      }
      let long = Record(kind: .staking, version: 1, body: body + [0])
      #expect(
        throws: StakingError.unreadableRecord(.trailingBytes(count: 1, offset: body.count))
      ) { try StakingOperation(long) }
    }
  }

  @Test func recordsOfOtherMachinesAndVersionsAreRefusedByName() throws {
    let body = StakingOperation.closeRound(.zero).record.body
    var machine = StakingMachine()
    try machine.apply(.open(Fixture.policy))
    let before = machine
    #expect(
      throws: StakingError.unreadableRecord(.wrongKind(.rewards, expected: .staking))
    ) { try machine.apply(Record(kind: .rewards, version: 1, body: body)) }
    #expect(
      throws: StakingError.unreadableRecord(
        .unsupportedVersion(2, kind: .staking, supported: 1...1))
    ) { try machine.apply(Record(kind: .staking, version: 2, body: body)) }
    #expect(
      throws: StakingError.unreadableRecord(.unknownTag(99, type: "staking operation"))
    ) { try machine.apply(Record(kind: .staking, version: 1, body: [99])) }
    #expect(machine == before)
  }

  @Test func hostileRecordsNeverTrapAndHaveOneEncodingEach() throws {
    var generator = SeededGenerator(seed: 11)
    var base = StakingMachine()
    try base.apply(.open(Fixture.policy))
    try base.apply(operations[1])
    var read = 0
    for step in 0..<20_000 {
      var body: [UInt8]
      if step.isMultiple(of: 4) {
        let count = Int.random(in: 0...160, using: &generator)
        body = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        if !body.isEmpty { body[0] = UInt8.random(in: 0...28, using: &generator) }
      } else {
        let operation = operations.randomElement(using: &generator) ?? operations[0]
        body = operation.record.body
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          let index = body.indices.randomElement(using: &generator) ?? 0
          body[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
      }
      let record = Record(kind: .staking, version: 1, body: body)
      if let operation = try? StakingOperation(record) {
        read += 1
        #expect(operation.record == record, "seed 11, step \(step): \(body)")
      }
      var machine = base
      do {
        try machine.apply(record)
        try machine.checkInvariants()
      } catch {
        #expect(machine == base, "seed 11, step \(step): \(body)")
      }
    }
    #expect(read > 1_000, "some flipped records are still records")
  }

  @Test func aPolicyWithMoreRulesHasARecordOfItsOwn() throws {
    let policy = try StakingModelTests.policy(churns: true)
    let record = StakingOperation.open(policy).record
    #expect(record.body.first == 9)
    #expect(try StakingOperation(record) == .open(policy))
    #expect(StakingOperation.open(Fixture.policy).record.body.first == 1)
    // The long form of a policy that has a short one is refused: one policy, one record.
    let long = Record(kind: .staking, version: 1, body: [9] + Fixture.policy.recordBytes)
    #expect(throws: StakingError.self) { try StakingOperation(long) }
  }

  @Test func policyRecordsHaveOneOrder() throws {
    let body = StakingOperation.open(Fixture.policy).record.body
    let (cpu, big) = (4 + 3 + 32, 4 + 8 + 32)
    let first = Array(body[5..<5 + cpu])
    let second = Array(body[5 + cpu..<5 + cpu + big])
    let swapped = Array(body[..<5]) + second + first + Array(body[(5 + cpu + big)...])
    #expect(throws: StakingError.self) {
      try StakingOperation(Record(kind: .staking, version: 1, body: swapped))
    }
    let doubled = Array(body[..<5]) + first + first + Array(body[(5 + cpu + big)...])
    #expect(throws: StakingError.self) {
      try StakingOperation(Record(kind: .staking, version: 1, body: doubled))
    }
  }
}
