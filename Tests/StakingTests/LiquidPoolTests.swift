// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking
import Testing

/// Liquid shares over a registry: the pool is a delegator like any other.
@Suite struct LiquidPoolTests {
  @Test func aPoolFollowsWhatItsDelegationsAreWorth() throws {
    let account = Address.derived(fromLabel: "pool")
    let (ben, cleo) = (Fixture.ben, Address.derived(fromLabel: "cleo"))
    var registry = try Fixture.registry()
    var pool = try LiquidShares(decimalsOffset: 6)
    for holder in [ben, cleo] {
      try pool.deposit(50_000, to: holder)
      try registry.delegate(gpu: Fixture.gpuA, delegator: account, amount: 50_000)
    }
    #expect(registry.delegatedHoldings(of: account) == 100_000)
    try registry.undelegate(gpu: Fixture.gpuA, delegator: account, amount: 40_000)
    #expect(registry.delegatedHoldings(of: account) == 100_000, "what unbonds is still its own")

    try registry.slash(
      gpu: Fixture.gpuA, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 100_000)
    let held = registry.delegatedHoldings(of: account)
    #expect(held == 90_000)
    try pool.lose(pool.totals.assets - held)
    #expect(pool.totals.assets == held)
    #expect(pool.assets(of: ben) <= 45_000 && pool.assets(of: ben) >= 44_999)
    // Rewards make every share worth more, and are delegated as well.
    try pool.donate(9_000)
    try registry.delegate(gpu: Fixture.gpuA, delegator: account, amount: 9_000)
    #expect(registry.delegatedHoldings(of: account) == pool.totals.assets)
    #expect(pool.assets(of: cleo) >= 49_499)
    try registry.checkInvariants()
    try pool.checkInvariants()
  }

  @Test func nobodyLeavesAtTheRateBeforeASlash() throws {
    let account = Address.derived(fromLabel: "pool")
    let (ben, cleo) = (Fixture.ben, Address.derived(fromLabel: "cleo"))
    var registry = try Fixture.registry()
    var pool = try LiquidShares(decimalsOffset: 6)
    for holder in [ben, cleo] {
      try pool.deposit(50_000, to: holder)
      try registry.delegate(gpu: Fixture.gpuA, delegator: account, amount: 50_000)
    }
    #expect(try pool.reconcile(holding: registry.delegatedHoldings(of: account)) == nil)
    try registry.slash(
      gpu: Fixture.gpuA, fault: .wrongResult, faultRound: Round(1), partsPerMillion: 100_000)
    // Ben has seen the slash and wants all he had before.
    let event = try pool.reconcile(holding: registry.delegatedHoldings(of: account))
    #expect(event == .lost(assets: 10_000, residue: .zero, voidedShares: .zero))
    #expect(throws: LiquidSharesError.self) { try pool.withdraw(50_000, from: ben) }
    let leaving = try pool.redeem(pool.shares(of: ben), from: ben)
    #expect(leaving == .withdrawn(ben, assets: 45_000, shares: 50_000_000_000))
    #expect(pool.assets(of: cleo) >= 45_000)
    // What is there and not known is everybody's.
    #expect(try pool.reconcile(holding: 46_000) == .donated(assets: 1_000))
    let before = pool
    #expect(throws: LiquidSharesError.self) { try pool.reconcile(holding: .max) }
    #expect(pool == before)
    try pool.checkInvariants()
  }
}
