// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TestSupport
import TokenLedger
import Testing

/// A vault as one would write it on a page: dictionaries, and fractions rounded by hand. Amounts
/// are so small that no product exceeds 256 bits.
private struct PageVault {
  var assets: [Address: UInt256] = [:]
  var shares: [Address: UInt256] = [:]
  let vault: Address
  let virtualShares: UInt256
  let entryFee: UInt256
  let exitFee: UInt256
  let feeReceiver: Address

  static let million: UInt256 = 1_000_000

  var totalShares: UInt256 { shares.values.reduce(0, +) }
  var totalAssets: UInt256 { assets[vault, default: 0] }

  func ceil(_ a: UInt256, _ b: UInt256, _ c: UInt256) -> UInt256 { (a * b + c - 1) / c }

  func sharesFloor(_ assets: UInt256) -> UInt256 {
    assets * (totalShares + virtualShares) / (totalAssets + 1)
  }
  func sharesCeil(_ assets: UInt256) -> UInt256 {
    ceil(assets, totalShares + virtualShares, totalAssets + 1)
  }
  func assetsFloor(_ shares: UInt256) -> UInt256 {
    shares * (totalAssets + 1) / (totalShares + virtualShares)
  }
  func assetsCeil(_ shares: UInt256) -> UInt256 {
    ceil(shares, totalAssets + 1, totalShares + virtualShares)
  }

  /// The fee within `assets` that contain it.
  func within(_ assets: UInt256, _ fee: UInt256) -> UInt256 {
    ceil(assets, fee, Self.million + fee)
  }

  func previewDeposit(_ amount: UInt256) -> UInt256 {
    sharesFloor(amount - within(amount, entryFee))
  }
  func previewMint(_ amount: UInt256) -> UInt256 {
    let kept = assetsCeil(amount)
    return kept + ceil(kept, entryFee, Self.million)
  }
  func previewWithdraw(_ amount: UInt256) -> UInt256 {
    sharesCeil(amount + ceil(amount, exitFee, Self.million))
  }
  func previewRedeem(_ amount: UInt256) -> UInt256 {
    let whole = assetsFloor(amount)
    return whole - within(whole, exitFee)
  }

  /// Returns false where it is refused; then nothing changes.
  mutating func enter(_ assets: UInt256, _ shares: UInt256, _ who: Address) -> Bool {
    guard self.assets[who, default: 0] >= assets else { return false }
    let fee = within(assets, entryFee)
    self.assets[who, default: 0] -= assets
    self.assets[vault, default: 0] += assets - fee
    self.assets[feeReceiver, default: 0] += fee
    self.shares[who, default: 0] += shares
    return true
  }

  /// Returns false where it is refused; then nothing changes.
  mutating func leave(_ assets: UInt256, _ shares: UInt256, _ who: Address) -> Bool {
    guard self.shares[who, default: 0] >= shares else { return false }
    let fee = ceil(assets, exitFee, Self.million)
    self.shares[who, default: 0] -= shares
    self.assets[vault, default: 0] -= assets + fee
    self.assets[who, default: 0] += assets
    self.assets[feeReceiver, default: 0] += fee
    return true
  }
}

private enum Move: CaseIterable {
  case deposit, mint, withdraw, redeem, donate, lose, transfer
}

/// What anybody may rely on in any vault of EIP-4626, after each step of random lifecycles.
@Suite struct VaultProperties {
  private static let treasury = Address.derived(fromLabel: "treasury")
  private static let people = (0..<4).map { Address.derived(fromLabel: "person \($0)") }

  struct Lifecycle: Sendable, CustomStringConvertible {
    var seed: UInt64
    var offset: UInt8
    var entry: UInt32 = 0
    var exit: UInt32 = 0
    var description: String { "seed \(seed), offset \(offset), fees \(entry) and \(exit)" }
  }

