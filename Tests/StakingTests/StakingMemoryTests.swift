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

/// How much memory a stake takes, measured in a process of its own: pages of it that the system had to
/// provide.
@Suite struct StakingMemoryTests {
  @Test func aStakeTakesAtMostThreeHundredBytes() async {
    await #expect(processExitsWith: .success) {
      let count = 100_000
      var registry = try Self.registry()
      let before = try Self.residentBytes()
      // What the names take is counted, as a list of them is not kept.
      for number in 0..<count { try Self.addGPU(number, to: &registry) }
      try registry.closeRound()
      try registry.closeRound()
      let bytes = try Self.residentBytes() - before
      #expect(registry.gpuCount == count)
      #expect(bytes > 100 * count, "\(bytes / count) bytes a stake: was it measured at all?")
      #expect(bytes <= 300 * count, "\(bytes / count) bytes a stake")
    }
  }

  /// A copy shares everything: a hundred of them take no more than themselves.
  @Test func aCopyTakesNothing() async {
    await #expect(processExitsWith: .success) {
      var registry = try Self.registry()
      for number in 0..<20_000 { try Self.addGPU(number, to: &registry) }
      try registry.closeRound()
      let before = try Self.residentBytes()
      let copies = (0..<100).map { _ in registry }
      let bytes = try Self.residentBytes() - before
      #expect(copies.allSatisfy { $0.gpuCount == 20_000 })
      #expect(bytes < 1_000_000, "\(bytes) bytes for a hundred copies")
      // The first write takes pages of its own, and not the whole.
      var written = registry
      try written.bond(gpu: GPUID("gpu-7"), amount: 1)
      let more = try Self.residentBytes() - before
      #expect(more < 2_000_000, "\(more) bytes for the first write")
      #expect(registry.totals.bonded + 1 == written.totals.bonded)
    }
  }

  private static func registry() throws -> StakeRegistry {
    StakeRegistry(
      policy: try StakingPolicy(
        minimumStake: [Fixture.cpu: 1], unbondingDelay: 7, evidenceWindow: 7,
        slashDestination: Fixture.slashed))
  }

  /// A GPU of an owner of its own, with a bond.
  private static func addGPU(_ number: Int, to registry: inout StakeRegistry) throws {
    let gpu = try GPUID("gpu-\(number)")
    var bytes = [UInt8](repeating: 1, count: 20)
    for place in 0..<8 { bytes[place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
    let owner = try #require(Address(bytes: bytes))
    try registry.register(gpu: gpu, owner: owner, capacityClass: Fixture.cpu, capacity: 1)
    try registry.bond(gpu: gpu, amount: UInt256(UInt64(1_000 + number)))
  }

  /// What of this process is in memory.
  private static func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
      separator: " ")
    return try #require(fields.dropFirst().first.flatMap { Int($0) }) * Int(getpagesize())
  }
}
