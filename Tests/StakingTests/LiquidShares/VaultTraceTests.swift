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

/// Replays calls to a real ERC-4626 vault (snekmate in an EVM): after every line the same outcome,
/// result, totals, shares and previews.
@Suite struct VaultTrace {
  @Test func everyCallToTheVaultAgrees() throws {
    var pool: LiquidShares?
    var actors: UInt64 = 0
    /// The most units each actor had given and not got back, at any time.
    var outlays: [UInt256] = []
    var given: [UInt256] = []
    var back: [UInt256] = []
    try replayTraces("vault", in: .module, fewest: 200) { line in
      if line.has("header") {
        let header = try line.field("header")
        actors = try header.small("actors")
        let offset = try UInt8(header.small("offset"))
        pool = try LiquidShares(decimalsOffset: offset, dust: .accepted)
        outlays = Array(repeating: 0, count: Int(actors))
        (given, back) = (outlays, outlays)
        return false
      }
      guard var vault = pool else { throw TraceFailure.noHeader(line.place) }
      let before = vault
      let who = try line.small("who")
      let index = Int(who)
      let amount = try line.number("amount")
      if try line.flag("ok") {
        let event = try carryOut(line.text("op"), amount, actor(who), on: &vault, line.place)
        switch event {
        case .deposited(_, let assets, let shares):
          let wantsShares = try line.text("op") == "deposit"
          #expect(
            try line.number("result") == (wantsShares ? shares : assets), "\(line.place): result")
          given[index] += assets
        case .withdrawn(_, let assets, let shares):
          let wantsShares = try line.text("op") == "withdraw"
          #expect(
            try line.number("result") == (wantsShares ? shares : assets), "\(line.place): result")
          back[index] += assets
        case .donated(let assets): given[index] += assets
        default: Issue.record("\(line.place): \(event)")
        }
        if given[index] > back[index] {
          outlays[index] = max(outlays[index], given[index] - back[index])
        }
      } else if try line.text("reason").contains("exceeds balance") {
        // The actor's purse is not ours to know; what was asked for must be more than it ever gave.
        let cost =
          try line.text("op") == "mint"
          ? vault.rule.previewMint(amount, in: vault.totals) : amount
        #expect(given[index] + cost > outlays[index] + back[index], "\(line.place)")
      } else {
        let expected = try refusal(line, amount, actor(who), of: vault)
        #expect(throws: expected, "\(line.place)") {
          try carryOut(line.text("op"), amount, actor(who), on: &vault, line.place)
        }
        #expect(vault == before, "\(line.place): a refused call changed the pool")
      }
      try check(line.field("state"), vault, actors)
      try vault.checkInvariants()
      pool = vault
      return true
    }
  }

  private func carryOut(
    _ operation: String, _ amount: UInt256, _ who: Address, on pool: inout LiquidShares,
    _ place: String
  ) throws -> LiquidSharesEvent {
    switch operation {
    case "deposit": try pool.deposit(amount, to: who)
    case "mint": try pool.mint(amount, to: who)
    case "withdraw": try pool.withdraw(amount, from: who)
    case "redeem": try pool.redeem(amount, from: who)
    case "donate": try pool.donate(amount)
    default: throw TraceFailure.unknownOperation(operation, place)
    }
  }

  private func refusal(
    _ line: TraceValue, _ amount: UInt256, _ who: Address, of pool: LiquidShares
  ) throws -> LiquidSharesError {
    switch try line.text("reason") {
    case "erc4626: redeem more than maximum":
      .insufficientShares(who, held: pool.shares(of: who), asked: amount)
    case "erc4626: withdraw more than maximum":
      .insufficientAssets(who, worth: pool.assets(of: who), asked: amount)
    case let reason: throw TraceFailure.unknownReason(reason, line.place)
    }
  }

  private func check(_ state: TraceValue, _ pool: LiquidShares, _ actors: UInt64) throws {
    let (rule, totals, place) = (pool.rule, pool.totals, state.place)
    #expect(try totals.assets == state.number("assets"), "\(place)")
    #expect(try totals.shares == state.number("supply"), "\(place)")
    let everyone = (0..<actors).map(actor)
    #expect(try everyone.map(pool.shares(of:)) == state.numbers("shares"), "\(place)")
    #expect(try everyone.map(pool.assets(of:)) == state.numbers("maxWithdraw"), "\(place)")
    let q = try state.number("q")
    #expect(
      try rule.convertToShares(q, in: totals) == state.number("convertToShares"), "\(place)")
    #expect(
      try rule.convertToAssets(q, in: totals) == state.number("convertToAssets"), "\(place)")
    #expect(try rule.previewDeposit(q, in: totals) == state.number("previewDeposit"), "\(place)")
    #expect(try rule.previewMint(q, in: totals) == state.number("previewMint"), "\(place)")
    #expect(
      try rule.previewWithdraw(q, in: totals) == state.number("previewWithdraw"), "\(place)")
    #expect(try rule.previewRedeem(q, in: totals) == state.number("previewRedeem"), "\(place)")
  }
}
