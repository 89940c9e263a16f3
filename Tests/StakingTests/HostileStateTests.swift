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
import TestSupport
import Testing

/// Each law of the registry, broken in a decoded state by one change, is named with its values.
@Suite struct HostileStateTests {
  private typealias Object = [String: Any]
  let a = Fixture.gpuA
  let b = Fixture.gpuB

  /// A state with something of everything in it, as JSON; round 2 is open.
  private func state(churns: Bool = false) throws -> Object {
    let data = try JSONEncoder().encode(StakingCodableTests.registry(churns: churns))
    return try #require(try JSONSerialization.jsonObject(with: data) as? Object)
  }

  /// What a change of the state is refused with.
  private func refusal(
    churns: Bool = false, _ change: (inout Object) throws -> Void
  ) throws -> StakingError? {
    var state = try state(churns: churns)
    try change(&state)
    do {
      _ = try JSONDecoder().decode(
        StakeRegistry.self, from: JSONSerialization.data(withJSONObject: state))
      return nil
    } catch DecodingError.dataCorrupted(let context) {
      let error = context.underlyingError as? StakingError
      #expect(error?.description.isEmpty == false)
      return error
    }
  }

  /// What a change of one GPU of the state is refused with: 0 is `a`, 1 is `b`.
  private func refusal(
    ofGPU place: Int, churns: Bool = false, _ change: (inout Object) throws -> Void
  ) throws -> StakingError? {
    try refusal(churns: churns) { state in
      try Self.edit(&state, "gpus", place, change)
    }
  }

  /// Changes one object of a list.
  private static func edit(
    _ object: inout Object, _ key: String, _ place: Int, _ change: (inout Object) throws -> Void
  ) throws {
    var list = try #require(object[key] as? [Object])
    try change(&list[place])
    object[key] = list
  }

  private static func edit(
    _ object: inout Object, _ key: String, _ change: (inout Object) throws -> Void
  ) throws {
    var inner = try #require(object[key] as? Object)
    try change(&inner)
    object[key] = inner
  }

  private static func amount(_ value: Any?) throws -> UInt256 {
    try #require((value as? String).flatMap { UInt256($0) })
  }

  @Test func theStateItselfIsTaken() throws {
    #expect(try refusal { _ in } == nil)
    #expect(try refusal(churns: true) { _ in } == nil)
  }

  @Test(arguments: ["bonded", "unbonding", "slashed"])
  func totalsAreThoseOfTheParts(name: String) throws {
    var right = UInt256.zero
    let found = try refusal { state in
      try Self.edit(&state, "totals") { totals in
        right = try Self.amount(totals[name])
        totals[name] = (right + 1).description
      }
    }
    let expected: StakingInvariant
    switch name {
    case "bonded": expected = .bondedSum(total: right + 1, sum: right)
    case "unbonding": expected = .unbondingSum(total: right + 1, sum: right)
    default:
      let deposited = try StakingCodableTests.registry(churns: false).totals.deposited
      expected = .conservation(deposited: deposited, accounted: deposited + 1)
    }
    #expect(found == .invariantBroken(expected))
  }

