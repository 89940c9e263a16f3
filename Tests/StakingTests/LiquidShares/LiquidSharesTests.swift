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

@Suite struct LiquidSharesTests {
  private let ada = Fixture.ada
  private let ben = Fixture.ben
  private let eth: UInt256 = 1_000_000_000_000_000_000

  /// Runs `body`, which must throw `error` and change nothing.
  private func refuse(
    _ pool: LiquidShares, _ error: LiquidSharesError,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (inout LiquidShares) throws -> LiquidSharesEvent
  ) {
    var changed = pool
    #expect(throws: error, sourceLocation: sourceLocation) { try body(&changed) }
    #expect(changed == pool, sourceLocation: sourceLocation)
    #expect(!error.description.isEmpty, sourceLocation: sourceLocation)
  }

  @Test func rewardsAndSlashesMoveTheRateAndEverybodyLeavesWithTheirPart() throws {
    var pool = try LiquidShares(decimalsOffset: 6)
    #expect(
      try pool.deposit(100 * eth, to: ada)
        == .deposited(ada, assets: 100 * eth, shares: 100 * eth * 1_000_000))
    try pool.donate(10 * eth)
    // One share is worth 1.1 units of its first value now: 55 units buy 50 units' worth of shares.
    try pool.deposit(55 * eth, to: ben)
    #expect(pool.shares(of: ben) < 50 * eth * 1_000_000 + 1_000_000)
    #expect(pool.shares(of: ben) > 50 * eth * 1_000_000)
    #expect(pool.assets(of: ada) == 110 * eth - 1)
    #expect(pool.assets(of: ben) == 55 * eth - 1)
    // A slash of a tenth.
    #expect(
      try pool.lose(165 * eth / 10)
        == .lost(assets: 165 * eth / 10, residue: 0, voidedShares: 0))
    #expect(pool.assets(of: ada) == 99 * eth - 1)
    try pool.transfer(pool.shares(of: ada), from: ada, to: ben)
    #expect(pool.assets(of: ada) == 0)
    let all = pool.shares(of: ben)
    guard case .withdrawn(ben, let assets, all) = try pool.redeem(all, from: ben) else {
      Issue.record("no withdrawal")
      return
    }
    #expect(assets == 1_485 * eth / 10)
    #expect(pool.totals == .empty)
    #expect(pool.accounts.isEmpty)
    try pool.checkInvariants()
  }

  @Test func donationsHarmNobodyAndCostTheDonorAMillionfold() throws {
    var pool = try LiquidShares(decimalsOffset: 6)
    try pool.deposit(1, to: ada)
    try pool.donate(eth)
    try pool.deposit(eth, to: ben)
    #expect(pool.assets(of: ben) == 999_999_749_999_937_500)
    // Ada gave 10¹⁸ + 1.
    #expect(pool.assets(of: ada) == 500_000_125_000_031_250)
  }

  @Test func firstDepositorInflationYieldsARefusalInsteadOfNoShares() throws {
    var pool = try LiquidShares(decimalsOffset: 0)
    try pool.deposit(1, to: ada)
    try pool.donate(2 * eth)
    refuse(pool, .dust(assets: eth, shares: 0)) { try $0.deposit(eth, to: ben) }
    refuse(pool, .tooFewShares(0, atLeast: 1)) { try $0.deposit(eth, to: ben, atLeast: 1) }
  }

  @Test func depositAfterAFullSlashStartsAfresh() throws {
    // cosmos/cosmos-sdk issue 10091: shares / tokens was x / 0 after a slash of everything.
    var pool = try LiquidShares(decimalsOffset: 3)
    try pool.deposit(500, to: ada)
    #expect(try pool.lose(500) == .lost(assets: 500, residue: 0, voidedShares: 500_000))
    #expect(pool.incarnation == 1)
    #expect(pool.shares(of: ada) == 0)
    try pool.checkInvariants()
    #expect(
      try pool.deposit(500, to: ben) == .deposited(ben, assets: 500, shares: 500_000))
    #expect(pool.assets(of: ben) == 500)
    try pool.checkInvariants()
  }

  @Test func magnitudeNearZeroVoidsTheSharesInsteadOfDividingByIt() throws {
    // eigenlayer-contracts pull request 1089: a factor that reaches almost zero loses everything.
    var pool = try LiquidShares(decimalsOffset: 0)
    let many = UInt256(1) << 100
    try pool.deposit(many, to: ada)
    var careful = pool
    // 2³⁶ + 1 units for 2¹⁰⁰ + 1 shares: just above 2⁻⁶⁴ of the first value.
    let limit = (UInt256(1) << 36)
    try careful.lose(many - limit)
    #expect(careful.incarnation == 0)
    try careful.checkInvariants()
    // Fewer, and the residue goes with the rest.
    #expect(
      try pool.lose(many - limit + 2)
        == .lost(assets: many - limit + 2, residue: limit - 2, voidedShares: many))
    #expect(pool.totals == .empty)
    #expect(pool.lost == many)
    try pool.checkInvariants()
  }

  @Test func deepSlashesAgainAndAgainNeverLockThePool() throws {
    var pool = try LiquidShares(decimalsOffset: 18)
    for turn in 0..<200 {
      let room = LiquidShares.maximumAssets - pool.totals.assets
      try pool.deposit(room, to: ada)
      try pool.checkInvariants()
      try pool.lose(pool.totals.assets - UInt256(UInt64(turn % 5)))
      try pool.checkInvariants()
    }
    #expect(pool.incarnation > 100)
  }

  @Test func callsThatMustBeRefusedChangeNothing() throws {
    var pool = try LiquidShares(decimalsOffset: 0)
    try pool.deposit(1_000, to: ada)
    try pool.donate(999)
    let maximum = LiquidShares.maximumAssets
    refuse(pool, .accountIsZero) { try $0.deposit(10, to: .zero) }
    refuse(pool, .accountIsZero) { try $0.mint(10, to: .zero) }
    refuse(pool, .accountIsZero) { try $0.transfer(10, from: ada, to: .zero) }
    refuse(pool, .amountIsZero) { try $0.deposit(0, to: ada) }
    refuse(pool, .amountIsZero) { try $0.mint(0, to: ada) }
    refuse(pool, .amountIsZero) { try $0.withdraw(0, from: ada) }
    refuse(pool, .amountIsZero) { try $0.redeem(0, from: ada) }
    refuse(pool, .amountIsZero) { try $0.transfer(0, from: ada, to: ben) }
    refuse(pool, .amountIsZero) { try $0.donate(0) }
    refuse(pool, .amountIsZero) { try $0.lose(0) }
    refuse(pool, .dust(assets: 1, shares: 0)) { try $0.deposit(1, to: ben) }
    refuse(pool, .insufficientShares(ben, held: 0, asked: 1)) { try $0.redeem(1, from: ben) }
    refuse(pool, .insufficientShares(ada, held: 1_000, asked: 1_001)) {
      try $0.transfer(1_001, from: ada, to: ben)
    }
    refuse(pool, .insufficientAssets(ada, worth: 1_998, asked: 1_999)) {
      try $0.withdraw(1_999, from: ada)
    }
    refuse(pool, .tooFewShares(50, atLeast: 51)) { try $0.deposit(100, to: ben, atLeast: 51) }
    refuse(pool, .tooManyAssets(100, atMost: 99)) { try $0.mint(50, to: ben, atMost: 99) }
    refuse(pool, .tooManyShares(50, atMost: 49)) { try $0.withdraw(99, from: ada, atMost: 49) }
    refuse(pool, .tooFewAssets(99, atLeast: 100)) { try $0.redeem(50, from: ada, atLeast: 100) }
    refuse(pool, .poolTooLarge(holds: 1_999, added: maximum, maximum: maximum)) {
      try $0.deposit(maximum, to: ada)
    }
    refuse(pool, .poolTooLarge(holds: 1_999, added: .max, maximum: maximum)) {
      try $0.donate(.max)
    }
    refuse(pool, .notConvertible(.assetsTooLarge(shares: .max, pool.totals))) {
      try $0.mint(.max, to: ada)
    }
    refuse(pool, .lossTooLarge(asked: 2_000, held: 1_999)) { try $0.lose(2_000) }
    #expect(throws: LiquidSharesError.decimalsOffsetTooLarge(19, maximum: 18)) {
      try LiquidShares(decimalsOffset: 19)
    }
  }

  @Test func countersThatAreFullAreRefusedNotWrapped() throws {
    let empty = try LiquidShares(decimalsOffset: 0)
    // 2²⁵⁶ − 1 came in and went out again.
    let spent = try edited(empty) { fields in
      fields["deposited"] = UInt256.max.description
      fields["withdrawn"] = UInt256.max.description
    }
    refuse(spent, .arithmetic(.overflow(operation: "add", operands: [.max, 5]))) {
      try $0.deposit(5, to: ada)
    }
    var held = try LiquidShares(decimalsOffset: 0)
    try held.deposit(5, to: ada)
    let old = try edited(held) { $0["incarnation"] = NSNumber(value: UInt64.max) }
    refuse(
      old,
      .arithmetic(
        .overflow(operation: "incarnation", operands: [UInt256(UInt64.max), 1]))
    ) { try $0.lose(5) }
  }

  // MARK: Encodings

  private func sample() throws -> LiquidShares {
    var pool = try LiquidShares(decimalsOffset: 3)
    try pool.deposit(1_000, to: ada)
    try pool.deposit(77, to: ben)
    try pool.donate(99)
    try pool.lose(13)
    try pool.withdraw(20, from: ben)
    return pool
  }

  /// The pool whose JSON has other fields.
  private func edited(
    _ pool: LiquidShares, _ change: (inout [String: Any]) -> Void
  ) throws -> LiquidShares {
    let data = try JSONEncoder().encode(pool)
    var fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    change(&fields)
    return try JSONDecoder().decode(
      LiquidShares.self, from: JSONSerialization.data(withJSONObject: fields))
  }

  private func refusedInvariant(
    _ change: (inout [String: Any]) -> Void
  ) throws -> LiquidSharesError? {
    do {
      _ = try edited(try sample(), change)
      return nil
    } catch DecodingError.dataCorrupted(let context) {
      return context.underlyingError as? LiquidSharesError
    }
  }

  @Test func encodingsReadBack() throws {
    let pool = try sample()
    #expect(try LiquidShares(recordBytes: pool.recordBytes) == pool)
    #expect(try edited(pool) { _ in } == pool)
  }

  @Test func hostileStatesAreRefusedByTheLawTheyBreak() throws {
    #expect(
      try refusedInvariant { $0["donated"] = "100" }
        == .invariantBroken(.conservation(cameIn: 1_177, accounted: 1_176)))
    let dead: [String: Any] = ["account": Address.derived(fromLabel: "x").description]
    #expect(
      try refusedInvariant { fields in
        let holders = fields["holders"] as? [Any] ?? []
        fields["holders"] = holders + [dead.merging(["shares": "0"]) { $1 }]
      } == .invariantBroken(.emptyHolder(.derived(fromLabel: "x"))))
    #expect(
      try refusedInvariant { fields in
        let holders = fields["holders"] as? [Any] ?? []
        fields["holders"] = holders + holders.prefix(1)
      }
        == .invariantBroken(.holdersNotAscending(min(ada, ben))))
    #expect(
      try refusedInvariant { fields in
        let zero: [String: Any] = ["account": Address.zero.description, "shares": "4"]
        fields["holders"] = (fields["holders"] as? [Any] ?? []) + [zero]
      } == .invariantBroken(.accountIsZero))
    #expect(
      try refusedInvariant { $0["decimalsOffset"] = 19 }
        == .decimalsOffsetTooLarge(19, maximum: 18))
    let tooMany = LiquidShares.maximumAssets + 1
    let shares = try sample().totals.shares
    #expect(
      try refusedInvariant { fields in
        fields["totals"] = ["assets": tooMany.description, "shares": shares.description]
        fields["deposited"] = tooMany.description
        for name in ["donated", "withdrawn", "lost"] { fields[name] = "0" }
      } == .invariantBroken(.poolTooLarge(tooMany, maximum: LiquidShares.maximumAssets)))
    let worthless = UInt256(1) << 200
    #expect(
      try refusedInvariant { fields in
        fields["totals"] = ["assets": "1143", "shares": worthless.description]
        fields["holders"] = [["account": ada.description, "shares": worthless.description]]
      }
        == .invariantBroken(.worthless(VaultTotals(assets: 1_143, shares: worthless))))
    #expect(
      try refusedInvariant { fields in
        fields["totals"] = ["assets": "1143", "shares": "5"]
      } == .invariantBroken(.sharesSum(total: 5, sum: shares)))
    #expect(
      try refusedInvariant { $0["donated"] = UInt256.max.description }
        == .invariantBroken(
          .totalTooLarge(.overflow(operation: "add", operands: [1_077, .max]))))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func damagedRecordsAreRefusedAndNeverTrap(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let bytes = try sample().recordBytes
    for _ in 0..<2_000 {
      var damaged = bytes
      switch UInt8.random(in: 0..<3, using: &random) {
      case 0: damaged[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << (random.next() & 7)
      case 1: damaged.removeLast(Int.random(in: 1...bytes.count, using: &random))
      default: damaged.append(UInt8(truncatingIfNeeded: random.next()))
      }
      guard let pool = try? LiquidShares(recordBytes: damaged) else { continue }
      // Whatever reads is a lawful pool with exactly this encoding.
      #expect(pool.recordBytes == damaged, "seed \(seed)")
      try pool.checkInvariants()
    }
  }
}
