// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
@testable import Rewards
import TestSupport
import Testing

@Suite struct Compounding {
  private let alice = holder(1)
  private let bob = holder(2)
  private let carol = holder(3)

  @Test func everyUnitIsStakedPaidOrLeft() throws {
    let (a, b) = (try GPUID("gpu-a"), try GPUID("gpu-b"))
    let preferences = [
      alice: try CompoundPreference(
        targets: [.init(gpu: b, sharePPM: 333_333), .init(gpu: a, sharePPM: 333_333)]),
      bob: try CompoundPreference(targets: [.init(gpu: a, sharePPM: 1_000_000)], minimum: 50),
    ]
    let plan = try CompoundPlan(
      claimable: [
        Claim(account: alice, amount: 100), Claim(account: bob, amount: 49),
        Claim(account: carol, amount: 7), Claim(account: holder(4), amount: 0),
      ], preferences: preferences)
    #expect(
      plan.instructions.filter { $0.account == alice } == [
        CompoundInstruction(account: alice, action: .stake(on: a), amount: 33),
        CompoundInstruction(account: alice, action: .stake(on: b), amount: 33),
        CompoundInstruction(account: alice, action: .pay, amount: 34),
      ])
    #expect(
      plan.instructions.contains(
        CompoundInstruction(account: carol, action: .pay, amount: 7)))
    #expect(plan.left == [Claim(account: bob, amount: 49)])
    #expect(plan.staked == 66 && plan.paid == 41)
    #expect(plan.instructions.map(\.account) == plan.instructions.map(\.account).sorted())
  }

  @Test func theMinimumItselfIsMovedAndOneUnitLessIsLeft() throws {
    let gpu = try GPUID("g")
    for isOn in [true, false] {
      let preferences = [
        alice: try CompoundPreference(
          targets: [.init(gpu: gpu, sharePPM: 1_000_000)], minimum: 50, isOn: isOn)
      ]
      func plan(_ amount: UInt256) throws -> CompoundPlan {
        try CompoundPlan(
          claimable: [Claim(account: alice, amount: amount)], preferences: preferences)
      }
      let action = isOn ? CompoundInstruction.Action.stake(on: gpu) : .pay
      for amount: UInt256 in [50, 51] {
        let moved = try plan(amount)
        #expect(
          moved.instructions
            == [CompoundInstruction(account: alice, action: action, amount: amount)])
        #expect(moved.left.isEmpty)
        #expect(moved.staked == (isOn ? amount : 0) && moved.paid == (isOn ? 0 : amount))
      }
      let kept = try plan(49)
      #expect(kept.instructions.isEmpty && kept.staked == 0 && kept.paid == 0)
      #expect(kept.left == [Claim(account: alice, amount: 49)])
    }
  }

  @Test func aPreferenceThatIsOffPays() throws {
    let target = CompoundPreference.Target(gpu: try GPUID("g"), sharePPM: 1_000_000)
    let off = try CompoundPreference(targets: [target], isOn: false)
    let plan = try CompoundPlan(
      claimable: [Claim(account: alice, amount: 9)], preferences: [alice: off])
    #expect(plan.instructions == [CompoundInstruction(account: alice, action: .pay, amount: 9)])
  }

  @Test func randomPlansConserveAccountByAccount() throws {
    let seed: UInt64 = 99
    var random = SeededGenerator(seed: seed)
    for run in 0..<300 {
      var preferences: [Address: CompoundPreference] = [:]
      var claims: [Claim] = []
      for number in 0..<(random.next() % 20) {
        let account = holder(number)
        claims.append(
          Claim(account: account, amount: UInt256(random.next() >> (random.next() % 60))))
        if random.next() % 4 == 0 { continue }
        var left: UInt32 = 1_000_000
        var targets: [CompoundPreference.Target] = []
        for gpu in 0..<(random.next() % 5) {
          let share = UInt32.random(in: 0...left, using: &random)
          left -= share
          targets.append(.init(gpu: try GPUID("gpu \(gpu)"), sharePPM: share))
        }
        preferences[account] = try CompoundPreference(
          targets: targets, minimum: UInt256(random.next() % 1000),
          isOn: Bool.random(using: &random))
      }
      let plan = try CompoundPlan(
        claimable: claims.shuffled(using: &random), preferences: preferences)
      for claim in claims {
        let moved = plan.instructions.filter { $0.account == claim.account }
        let kept = plan.left.filter { $0.account == claim.account }
        let sum = (moved.map(\.amount) + kept.map(\.amount)).reduce(UInt256.zero, +)
        #expect(sum == claim.amount, "seed \(seed), run \(run)")
        for case let instruction in moved {
          guard case .stake(let gpu) = instruction.action else { continue }
          let target = preferences[claim.account]?.targets.first { $0.gpu == gpu }
          let share = UInt256(UInt64(target?.sharePPM ?? 0))
          let exact = claim.amount * share
          // Within a unit of the exact share, and never without one.
          #expect(!share.isZero && instruction.amount * 1_000_000 < exact + 1_000_000)
          #expect(exact < (instruction.amount + 1) * 1_000_000)
        }
      }
    }
  }

  @Test func badWishesAreRefused() throws {
    let gpu = try GPUID("g")
    #expect(throws: CompoundError.duplicateTarget(gpu)) {
      try CompoundPreference(
        targets: [.init(gpu: gpu, sharePPM: 1), .init(gpu: gpu, sharePPM: 1)])
    }
    #expect(throws: CompoundError.sharesAboveOne(totalPPM: 1_000_001)) {
      try CompoundPreference(targets: [
        .init(gpu: gpu, sharePPM: 1_000_000), .init(gpu: try GPUID("h"), sharePPM: 1),
      ])
    }
    func refused(_ error: CompoundError, _ claims: [Claim]) {
      #expect(throws: error) { try CompoundPlan(claimable: claims, preferences: [:]) }
    }
    refused(
      .duplicateAccount(alice),
      [
        Claim(account: alice, amount: 1), Claim(account: alice, amount: 1),
      ])
    refused(.accountIsZero, [Claim(account: .zero, amount: 1)])
    refused(
      .totalBeyondRange,
      [
        Claim(account: alice, amount: .max), Claim(account: bob, amount: .max),
      ])
  }
}
