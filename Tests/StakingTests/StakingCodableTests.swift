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
  /// A registry with something of everything in it.
  static func registry(churns: Bool) throws -> StakeRegistry {
    var registry = StakeRegistry(policy: try StakingModelTests.policy(churns: churns))
    let (a, b) = (Fixture.gpuA, Fixture.gpuB)
    for gpu in [a, b] {
      try registry.register(
        gpu: gpu, owner: Fixture.ada, capacityClass: Fixture.cpu, capacity: 1_000)
      try registry.bond(gpu: gpu, amount: 12_345)
    }
    try registry.closeRound()
    try registry.delegate(gpu: a, delegator: Fixture.ben, amount: 7_000)
    try registry.setCommission(gpu: a, partsPerMillion: 10_000)
    try registry.lock(gpu: b, rounds: 5)
    try registry.unbond(gpu: a, amount: 40)
    try registry.recordPresence(gpu: a, isPresent: false)
    try registry.closeRound()
    try registry.recordQuality(gpu: a, uptimePPM: 900_000, scorePPM: 800_000)
    try registry.undelegate(gpu: a, delegator: Fixture.ben, amount: 500)
    try registry.redelegate(delegator: Fixture.ben, from: a, to: b, amount: 1_000)
    try registry.slash(gpu: a, fault: .downtime, faultRound: Round(1), partsPerMillion: 250_000)
    try registry.jail(gpu: a, rounds: 2)
    try registry.bond(gpu: b, amount: 50_000)
    return registry
  }

  /// Text of a registry, in one order.
  private static func json(_ registry: StakeRegistry) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(registry)
  }

  @Test(arguments: [false, true])
  func aRegistryComesBackFromJSON(churns: Bool) throws {
    let registry = try Self.registry(churns: churns)
    let data = try Self.json(registry)
    let back = try JSONDecoder().decode(StakeRegistry.self, from: data)
    #expect(back == registry)
    #expect(back.digest == registry.digest)
    #expect(try Self.json(back) == data)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("\"12345\""), "amounts are decimal strings")
  }

  private func refusal(replacing old: String, by new: String) throws -> StakingError? {
    let text = String(decoding: try Self.json(Self.registry(churns: false)), as: UTF8.self)
    let range = try #require(text.range(of: old), "\(old) stands in \(text)")
    let data = Data(text.replacingCharacters(in: range, with: new).utf8)
    do {
      _ = try JSONDecoder().decode(StakeRegistry.self, from: data)
      return nil
    } catch DecodingError.dataCorrupted(let context) {
      return context.underlyingError as? StakingError
    }
  }

  @Test func aHostileStateIsRefusedWithTheLawItBreaks() throws {
    #expect(
      try refusal(replacing: "\"capacity\":1000", by: "\"capacity\":0")
        == .invariantBroken(.capacityIsZero(Fixture.gpuA)))
    #expect(
      try refusal(replacing: "\"capacityClass\":\"cpu\"", by: "\"capacityClass\":\"npu\"")
        == .invariantBroken(.unknownClass(Fixture.gpuA, try CapacityClass("npu"))))
    #expect(
      try refusal(replacing: "\"openRound\":2", by: "\"openRound\":3")
        == .invariantBroken(.roundCount(2, openRound: Round(3))))
    #expect(
      try refusal(replacing: "\"unbondingDelay\":4", by: "\"unbondingDelay\":1")
        == .unbondingDelayTooShort(delay: 1, evidenceWindow: 3))
    #expect(
      try refusal(replacing: "\"maturesIn\":5", by: "\"maturesIn\":4")
        == .invariantBroken(
          .wrongMaturity(Fixture.gpuA, createdIn: Round(1), maturesIn: Round(4))))
    guard
      case .invariantBroken(.conservation) = try refusal(
        replacing: "\"withdrawn\":\"0\"", by: "\"withdrawn\":\"1\"")
    else {
      Issue.record("units out of nothing were taken")
      return
    }
  }

  /// Every number and text of a state, changed one after another: either the state is refused, or it
  /// keeps every law and can be worked with. It never traps.
  @Test(arguments: [false, true])
  func noChangedStateTraps(churns: Bool) throws {
    let data = try Self.json(Self.registry(churns: churns))
    let root = try JSONSerialization.jsonObject(with: data)
    var tried = 0
    var taken = 0
    for path in Self.leaves(of: root) {
      for change in 0..<4 {
        guard let changed = Self.changed(root, path[...], change) else { continue }
        let hostile = try JSONSerialization.data(withJSONObject: changed)
        tried += 1
        guard var registry = try? JSONDecoder().decode(StakeRegistry.self, from: hostile) else {
          continue
        }
        taken += 1
        try registry.checkInvariants()
        for gpu in registry.gpus {
          _ = try? registry.unbond(gpu: gpu, amount: 30)
          _ = try? registry.bond(gpu: gpu, amount: 1_000)
          _ = try? registry.redelegate(
            delegator: Fixture.ben, from: gpu, to: Fixture.gpuB, amount: 10)
          _ = try? registry.slash(
            gpu: gpu, fault: .wrongResult, faultRound: registry.openRound,
            partsPerMillion: 999_999)
          _ = try? registry.undelegate(gpu: gpu, delegator: Fixture.ben, amount: 1)
          _ = try? registry.breakLock(gpu: gpu)
          _ = try? registry.unjail(gpu: gpu)
        }
        if registry.openRound < .last { try registry.closeRound() }
        _ = registry.withdrawMatured(limit: 100)
        try registry.checkInvariants()
      }
    }
    #expect(tried > 200 && taken < tried)
  }

  private static func leaves(of value: Any) -> [[String]] {
    if let object = value as? [String: Any] {
      return object.sorted { $0.key < $1.key }
        .flatMap { key, value in leaves(of: value).map { [key] + $0 } }
    }
    if let array = value as? [Any] {
      return array.indices.flatMap { index in leaves(of: array[index]).map { ["\(index)"] + $0 } }
    }
    return [[]]
  }

  /// The value with one leaf changed, or nil where this change changes nothing.
  private static func changed(_ value: Any, _ path: ArraySlice<String>, _ change: Int) -> Any? {
    if let key = path.first {
      if var object = value as? [String: Any], let old = object[key] {
        guard let new = changed(old, path.dropFirst(), change) else { return nil }
        object[key] = new
        return object
      }
      if var array = value as? [Any], let index = Int(key) {
        guard let new = changed(array[index], path.dropFirst(), change) else { return nil }
        array[index] = new
        return array
      }
      return nil
    }
    if let text = value as? String {
      guard let amount = UInt256(text) else { return change == 0 ? text + "x" : nil }
      let most = StakeRegistry.maximumStake
      let new = [amount == .max ? .zero : amount + 1, .zero, most, .max][change]
      return new == amount ? nil : new.description
    }
    if let number = value as? NSNumber {
      let new: NSNumber = [
        NSNumber(value: number.int64Value + 1), 0, NSNumber(value: UInt32.max),
        NSNumber(value: UInt64.max),
      ][change]
      return new == number ? nil : new
    }
    return nil
  }

  @Test func thePolicyComesBackFromJSON() throws {
    for policy in [Fixture.policy, try StakingModelTests.policy(churns: true)] {
      let data = try JSONEncoder().encode(policy)
      #expect(try JSONDecoder().decode(StakingPolicy.self, from: data) == policy)
      #expect(try StakingPolicy(recordBytes: policy.recordBytes) == policy)
    }
  }
}