  @Test func aGPUStandsOnceAndBelongsToSomebody() throws {
    #expect(
      try refusal { state in
        let gpus = try #require(state["gpus"] as? [Object])
        state["gpus"] = gpus + gpus.prefix(1)
      } == .invariantBroken(.misfiled(a)))
    #expect(
      try refusal(ofGPU: 1) { $0["owner"] = Address.zero.description }
        == .invariantBroken(.ownerIsZero(b)))
    #expect(
      try refusal(ofGPU: 1) { $0["isTombstoned"] = true } == .invariantBroken(.standing(b)))
  }

  @Test func amountsFitTheirPlace() throws {
    let most = StakeRegistry.maximumStake
    #expect(
      try refusal(ofGPU: 0) { $0["bonded"] = most.description }
        == .invariantBroken(.stakeAboveMaximum(a, maximum: most)))
    #expect(
      try refusal(ofGPU: 0) { $0["bonded"] = (most + 1).description }
        == .invariantBroken(.outOfRange(a, "bond", value: most + 1)))
    #expect(
      try refusal(ofGPU: 0) { $0["incarnation"] = NSNumber(value: UInt32.max) }
        == .invariantBroken(.outOfRange(a, "incarnation", value: UInt256(UInt64(UInt32.max)))))
    #expect(
      try refusal(ofGPU: 1) { gpu in
        try Self.edit(&gpu, "terms") { $0["boostPPM"] = NSNumber(value: 2_500_001) }
      } == .invariantBroken(.outOfRange(b, "boost", value: 2_500_001)))
  }

  @Test func sharesFitTheirPool() throws {
    var units = UInt256.zero
    #expect(
      try refusal(ofGPU: 0) { gpu in
        units = try Self.amount(gpu["delegated"])
        gpu["shares"] = "1"
      } == .invariantBroken(.poolOutOfRange(a, units: units, shares: 1)))
    var shares = UInt256.zero
    #expect(
      try refusal(ofGPU: 0) { gpu in
        shares = try Self.amount(gpu["shares"])
        let delegations = try #require(gpu["delegations"] as? [Object])
        let place = try #require(
          delegations.firstIndex { $0["account"] as? String == Fixture.ben.description })
        try Self.edit(&gpu, "delegations", place) { $0["shares"] = (shares - 1).description }
      } == .invariantBroken(.shareSum(a, total: shares, sum: shares - 1)))
  }

  @Test func roundsAreThoseThatWere() throws {
    #expect(
      try refusal(ofGPU: 1) { $0["registeredIn"] = 3 }
        == .invariantBroken(
          .roundOutOfRange(b, "registration", round: Round(3), openRound: Round(2))))
    var start = UInt256.zero
    #expect(
      try refusal(ofGPU: 1) { gpu in
        start = try Self.amount(gpu["activeAtRoundStart"])
        gpu["registeredIn"] = 2
      } == .invariantBroken(.startOutOfRange(b, activeAtRoundStart: start)))
    #expect(
      try refusal(ofGPU: 0) { gpu in
        let history = try #require(gpu["history"] as? [Object])
        gpu["history"] = history + history.suffix(1)
      } == .invariantBroken(.notAscending(a, "past stake", round: Round(1))))
    var total = UInt256.zero
    #expect(
      try refusal { state in
        var totals = try #require(state["roundTotals"] as? [String])
        total = try Self.amount(totals[1])
        totals[1] = (total + 1).description
        state["roundTotals"] = totals
      } == .invariantBroken(.roundTotal(Round(1), total: total + 1, sum: total)))
  }

  @Test func claimsFitTheirPool() throws {
    var shares = UInt256.zero
    let found = try refusal { state in
      try Self.edit(&state, "claims", 0) { claim in
        shares = try Self.amount(claim["shares"])
        claim["shares"] = (shares + 1).description
      }
    }
    #expect(
      found
        == .invariantBroken(
          .claimSum(a, createdIn: Round(1), total: shares, sum: shares + 1)))
  }

  @Test func queuesHoldWhatWaits() throws {
    var (queued, bonded) = (UInt256.zero, UInt256.zero)
    let found = try refusal(churns: true) { state in
      let gpus = try #require(state["gpus"] as? [Object])
      bonded = try Self.amount(gpus[1]["bonded"]) + Self.amount(gpus[1]["delegated"])
      let entries = try #require(state["activations"] as? [Object])
      let place = try #require(entries.firstIndex { $0["gpu"] as? String == b.text })
      let rest = try entries.enumerated()
        .filter { $0.offset != place && $0.element["gpu"] as? String == b.text }
        .reduce(UInt256.zero) { try $0 + Self.amount($1.element["amount"]) }
      queued = bonded + rest + 1
      try Self.edit(&state, "activations", place) { $0["amount"] = (bonded + 1).description }
    }
    #expect(found == .invariantBroken(.queueAboveBond(b, queued: queued, bonded: bonded)))

    var waiting = UInt256.zero
    let moreRoom = try refusal(churns: true) { state in
      let claims = try #require(state["claims"] as? [Object])
      waiting = try claims.reduce(UInt256.zero) { try $0 + Self.amount($1["waiting"]) }
      try Self.edit(&state, "exitQueue") { queue in
        let room = try Self.amount(queue["room"])
        queue["room"] = (room - 1).description
      }
    }
    #expect(
      moreRoom == .invariantBroken(.queueRoom("exit", taken: waiting + 1, waiting: waiting)))
  }

  @Test func theWindowOfPresenceFollowsThePolicy() throws {
    let found = try refusal { state in
      try Self.edit(&state, "policy") { policy in
        try Self.edit(&policy, "liveness") { $0["jailRounds"] = 3 }
      }
    }
    #expect(found == .invariantBroken(.livenessRules(a)))
  }

  @Test func rowsOfASnapshotAscend() throws {
    let snapshot = try StakingCodableTests.registry(churns: false).snapshot(of: Round(1))
    var json = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(snapshot)) as? Object)
    json["rows"] = Array(try #require(json["rows"] as? [Object]).reversed())
    do {
      _ = try JSONDecoder().decode(
        RoundSnapshot.self, from: JSONSerialization.data(withJSONObject: json))
      Issue.record("rows out of order were taken")
    } catch DecodingError.dataCorrupted(let context) {
      #expect(
        context.underlyingError as? StakingError
          == .invariantBroken(.rowsNotAscending(Round(1), gpu: a)))
    }
  }
}