  @Test(arguments: [
    Lifecycle(seed: 1, offset: 0), Lifecycle(seed: 2, offset: 0), Lifecycle(seed: 3, offset: 6),
    Lifecycle(seed: 4, offset: 18), Lifecycle(seed: 5, offset: 0, entry: 30_000, exit: 7),
    Lifecycle(seed: 6, offset: 6, entry: 1, exit: 500_000),
  ])
  func lifecyclesAgreeWithThePage(life: Lifecycle) throws {
    var random = SeededGenerator(seed: life.seed)
    let people = Self.people
    let fees = VaultFees(
      entryPartsPerMillion: life.entry, exitPartsPerMillion: life.exit, receiver: Self.treasury)
    var pair = try VaultPair(offset: life.offset, fees: fees)
    let address = pair.vault.address
    var page = PageVault(
      vault: address, virtualShares: (0..<life.offset).reduce(1) { power, _ in power * 10 },
      entryFee: UInt256(UInt64(life.entry)), exitFee: UInt256(UInt64(life.exit)),
      feeReceiver: Self.treasury)
    for person in people {
      try pair.asset.mint(to: person, value: 1_000_000_000_000)
      try pair.asset.approve(owner: person, spender: address, value: .max)
      page.assets[person] = 1_000_000_000_000
    }
    var done: [Move: Int] = [:]

    for step in 0..<250 {
      let place = "\(life), step \(step)"
      let who = people[Int.random(in: 0..<people.count, using: &random)]
      let amount = amount(&random)
      // In the shares' unit, which may be smaller.
      let shares = amount * (Bool.random(using: &random) ? page.virtualShares : 1)
      try expectProperties(of: pair, page, amount, shares, who, place)
      let price = (page.totalAssets + 1, page.totalShares + page.virtualShares)
      let move = Move.allCases[Int.random(in: 0..<Move.allCases.count, using: &random)]
      let before = pair
      let expected: Bool
      var carriedOut = true
      do throws(LedgerError) {
        switch move {
        case .deposit:
          let preview = page.previewDeposit(amount)
          expected = page.enter(amount, preview, who)
          let got = try pair.vault.deposit(amount, from: who, to: who, asset: &pair.asset)
          #expect(got == preview, "\(place)")
        case .mint:
          let preview = page.previewMint(shares)
          expected = page.enter(preview, shares, who)
          let got = try pair.vault.mint(shares: shares, from: who, to: who, asset: &pair.asset)
          #expect(got == preview, "\(place)")
        case .withdraw:
          let preview = page.previewWithdraw(amount)
          // The most is what all shares redeem for, which may be less than one share costs.
          let most = page.previewRedeem(page.shares[who, default: 0])
          expected = amount <= most && page.leave(amount, preview, who)
          let got = try pair.vault.withdraw(amount, from: who, to: who, asset: &pair.asset)
          #expect(got == preview, "\(place)")
        case .redeem:
          let part = shares < page.shares[who, default: 0] ? shares : page.shares[who, default: 0]
          let preview = page.previewRedeem(part)
          expected = page.leave(preview, part, who)
          let got = try pair.vault.redeem(shares: part, from: who, to: who, asset: &pair.asset)
          #expect(got == preview, "\(place)")
        case .donate:
          expected = true
          page.assets[address, default: 0] += amount
          try pair.asset.mint(to: address, value: amount)
        case .lose:
          // Seldom, and not all of it.
          let lost = step % 4 == 0 ? page.totalAssets / 3 : 0
          expected = true
          page.assets[address, default: 0] -= lost
          try pair.asset.burn(from: address, value: lost)
        case .transfer:
          let other = people[step % people.count]
          let part = page.shares[who, default: 0] / 2
          expected = true
          page.shares[who, default: 0] -= part
          page.shares[other, default: 0] += part
          try pair.vault.shares.transfer(from: who, to: other, value: part)
        }
      } catch {
        carriedOut = false
        #expect(pair.vault == before.vault && pair.asset == before.asset, "\(place): \(error)")
      }
      #expect(carriedOut == expected, "\(place): \(move)")
      if carriedOut { done[move, default: 0] += 1 }

      for person in people + [address, Self.treasury] {
        #expect(pair.asset.balance(of: person) == page.assets[person, default: 0], "\(place)")
        #expect(
          pair.vault.shares.balance(of: person) == page.shares[person, default: 0], "\(place)")
      }
      // Nothing but a loss lowers what a share is worth.
      if move != .lose {
        let now = (page.totalAssets + 1, page.totalShares + page.virtualShares)
        #expect(now.0 * price.1 >= price.0 * now.1, "\(place): \(move) lowered the price")
      }
      try pair.vault.checkInvariants(asset: pair.asset)
      try pair.asset.checkInvariants()
    }
    for move in Move.allCases { #expect(done[move, default: 0] > 10, "\(life): \(move)") }
  }

