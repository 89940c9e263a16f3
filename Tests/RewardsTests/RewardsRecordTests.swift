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

@Suite struct RewardsRecordTests {
  private func machine() throws -> RewardsMachine {
    var machine = RewardsMachine()
    try machine.apply(
      .open(Fixture.onePercent, network: Fixture.network, firstRound: Round(1)))
    return machine
  }

  private func settlement() throws -> RewardsOperation {
    let book = try #require(try machine().book)
    return .settle(
      try book.draft(
        round: Round(1), budget: 100, lines: Fixture.family(), stakeSnapshot: Fixture.snapshot,
        measurements: Fixture.measurements))
  }

  @Test func theBookIsOpenedFirstAndOnce() throws {
    var machine = RewardsMachine()
    #expect(machine.stateDigest == .zero)
    let settlement = try settlement()
    #expect(throws: RewardsError.notOpened) { try machine.apply(settlement) }
    machine = try self.machine()
    let before = machine
    #expect(throws: RewardsError.alreadyOpened) {
      try machine.apply(
        .open(Fixture.onePercent, network: Fixture.network, firstRound: Round(1)))
    }
    #expect(machine == before)
    try machine.apply(settlement)
    #expect(machine.stateDigest != before.stateDigest)
  }

  @Test func operationsComeBackFromTheirRecords() throws {
    let operations: [RewardsOperation] = [
      .open(Fixture.onePercent, network: Fixture.network, firstRound: .last), try settlement(),
    ]
    for operation in operations {
      let record = operation.record
      #expect(record.kind == .rewards)
      #expect(record.version == 1)
      #expect(try RewardsOperation(Record(canonicalBytes: record.canonicalBytes)) == operation)
      for count in 0..<record.body.count {
        let short = Record(kind: .rewards, version: 1, body: Array(record.body.prefix(count)))
        #expect(throws: RewardsError.self) { try RewardsOperation(short) }
      }
      let long = Record(kind: .rewards, version: 1, body: record.body + [0])
      #expect(
        throws: RewardsError.unreadableRecord(
          .trailingBytes(count: 1, offset: record.body.count))
      ) { try RewardsOperation(long) }
    }
  }

  @Test func recordsOfOtherMachinesAndVersionsAreRefusedByName() throws {
    var machine = try machine()
    let before = machine
    let body = try settlement().record.body
    #expect(
      throws: RewardsError.unreadableRecord(.wrongKind(.staking, expected: .rewards))
    ) { try machine.apply(Record(kind: .staking, version: 1, body: body)) }
    #expect(
      throws: RewardsError.unreadableRecord(
        .unsupportedVersion(0, kind: .rewards, supported: 1...3))
    ) { try machine.apply(Record(kind: .rewards, version: 0, body: body)) }
    #expect(
      throws: RewardsError.unreadableRecord(.unknownTag(9, type: "rewards operation"))
    ) { try machine.apply(Record(kind: .rewards, version: 1, body: [9])) }
    #expect(machine == before)
  }

  @Test func aReplayedSettlementWithOtherOutputsIsRefused() throws {
    var machine = try machine()
    let before = machine
    let record = try settlement().record
    // The last 32 bytes are the stake's part of the last line: 4.
    var body = record.body
    body[body.count - 1] = 5
    let error = #expect(throws: RewardsError.self) {
      try machine.apply(Record(kind: .rewards, version: 1, body: body))
    }
    #expect(
      error
        == .lineDiffers(
          LineDifference(
            gpu: try GPUID("c"), model: Fixture.mnist, lane: .training, field: .stakeReward,
            expected: "4", found: "5")))
    #expect(machine == before)
    try machine.apply(record)
  }

  @Test func hostileRecordsNeverTrapAndHaveOneEncodingEach() throws {
    var generator = SeededGenerator(seed: 41)
    let base = try machine()
    let records = [
      RewardsOperation.open(Fixture.onePercent, network: .zero, firstRound: .zero).record,
      try settlement().record,
    ]
    var read = 0
    for step in 0..<6_000 {
      var body: [UInt8]
      if step.isMultiple(of: 4) {
        let count = Int.random(in: 0...900, using: &generator)
        body = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        if !body.isEmpty { body[0] = UInt8.random(in: 0...3, using: &generator) }
      } else {
        body = (records.randomElement(using: &generator) ?? records[0]).body
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          let index = body.indices.randomElement(using: &generator) ?? 0
          body[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
      }
      let record = Record(kind: .rewards, version: 1, body: body)
      if let operation = try? RewardsOperation(record) {
        read += 1
        #expect(operation.record == record, "seed 41, step \(step)")
      }
      var machine = base
      do {
        try machine.apply(record)
        try machine.checkInvariants()
      } catch {
        #expect(machine == base, "seed 41, step \(step)")
      }
    }
    #expect(read > 1_000, "some flipped records are still records")
  }
}
