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

/// The pool in plain 128-bit integers, written as the formulas stand in ERC-4626.
private struct SlowPool {
  var assets: UInt128 = 0
  var shares: [UInt128]
  let virtual: UInt128

  var supply: UInt128 { shares.reduce(0, +) }
  func sharesDown(_ a: UInt128) -> UInt128 { a * (supply + virtual) / (assets + 1) }
  func sharesUp(_ a: UInt128) -> UInt128 { (a * (supply + virtual) + assets) / (assets + 1) }
  func assetsDown(_ s: UInt128) -> UInt128 { s * (assets + 1) / (supply + virtual) }
  func assetsUp(_ s: UInt128) -> UInt128 {
    (s * (assets + 1) + supply + virtual - 1) / (supply + virtual)
  }

  /// Does the operation, or says that it has to be refused.
  mutating func apply(_ step: Step) -> Bool {
    let (who, amount) = (step.who, step.amount)
    switch step.kind {
    case .deposit:
      let s = sharesDown(amount)
      guard amount > 0, s > 0 else { return false }
      (assets, shares[who]) = (assets + amount, shares[who] + s)
    case .mint:
      let a = assetsUp(amount)
      guard amount > 0, a > 0 else { return false }
      (assets, shares[who]) = (assets + a, shares[who] + amount)
    case .withdraw:
      guard amount > 0, amount <= assetsDown(shares[who]) else { return false }
      let s = sharesUp(amount)
      (assets, shares[who]) = (assets - amount, shares[who] - s)
    case .redeem:
      let a = assetsDown(amount)
      guard amount > 0, amount <= shares[who], a > 0 else { return false }
      (assets, shares[who]) = (assets - a, shares[who] - amount)
    case .transfer:
      guard amount > 0, amount <= shares[who] else { return false }
      shares[who] -= amount
      shares[step.other] += amount
    case .donate:
      guard amount > 0 else { return false }
      assets += amount
    case .lose:
      guard amount > 0, amount <= assets else { return false }
      assets -= amount
      if assets == 0 { for index in shares.indices { shares[index] = 0 } }
    }
    return true
  }
}

private struct Step {
  enum Kind: CaseIterable { case deposit, mint, withdraw, redeem, transfer, donate, lose }
  let kind: Kind
  let who: Int
  let other: Int
  let amount: UInt128
}

@Suite struct LiquidSharesModelTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func randomOperationsDoWhatTheSlowModelDoes(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let offset = UInt8(seed % 3) * 3
    var pool = try LiquidShares(decimalsOffset: offset)
    var model = SlowPool(
      shares: Array(repeating: 0, count: 5), virtual: (0..<offset).reduce(1) { p, _ in p * 10 })
    var accepted = 0
    for number in 0..<5_000 {
      let step = draw(&random, model)
      let before = pool
      let place: Comment = "seed \(seed), step \(number): \(step)"
      let isAllowed = model.apply(step)
      do {
        try apply(step, to: &pool)
        #expect(isAllowed, place)
        accepted += 1
        if step.kind != .lose {
          #expect(before.exchangeRate <= pool.exchangeRate, place)
        }
      } catch {
        guard !isAllowed, pool == before else {
          Issue.record("seed \(seed), step \(number): \(step) gave \(error)")
          return
        }
      }
      try pool.checkInvariants()
      let agrees =
        pool.totals.assets == UInt256(model.assets)
        && (0..<5).allSatisfy {
          pool.shares(of: actor(UInt64($0))) == UInt256(model.shares[$0])
        }
      guard agrees else {
        Issue.record("seed \(seed), step \(number): state differs after \(step)")
        return
      }
    }
    #expect(accepted > 2_000, "seed \(seed)")
    #expect(try LiquidShares(recordBytes: pool.recordBytes) == pool)
  }

  private func apply(_ step: Step, to pool: inout LiquidShares) throws(LiquidSharesError) {
    let who = actor(UInt64(step.who))
    let amount = UInt256(step.amount)
    switch step.kind {
    case .deposit: try pool.deposit(amount, to: who)
    case .mint: try pool.mint(amount, to: who)
    case .withdraw: try pool.withdraw(amount, from: who)
    case .redeem: try pool.redeem(amount, from: who)
    case .transfer: try pool.transfer(amount, from: who, to: actor(UInt64(step.other)))
    case .donate: try pool.donate(amount)
    case .lose: try pool.lose(amount)
    }
  }

  private func draw(_ random: inout SeededGenerator, _ model: SlowPool) -> Step {
    let kind = Step.Kind.allCases.randomElement(using: &random) ?? .donate
    let who = Int.random(in: 0..<5, using: &random)
    let other = Int.random(in: 0..<5, using: &random)
    let top: UInt128 =
      switch kind {
      case .withdraw: model.assetsDown(model.shares[who]) + 1
      case .redeem, .transfer: model.shares[who] + 1
      case .lose: model.assets / UInt128(UInt64.random(in: 1...40, using: &random)) + 1
      // Small sums stay small, so that the products fit into the model's 128 bits.
      case .mint: model.assets > 1 << 40 ? 3 : 50_000 * model.virtual
      default: model.assets > 1 << 40 ? 3 : 50_000
      }
    return Step(
      kind: kind, who: who, other: other, amount: UInt128.random(in: 0...top, using: &random))
  }
}
