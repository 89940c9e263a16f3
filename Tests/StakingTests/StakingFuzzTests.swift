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

/// Encoded operations that are cut, flipped, spliced and made up, against a network in full swing:
/// never a trap, and nothing is changed where something is refused.
@Suite struct StakingFuzzTests {
  @Test(arguments: 0..<10 as Range<UInt64>)
  func encodedOperationsNeverTrapNorChangeWhatTheyAreRefusedBy(seed: UInt64) throws {
    var generator = SeededGenerator(seed: 7_000 + seed)
    var random = try RandomOperations(seed: seed)
    let policy = try StakingModelTests.policy(churns: seed.isMultiple(of: 2))
    var machine = StakingMachine()
    try machine.apply(.open(policy))
    var bodies: [[UInt8]] = [StakingOperation.open(policy).record.body]
    var (read, taken, refused) = (0, 0, 0)
    for step in 0..<1_500 {
      let openRound = try #require(machine.registry).openRound
      let operation = try random.next(openRound: openRound)
      var body = operation.record.body
      bodies.append(body)
      if bodies.count > 60 { bodies.removeFirst() }
      switch step % 6 {
      case 0, 1: break
      case 2:
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          let index = Int.random(in: body.indices, using: &generator)
          body[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
      case 3: body.removeLast(Int.random(in: 0...body.count, using: &generator))
      case 4:
        // The head of one operation, the tail of another.
        let other = bodies[Int.random(in: bodies.indices, using: &generator)]
        let cut = Int.random(in: 0...min(body.count, other.count), using: &generator)
        body = Array(body.prefix(cut) + other.dropFirst(cut))
      default:
        // Extreme amounts and rounds: a run of ones or zeros.
        let from = Int.random(in: body.indices, using: &generator)
        let byte: UInt8 = Bool.random(using: &generator) ? 0xFF : 0
        for index in from..<min(from + 32, body.count) { body[index] = byte }
      }
      let record = Record(kind: .staking, version: 1, body: body)
      if let operation = try? StakingOperation(record) {
        read += 1
        #expect(operation.record == record, "seed \(seed), step \(step)")
      }
      let before = machine
      do {
        try machine.apply(record)
        taken += 1
      } catch {
        refused += 1
        #expect(machine == before, "seed \(seed), step \(step): \(body)")
      }
      if step.isMultiple(of: 5) { try machine.checkInvariants() }
    }
    try machine.checkInvariants()
    #expect(read > 600 && taken > 100 && refused > 500, "\(read) \(taken) \(refused)")
  }
}