  private func amount(_ random: inout SeededGenerator) -> UInt256 {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: 0
    case 1: 1
    case 2: UInt256(UInt64.random(in: 0..<1_000_000_000_000, using: &random))
    default: UInt256(UInt64.random(in: 0..<1_000_000, using: &random))
    }
  }

  /// Rounding directions, the maxima, and round trips, each on a copy.
  private func expectProperties(
    of pair: VaultPair, _ page: PageVault, _ amount: UInt256, _ shares: UInt256, _ who: Address,
    _ place: String
  ) throws {
    let (vault, asset) = (pair.vault, pair.asset)
    #expect(try vault.convertToShares(amount, in: asset) == page.sharesFloor(amount), "\(place)")
    #expect(try vault.convertToAssets(shares, in: asset) == page.assetsFloor(shares), "\(place)")
    #expect(try vault.previewDeposit(amount, in: asset) == page.previewDeposit(amount), "\(place)")
    #expect(try vault.previewMint(shares, in: asset) == page.previewMint(shares), "\(place)")
    #expect(
      try vault.previewWithdraw(amount, in: asset) == page.previewWithdraw(amount), "\(place)")
    #expect(try vault.previewRedeem(shares, in: asset) == page.previewRedeem(shares), "\(place)")

    // Whoever converts pays at least what the conversion says, or gets at most that.
    #expect(page.previewDeposit(amount) <= page.sharesFloor(amount), "\(place)")
    #expect(page.previewMint(shares) >= page.assetsFloor(shares), "\(place)")
    #expect(page.previewWithdraw(amount) >= page.sharesFloor(amount), "\(place)")
    #expect(page.previewRedeem(shares) <= page.assetsFloor(shares), "\(place)")

    // The maxima can be taken, and no more.
    let owned = vault.shares.balance(of: who)
    #expect(try vault.maxRedeem(of: who, in: asset) == owned, "\(place)")
    let most = try vault.maxWithdraw(of: who, in: asset)
    #expect(most == page.previewRedeem(owned), "\(place)")
    var copy = pair
    try copy.vault.withdraw(most, from: who, to: who, asset: &copy.asset)
    copy = pair
    #expect(throws: LedgerError.exceededMaxWithdraw(owner: who, assets: most + 1, max: most)) {
      try copy.vault.withdraw(most + 1, from: who, to: who, asset: &copy.asset)
    }
    #expect(throws: LedgerError.exceededMaxRedeem(owner: who, shares: owned + 1, max: owned)) {
      try copy.vault.redeem(shares: owned + 1, from: who, to: who, asset: &copy.asset)
    }

    // In and out again.
    if page.assets[who, default: 0] >= amount {
      copy = pair
      let got = try copy.vault.deposit(amount, from: who, to: who, asset: &copy.asset)
      var other = copy
      #expect(
        try copy.vault.redeem(shares: got, from: who, to: who, asset: &copy.asset) <= amount,
        "\(place)")
      #expect(try other.vault.previewWithdraw(amount, in: other.asset) >= got, "\(place)")
      if try other.vault.maxWithdraw(of: who, in: other.asset) >= amount {
        #expect(
          try other.vault.withdraw(amount, from: who, to: who, asset: &other.asset) >= got,
          "\(place)")
      }
    }
    if page.assets[who, default: 0] >= page.previewMint(shares) {
      copy = pair
      let paid = try copy.vault.mint(shares: shares, from: who, to: who, asset: &copy.asset)
      #expect(
        try copy.vault.redeem(shares: shares, from: who, to: who, asset: &copy.asset) <= paid,
        "\(place)")
    }
    // Out and in again.
    copy = pair
    let part = owned / 2
    let got = try copy.vault.redeem(shares: part, from: who, to: who, asset: &copy.asset)
    var other = copy
    #expect(
      try copy.vault.deposit(got, from: who, to: who, asset: &copy.asset) <= part, "\(place)")
    #expect(try other.vault.previewMint(part, in: other.asset) >= got, "\(place)")
    other = pair
    let half = most / 2
    let burned = try other.vault.withdraw(half, from: who, to: who, asset: &other.asset)
    #expect(try other.vault.previewMint(burned, in: other.asset) >= half, "\(place)")
    #expect(try other.vault.previewDeposit(half, in: other.asset) <= burned, "\(place)")
  }
}
