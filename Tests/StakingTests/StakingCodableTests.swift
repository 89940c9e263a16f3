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

@Suite struct StakingCodableTests {
  /// A registry with bonds, unbonding entries, slashes and two closed rounds.
  private func registry() throws -> StakeRegistry {
    var registry = try Fixture.registry()
    try registry.bond(gpu: Fixture.gpuB, amount: 12_345_678_901_234_567_890_123)
    try registry.unbond(gpu: Fixture.gpuA, amount: 40)
    try registry.closeRound()
    try registry.unbond(gpu: Fixture.gpuA, amount: 20)
    try registry.slash(
      gpu: Fixture.gpuA, fault: .downtime, faultRound: Round(2), partsPerMillion: 250_000)
    return registry
  }

  /// The fault for which the registry's GPU was slashed.
  private func slashedFault() throws -> SlashedFault {
    try #require(try registry().stake(of: Fixture.gpuA)?.slashedFaults.first)
  }

  /// The registry's JSON with the text `old` replaced where it last stands.
  private func json(replacing old: String, by new: String) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(try registry()), as: UTF8.self)
    let range = try #require(text.range(of: old, options: .backwards), "\(old) stands in \(text)")
    return Data(text.replacingCharacters(in: range, with: new).utf8)
  }

  private func refusal(decoding data: Data) -> StakingError? {
    do {
      _ = try JSONDecoder().decode(StakeRegistry.self, from: data)
      return nil
    } catch DecodingError.dataCorrupted(let context) {
      return context.underlyingError as? StakingError
    } catch {
      return nil
    }
  }

  @Test func aRegistryComesBackFromJSON() throws {
    let registry = try registry()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(registry)
    let back = try JSONDecoder().decode(StakeRegistry.self, from: data)
    #expect(back == registry)
    #expect(back.digest == registry.digest)
    #expect(try encoder.encode(back) == data)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("\"12345678901234567890123\""), "amounts are decimal strings")
  }

  @Test func aHostileStateIsRefusedWithTheLawItBreaks() throws {
    #expect(
      refusal(decoding: try json(replacing: "\"slashed\":\"15\"", by: "\"slashed\":\"16\""))
        == .invariantBroken(
          .conservation(
            deposited: 12_345_678_901_234_567_890_223, accounted: 12_345_678_901_234_567_890_224)))
    #expect(
      refusal(decoding: try json(replacing: "\"bonded\":\"30\"", by: "\"bonded\":\"31\""))
        == .invariantBroken(
          .bondedSum(
            total: 12_345_678_901_234_567_890_153, sum: 12_345_678_901_234_567_890_154)))
    #expect(
      refusal(decoding: try json(replacing: "\"amount\":\"40\"", by: "\"amount\":\"41\""))
        == .invariantBroken(.unbondingSum(total: 55, sum: 56)))
    #expect(
      refusal(decoding: try json(replacing: "\"amount\":\"40\"", by: "\"amount\":\"0\""))
        == .invariantBroken(.emptyUnbonding(Fixture.gpuA, createdIn: Round(1))))
    #expect(
      refusal(
        decoding: try json(
          replacing: "\"amount\":\"40\"", by: "\"amount\":\"\(UInt256.max)\""))
        == .invariantBroken(
          .stakeAboveMaximum(Fixture.gpuA, maximum: StakeRegistry.maximumStake)))
    #expect(
      refusal(decoding: try json(replacing: "\"maturesIn\":4", by: "\"maturesIn\":3"))
        == .invariantBroken(
          .wrongMaturity(Fixture.gpuA, createdIn: Round(1), maturesIn: Round(3))))
    #expect(
      refusal(decoding: try json(replacing: "\"createdIn\":2", by: "\"createdIn\":1"))
        == .invariantBroken(.unbondingNotAscending(Fixture.gpuA, createdIn: Round(1))))
    #expect(
      refusal(
        decoding: try json(
          replacing: "{\"fault\":1,\"round\":2}",
          by: "{\"fault\":1,\"round\":2},{\"fault\":1,\"round\":2}"))
        == .invariantBroken(
          .slashedFaultsNotAscending(
            Fixture.gpuA, try slashedFault())))
    #expect(
      refusal(
        decoding: try json(replacing: "{\"fault\":1,\"round\":2}", by: "{\"fault\":1,\"round\":3}"))
        == .invariantBroken(
          .inTheFuture(Fixture.gpuA, round: Round(3), openRound: Round(2))))
    #expect(
      refusal(decoding: try json(replacing: "\"capacity\":1000", by: "\"capacity\":0"))
        == .invariantBroken(.capacityIsZero(Fixture.gpuA)))
    #expect(
      refusal(decoding: try json(replacing: "\"openRound\":2", by: "\"openRound\":3"))
        == .invariantBroken(.snapshotCount(2, openRound: Round(3))))
    #expect(
      refusal(
        decoding: try json(replacing: "\"capacityClass\":\"cpu\"", by: "\"capacityClass\":\"npu\""))
        == .invariantBroken(.unknownClass(Fixture.gpuA, try CapacityClass("npu"))))
    #expect(
      refusal(decoding: try json(replacing: "\"gpu\":\"gpu-a\"", by: "\"gpu\":\"gpu-b\""))
        == .invariantBroken(.misfiled(Fixture.gpuB)))
    #expect(
      refusal(decoding: try json(replacing: "\"unbondingDelay\":3", by: "\"unbondingDelay\":1"))
        == .unbondingDelayTooShort(delay: 1, evidenceWindow: 2))
  }

  @Test func thePolicyComesBackFromJSON() throws {
    let data = try JSONEncoder().encode(Fixture.policy)
    #expect(try JSONDecoder().decode(StakingPolicy.self, from: data) == Fixture.policy)
  }
}
