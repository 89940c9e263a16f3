// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Staking
import Testing

@Suite struct RoundSnapshotTests {
  private func snapshot(of count: Int) throws -> RoundSnapshot {
    var registry = StakeRegistry(policy: Fixture.policy)
    for number in 0..<count {
      let gpu = try GPUID("gpu-\(number)")
      try registry.register(
        gpu: gpu, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpu, amount: UInt256(10 + number))
    }
    try registry.closeRound()
    try registry.closeRound()
    return try registry.snapshot(of: Round(1))
  }

  @Test func everyRowCanBeProvedAgainstTheRoot() throws {
    for count in [1, 2, 3, 7, 12] {
      let snapshot = try snapshot(of: count)
      for row in snapshot.rows {
        let proof = try #require(snapshot.proof(of: row.gpu))
        #expect(proof.verifies(row.recordBytes, under: snapshot.root))
        let other = snapshot.rows.first { $0.gpu != row.gpu }
        if let other { #expect(!proof.verifies(other.recordBytes, under: snapshot.root)) }
        #expect(snapshot.row(of: row.gpu) == row)
      }
      #expect(snapshot.row(of: Fixture.gpuA) == nil)
      #expect(snapshot.proof(of: Fixture.gpuA) == nil)
    }
  }

  @Test func aGPUThatCameLaterIsNotInAnOlderRound() throws {
    var registry = try Fixture.registry()
    let late = try GPUID("a late one")
    try registry.register(gpu: late, owner: Fixture.ben, capacityClass: Fixture.cpu, capacity: 1)
    try registry.closeRound()
    #expect(try registry.snapshot(of: .zero).rows.map(\.gpu) == [Fixture.gpuA, Fixture.gpuB])
    #expect(try registry.row(of: late, in: .zero) == nil)
    #expect(
      try registry.snapshot(of: Round(1)).rows.map(\.gpu)
        == [late, Fixture.gpuA, Fixture.gpuB])
  }

  @Test func anEmptyRoundHasADigestOfItsOwn() throws {
    var registry = StakeRegistry(policy: Fixture.policy)
    try registry.closeRound()
    try registry.closeRound()
    let (first, second) = (try registry.snapshot(of: .zero), try registry.snapshot(of: Round(1)))
    #expect(first.rows.isEmpty)
    #expect(first.digest != second.digest, "the digest is bound to the round")
    #expect(first.root == second.root)
  }

  /// A hundred GPUs with a bond of 10 each, three rounds on.
  private func hundred() throws -> (registry: StakeRegistry, gpus: [GPUID]) {
    var registry = StakeRegistry(policy: Fixture.policy)
    let gpus = try (0..<100).map { try GPUID("gpu-\($0)") }
    for gpu in gpus {
      try registry.register(
        gpu: gpu, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
      try registry.bond(gpu: gpu, amount: 10)
    }
    for _ in 0..<3 { try registry.closeRound() }
    return (registry, gpus)
  }

  /// A close goes through few touched GPUs and through many in two ways: each is closed by either, and in
  /// whatever order operations touched them, what the books say is the same.
  @Test(arguments: [3, 100]) func everyTouchedGPUIsClosedInAnyOrder(touched: Int) throws {
    let (registry, gpus) = try hundred()
    func closed(_ order: [GPUID]) throws -> StakeRegistry {
      var copy = registry
      for gpu in order { try copy.bond(gpu: gpu, amount: 5) }
      for _ in 0..<2 { try copy.closeRound() }
      return copy
    }
    func text(_ registry: StakeRegistry) throws -> Data {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return try encoder.encode(registry)
    }
    let order = Array(gpus.prefix(touched))
    let (one, other) = (try closed(order), try closed(order.reversed()))
    #expect(one == other)
    #expect(try text(one) == text(other))
    for (number, gpu) in gpus.enumerated() {
      #expect(try one.rewardable(gpu, in: 4) == (number < touched ? 15 : 10), "\(gpu)")
    }
  }

  /// What came in the last round waits for this one's close to look at it: touched again by operations
  /// it is still closed once, else the second time would count all that came in this round.
  @Test func aGPUThatWaitsForItsCloseIsClosedOnce() throws {
    let (start, gpus) = try hundred()
    var registry = start
    for amount in [5, 7, 9] as [UInt256] {
      try registry.bond(gpu: gpus[3], amount: amount)
      try registry.bond(gpu: gpus[3], amount: amount)
      try registry.closeRound()
      try registry.checkInvariants()
    }
    // Two units of each amount, from the round after the one in which they came.
    for (round, stake) in zip([3, 4, 5] as [UInt64], [10, 20, 34] as [UInt256]) {
      #expect(try registry.rewardable(gpus[3], in: round) == stake, "round \(round)")
      let total = try registry.snapshot(of: Round(round)).totalStake
      #expect(total == 990 + stake, "round \(round)")
    }
  }

  @Test func rowsComeBackFromTheirBytes() throws {
    for row in try snapshot(of: 4).rows {
      #expect(try StakeRow(recordBytes: row.recordBytes) == row)
    }
  }

  @Test func aDecodedSnapshotIsRecomputedAndItsOrderChecked() throws {
    let snapshot = try snapshot(of: 4)
    let data = try JSONEncoder().encode(snapshot)
    #expect(try JSONDecoder().decode(RoundSnapshot.self, from: data) == snapshot)

    var json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    json["rows"] = (json["rows"] as? [Any]).map { Array($0.reversed()) }
    let reversed = try JSONSerialization.data(withJSONObject: json)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(RoundSnapshot.self, from: reversed)
    }
  }
}

extension RoundSnapshotTests {
  @Test func rowsAscendByTheBytesOfTheirNamesHoweverTheyCame() throws {
    let names = [
      "z", "a", "aa", "a.very.long.name.that.is.the.same.at.first.2", "é", "e", "A",
      "a.very.long.name.that.is.the.same.at.first.1", "exactly-16-bytes", "exactly-16-bytes0",
      "gpu-10", "gpu-9", "漢",
    ]
    var registry = StakeRegistry(policy: Fixture.policy)
    for (number, name) in names.enumerated() {
      try registry.register(
        gpu: GPUID(name), owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1)
      // In several rounds, so that what is new is merged with what was.
      if number % 4 == 3 { try registry.closeRound() }
    }
    let expected = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(registry.gpus.map(\.text) == expected)
    try registry.closeRound()
    let last = Round(registry.openRound.number - 1)
    #expect(try registry.snapshot(of: last).rows.map(\.gpu.text) == expected)
  }
}
