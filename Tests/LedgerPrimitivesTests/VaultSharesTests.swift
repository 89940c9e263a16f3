// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import TestSupport
import Testing

@Suite struct VaultSharesTests {
  @Test func anEmptyPoolWithoutOffsetGivesOneShareForOneAsset() throws {
    let rule = try VaultShares(decimalsOffset: 0)
    #expect(try rule.previewDeposit(519_502, in: .empty) == 519_502)
    #expect(try rule.previewMint(519_502, in: .empty) == 519_502)
    #expect(try rule.previewWithdraw(519_502, in: .empty) == 519_502)
    #expect(try rule.previewRedeem(519_502, in: .empty) == 519_502)
    #expect(try rule.assetsPerShare(in: .empty) == .one)
  }

  @Test func theOffsetGivesSharesMoreDecimals() throws {
    let rule = try VaultShares(decimalsOffset: 6)
    #expect(try rule.previewDeposit(5, in: .empty) == 5_000_000)
    #expect(try rule.previewMint(5_000_001, in: .empty) == 6)
    #expect(try rule.previewRedeem(5_999_999, in: .empty) == 5)
    #expect(try rule.previewWithdraw(5, in: .empty) == 5_000_000)
  }

  @Test func whatARealVaultAnsweredWithOneShareAndADonation() throws {
    // Recorded from a contract (snekmate ERC4626): one share after a donation.
    let rule = try VaultShares(decimalsOffset: 0)
    let pool = VaultTotals(assets: 222_000_000_000_001, shares: 1)
    #expect(try rule.convertToShares(761_112, in: pool) == 0)
    #expect(try rule.convertToAssets(761_112, in: pool) == 84_483_432_000_000_761_112)
    #expect(try rule.previewMint(761_112, in: pool) == 84_483_432_000_000_761_112)
    #expect(try rule.previewWithdraw(761_112, in: pool) == 1)
    #expect(try rule.previewDeposit(783_000_000_000_000, in: pool) == 7)
  }

  @Test(arguments: [11, 12] as [UInt64])
  func smallNumbersAgreeWithTheFormulaInPlainIntegers(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for step in 0..<4_000 {
      let offset = UInt8.random(in: 0...9, using: &random)
      let rule = try VaultShares(decimalsOffset: offset)
      let bits = UInt64.random(in: 1...48, using: &random)
      func draw() -> UInt64 { UInt64.random(in: 0..<(1 << bits), using: &random) }
      let (held, owed, amount) = (draw(), draw(), draw())
      let pool = VaultTotals(assets: UInt256(held), shares: UInt256(owed))
      let top = UInt128(owed) + (0..<offset).reduce(1) { power, _ in power * 10 }
      let bottom = UInt128(held) + 1
      let wide = UInt128(amount)
      let place: Comment = "seed \(seed), step \(step)"

      let sharesDown = UInt256(wide * top / bottom)
      let sharesUp = UInt256((wide * top + bottom - 1) / bottom)
      let assetsDown = UInt256(wide * bottom / top)
      let assetsUp = UInt256((wide * bottom + top - 1) / top)
      let asked = UInt256(amount)
      #expect(try rule.convertToShares(asked, in: pool) == sharesDown, place)
      #expect(try rule.previewDeposit(asked, in: pool) == sharesDown, place)
      #expect(try rule.previewWithdraw(asked, in: pool) == sharesUp, place)
      #expect(try rule.convertToAssets(asked, in: pool) == assetsDown, place)
      #expect(try rule.previewRedeem(asked, in: pool) == assetsDown, place)
      #expect(try rule.previewMint(asked, in: pool) == assetsUp, place)
    }
  }

  @Test(arguments: [21, 22] as [UInt64])
  func anyNumbersLieBetweenTheirExactNeighbours(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var answered = 0
    for step in 0..<4_000 {
      let rule = try VaultShares(decimalsOffset: UInt8.random(in: 0...77, using: &random))
      let pool = VaultTotals(assets: draw(&random), shares: draw(&random))
      let amount = draw(&random)
      let place: Comment = "seed \(seed), step \(step)"
      let top = pool.shares.addingReportingOverflow(rule.virtualShares)
      guard !top.overflow, pool.assets < .max else { continue }
      // Either conversion is amount · x / y.
      let ways: [Way] = [
        (top.partialValue, pool.assets + 1, rule.sharesFloor, rule.sharesCeil),
        (pool.assets + 1, top.partialValue, rule.assetsFloor, rule.assetsCeil),
      ]
      for (x, y, floor, ceil) in ways {
        let exact = amount.multipliedFullWidth(by: x)
        guard exact.high < y else {
          #expect(throws: VaultSharesError.self, place) { try floor(amount, pool) }
          #expect(throws: VaultSharesError.self, place) { try ceil(amount, pool) }
          continue
        }
        answered += 1
        let down = try floor(amount, pool)
        #expect(!less(exact, down.multipliedFullWidth(by: y)), place)
        guard down < .max else { continue }
        #expect(less(exact, (down + 1).multipliedFullWidth(by: y)), place)
        let isWhole = exact == down.multipliedFullWidth(by: y)
        #expect(try ceil(amount, pool) == (isWhole ? down : down + 1), place)
      }
    }
    #expect(answered > 2_000, "seed \(seed)")
  }

  @Test(arguments: [31, 32, 33] as [UInt64])
  func noSequenceOfCallsTakesFromThoseWhoStay(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rule = try VaultShares(decimalsOffset: [0, 3, 12][Int(seed % 3)])
    var pool = VaultTotals.empty
    for step in 0..<3_000 {
      let before = try rule.assetsPerShare(in: pool)
      let bits = UInt64.random(in: 1...60, using: &random)
      let amount = UInt256(UInt64.random(in: 0..<(1 << bits), using: &random))
      switch UInt8.random(in: 0..<5, using: &random) {
      case 0:
        let shares = try rule.previewDeposit(amount, in: pool)
        pool = VaultTotals(assets: pool.assets + amount, shares: pool.shares + shares)
      case 1:
        let assets = try rule.previewMint(amount, in: pool)
        pool = VaultTotals(assets: pool.assets + assets, shares: pool.shares + amount)
      case 2:
        let shares = try rule.previewWithdraw(amount, in: pool)
        guard amount <= pool.assets, shares <= pool.shares else { continue }
        pool = VaultTotals(assets: pool.assets - amount, shares: pool.shares - shares)
      case 3:
        guard amount <= pool.shares else { continue }
        let assets = try rule.previewRedeem(amount, in: pool)
        pool = VaultTotals(assets: pool.assets - assets, shares: pool.shares - amount)
      default: pool.assets += amount >> 20
      }
      #expect(
        try before <= rule.assetsPerShare(in: pool),
        "seed \(seed), step \(step): a share lost value")
      let all = try rule.previewRedeem(pool.shares, in: pool)
      #expect(all <= pool.assets, "seed \(seed), step \(step): more owed than held")
    }
  }

  @Test(arguments: [41, 42] as [UInt64])
  func thereAndBackNeverGains(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for step in 0..<2_000 {
      let rule = try VaultShares(decimalsOffset: UInt8.random(in: 0...18, using: &random))
      let pool = VaultTotals(
        assets: UInt256(random.next() >> 8), shares: UInt256(random.next() >> 8))
      let amount = UInt256(random.next() >> UInt64.random(in: 4..<60, using: &random))
      let place: Comment = "seed \(seed), step \(step)"

      let shares = try rule.previewDeposit(amount, in: pool)
      let after = VaultTotals(assets: pool.assets + amount, shares: pool.shares + shares)
      #expect(try rule.previewRedeem(shares, in: after) <= amount, place)
      #expect(try rule.previewWithdraw(amount, in: after) >= shares, place)

      let cost = try rule.previewMint(amount, in: pool)
      let minted = VaultTotals(assets: pool.assets + cost, shares: pool.shares + amount)
      #expect(try rule.previewRedeem(amount, in: minted) <= cost, place)
    }
  }

  // MARK: The donation attack (first depositor inflation)

  /// The attacker deposits 1 unit and donates 10¹⁸, the victim deposits 10¹⁸: what each can redeem.
  private func attack(decimalsOffset: UInt8) throws -> (attacker: UInt256, victim: UInt256) {
    let rule = try VaultShares(decimalsOffset: decimalsOffset)
    let ether: UInt256 = 1_000_000_000_000_000_000
    let first = try rule.previewDeposit(1, in: .empty)
    let robbed = VaultTotals(assets: 1 + ether, shares: first)
    let second = try rule.previewDeposit(ether, in: robbed)
    let pool = VaultTotals(assets: robbed.assets + ether, shares: first + second)
    return (try rule.previewRedeem(first, in: pool), try rule.previewRedeem(second, in: pool))
  }

  @Test func withoutVirtualSharesTheVictimWouldLoseAll() {
    // The naive rule, assets · S / A: the victim's 10¹⁸ are worth ⌊10¹⁸ · 1 / (10¹⁸ + 1)⌋ = 0.
    let ether: UInt128 = 1_000_000_000_000_000_000
    #expect(ether * 1 / (ether + 1) == 0)
  }

  @Test func donationAttackCostsTheAttackerAsMuchAsTheVictimWithoutOffset() throws {
    let (attacker, victim) = try attack(decimalsOffset: 0)
    #expect(attacker == 666_666_666_666_666_667)
    #expect(victim == 666_666_666_666_666_667)
  }

  @Test func donationAttackTakesNothingWorthMentioningWithAnOffset() throws {
    // The attacker put in 10¹⁸ + 1.
    let three = try attack(decimalsOffset: 3)
    #expect(three.victim == 999_749_937_484_371_093)
    #expect(three.attacker == 500_125_031_257_814_454)
    let six = try attack(decimalsOffset: 6)
    #expect(six.victim == 999_999_749_999_937_500)
    #expect(six.attacker == 500_000_125_000_031_250)
  }

  // MARK: Errors

  @Test func anOffsetBeyondTheLastPowerOfTenIsRefused() throws {
    let last = try VaultShares(decimalsOffset: 77)
    #expect(last.virtualShares.description == "1" + String(repeating: "0", count: 77))
    #expect(throws: VaultSharesError.decimalsOffsetTooLarge(78, maximum: 77)) {
      try VaultShares(decimalsOffset: 78)
    }
    #expect(throws: VaultSharesError.decimalsOffsetTooLarge(255, maximum: 77)) {
      try VaultShares(decimalsOffset: 255)
    }
  }

  @Test func totalsThatLeaveNoRoomAreRefused() throws {
    let rule = try VaultShares(decimalsOffset: 2)
    let assets = VaultTotals(assets: .max, shares: 5)
    #expect(throws: VaultSharesError.totalAssetsTooLarge(.max)) {
      try rule.previewDeposit(1, in: assets)
    }
    let shares = VaultTotals(assets: 5, shares: .max - 99)
    #expect(throws: VaultSharesError.totalSharesTooLarge(.max - 99, virtualShares: 100)) {
      try rule.previewRedeem(1, in: shares)
    }
    #expect(throws: VaultSharesError.totalSharesTooLarge(.max - 99, virtualShares: 100)) {
      try rule.assetsPerShare(in: shares)
    }
  }

  @Test func resultsBeyond256BitsAreRefused() throws {
    let rule = try VaultShares(decimalsOffset: 0)
    let cheap = VaultTotals(assets: 1, shares: 3)
    let dear = VaultTotals(assets: 3, shares: 1)
    #expect(throws: VaultSharesError.sharesTooLarge(assets: .max, cheap)) {
      try rule.previewDeposit(.max, in: cheap)
    }
    #expect(throws: VaultSharesError.sharesTooLarge(assets: .max, cheap)) {
      try rule.previewWithdraw(.max, in: cheap)
    }
    #expect(throws: VaultSharesError.assetsTooLarge(shares: .max, dear)) {
      try rule.previewRedeem(.max, in: dear)
    }
    #expect(throws: VaultSharesError.assetsTooLarge(shares: .max, dear)) {
      try rule.previewMint(.max, in: dear)
    }
    // The product alone may exceed 256 bits.
    #expect(try rule.previewRedeem(.max, in: cheap) == .max / 2)
  }

  @Test func errorsSayTheirValues() {
    let pool = VaultTotals(assets: 7, shares: 8)
    withEvery(
      "error",
      in: [
        (VaultSharesError.decimalsOffsetTooLarge(78, maximum: 77), ["78", "77"]),
        (.totalAssetsTooLarge(9), ["9"]),
        (.totalSharesTooLarge(9, virtualShares: 100), ["9", "100"]),
        (.sharesTooLarge(assets: 5, pool), ["5", "7", "8"]),
        (.assetsTooLarge(shares: 5, pool), ["5", "7", "8"]),
      ]
    ) { error, values in
      for value in values { #expect(error.description.contains(value)) }
    }
  }

  // MARK: Encodings

  @Test func encodingsReadBackAndRefuseWhatNoPoolHas() throws {
    let rule = try VaultShares(decimalsOffset: 12)
    #expect(try VaultShares(recordBytes: rule.recordBytes) == rule)
    #expect(rule.recordBytes == [12])
    #expect(throws: RecordError.invalidValue(field: "decimals offset", value: "78")) {
      try VaultShares(recordBytes: [78])
    }
    let json = try JSONEncoder().encode([rule])
    #expect(String(decoding: json, as: UTF8.self) == "[12]")
    #expect(try JSONDecoder().decode([VaultShares].self, from: json) == [rule])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([VaultShares].self, from: Data("[78]".utf8))
    }
    let pool = VaultTotals(assets: 1, shares: .max)
    #expect(try VaultTotals(recordBytes: pool.recordBytes) == pool)
    #expect(try JSONDecoder().decode(VaultTotals.self, from: JSONEncoder().encode(pool)) == pool)
  }

  // MARK: Helpers

  private func draw(_ random: inout SeededGenerator) -> UInt256 {
    let value = UInt256(random.next(), random.next(), random.next(), random.next())
    return value >> UInt64.random(in: 0..<256, using: &random)
  }

  private typealias Way = (
    x: UInt256, y: UInt256,
    floor: (UInt256, VaultTotals) throws -> UInt256, ceil: (UInt256, VaultTotals) throws -> UInt256
  )

  private typealias Wide = (high: UInt256, low: UInt256)

  private func less(_ a: Wide, _ b: Wide) -> Bool {
    a.high == b.high ? a.low < b.low : a.high < b.high
  }
}
