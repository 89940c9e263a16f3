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

private let alice = Address.derived(fromLabel: "alice")
private let bob = Address.derived(fromLabel: "bob")
private let carol = Address.derived(fromLabel: "carol")
private let treasury = Address.derived(fromLabel: "treasury")
private let vaultAddress = Address.derived(fromLabel: "vault")

/// A vault and its asset, of which Alice and Bob hold 1,000,000 units each and let the vault take
/// them.
struct VaultPair {
  var vault: Vault
  var asset: Token

  init(
    offset: UInt8 = 0, dialect: Dialect = .openZeppelin5, fees: VaultFees? = nil,
    features: TokenFeatures = TokenFeatures(), assetFeatures: TokenFeatures = TokenFeatures()
  ) throws {
    asset = Token(
      configuration: TokenConfiguration(
        name: "Asset", symbol: "AST", decimals: 6, address: .derived(fromLabel: "asset"),
        chainID: 31337, dialect: dialect, features: assetFeatures))
    vault = try Vault(
      name: "Shares", symbol: "vAST", address: vaultAddress, asset: asset.configuration,
      decimalsOffset: offset, features: features, fees: fees)
    for account in [alice, bob] {
      try asset.mint(to: account, value: 1_000_000)
      try asset.approve(owner: account, spender: vaultAddress, value: .max)
    }
  }

  /// Units that come from nowhere into the vault.
  mutating func donate(_ value: UInt256) throws {
    try asset.mint(to: vaultAddress, value: value)
  }

  /// Units of the vault that are lost.
  mutating func lose(_ value: UInt256) throws {
    try asset.burn(from: vaultAddress, value: value)
  }

  /// Expects exactly this error, and both tokens with their events as they were.
  func refuses(
    _ error: LedgerError, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (inout Vault, inout Token) throws -> Void
  ) {
    var (vault, asset) = (vault, asset)
    #expect(throws: error, sourceLocation: sourceLocation) { try body(&vault, &asset) }
    #expect(
      vault == self.vault && asset == self.asset, "a throwing call changed something",
      sourceLocation: sourceLocation)
    #expect(
      vault.shares.events.elementsEqual(self.vault.shares.events)
        && asset.events.elementsEqual(self.asset.events), "a throwing call told something",
      sourceLocation: sourceLocation)
  }
}

@Suite struct VaultRules {
  @Test func aNewVaultIsEmptyAndKnowsItsNames() throws {
    let pair = try VaultPair(offset: 6)
    let vault = pair.vault
    #expect(vault.shares.name == "Shares" && vault.shares.symbol == "vAST")
    #expect(vault.shares.decimals == 12 && vault.decimalsOffset == 6)
    #expect(vault.address == vaultAddress && vault.asset == pair.asset.configuration.address)
    #expect(try vault.totalAssets(in: pair.asset) == 0 && vault.shares.totalSupply == 0)
    #expect(try vault.convertToShares(1, in: pair.asset) == 1_000_000)
    #expect(try vault.maxDeposit(of: alice, in: pair.asset) == .max)
    #expect(try vault.maxMint(of: alice, in: pair.asset) == .max)
    #expect(try vault.maxWithdraw(of: alice, in: pair.asset) == 0)
    #expect(try vault.maxRedeem(of: alice, in: pair.asset) == 0)
  }

  @Test func theFourOperationsExchangeAtOnePrice() throws {
    var pair = try VaultPair()
    #expect(try pair.vault.deposit(1_000, from: alice, to: bob, asset: &pair.asset) == 1_000)
    #expect(pair.vault.shares.balance(of: bob) == 1_000)
    #expect(pair.asset.balance(of: alice) == 999_000)
    // Three units a share and a bit less, for the virtual share has its part.
    try pair.donate(2_000)
    #expect(try pair.vault.convertToAssets(1_000, in: pair.asset) == 2_998)
    #expect(try pair.vault.mint(shares: 10, from: alice, to: alice, asset: &pair.asset) == 30)
    #expect(try pair.vault.withdraw(30, from: bob, to: carol, asset: &pair.asset) == 11)
    #expect(pair.asset.balance(of: carol) == 30 && pair.vault.shares.balance(of: bob) == 989)
    #expect(try pair.vault.redeem(shares: 10, from: alice, to: carol, asset: &pair.asset) == 30)
    #expect(pair.vault.shares.balance(of: alice) == 0)
    try pair.vault.checkInvariants(asset: pair.asset)
    try pair.asset.checkInvariants()
  }

  @Test func bothTokensTellWhatHappened() throws {
    var pair = try VaultPair()
    var (told, toldAsset) = (pair.vault.shares.events.count, pair.asset.events.count)
    try pair.vault.deposit(70, from: alice, to: bob, asset: &pair.asset)
    #expect(
      Array(pair.vault.shares.events[told...]) == [
        .transfer(from: .zero, to: bob, value: 70),
        .deposit(sender: alice, owner: bob, assets: 70, shares: 70),
      ])
    #expect(
      Array(pair.asset.events[toldAsset...]) == [
        .transfer(from: alice, to: vaultAddress, value: 70)
      ])
    told = pair.vault.shares.events.count
    toldAsset = pair.asset.events.count
    try pair.vault.shares.approve(owner: bob, spender: carol, value: 50)
    try pair.vault.redeem(shares: 20, from: bob, to: alice, by: carol, asset: &pair.asset)
    #expect(
      Array(pair.vault.shares.events[told...]) == [
        .approval(owner: bob, spender: carol, value: 50),
        .transfer(from: bob, to: .zero, value: 20),
        .withdraw(sender: carol, receiver: alice, owner: bob, assets: 20, shares: 20),
      ])
    #expect(
      Array(pair.asset.events[toldAsset...]) == [
        .transfer(from: vaultAddress, to: alice, value: 20)
      ])
    #expect(pair.vault.shares.allowance(owner: bob, spender: carol) == 30)
  }

  @Test func eachRefusalIsNamedAndChangesNeither() throws {
    var pair = try VaultPair(dialect: .snekmate)
    try pair.vault.deposit(100, from: alice, to: alice, asset: &pair.asset)
    try pair.vault.shares.approve(owner: alice, spender: bob, value: 5)
    pair.refuses(.insufficientBalance(sender: bob, balance: 1_000_000, needed: 1_000_001)) {
      try $0.deposit(1_000_001, from: bob, to: bob, asset: &$1)
    }
    pair.refuses(.insufficientAllowance(spender: vaultAddress, allowance: 0, needed: 7)) {
      try $0.mint(shares: 7, from: carol, to: bob, asset: &$1)
    }
    // The assets have moved before the shares are refused.
    pair.refuses(.invalidReceiver(.zero)) { try $0.deposit(7, from: bob, to: .zero, asset: &$1) }
    pair.refuses(.invalidReceiver(.zero)) {
      try $0.mint(shares: 7, from: bob, to: .zero, asset: &$1)
    }
    // The shares are burned before the assets are refused.
    pair.refuses(.invalidReceiver(.zero)) {
      try $0.withdraw(7, from: alice, to: .zero, asset: &$1)
    }
    pair.refuses(.invalidReceiver(.zero)) {
      try $0.redeem(shares: 7, from: alice, to: .zero, asset: &$1)
    }
    pair.refuses(.exceededMaxWithdraw(owner: alice, assets: 101, max: 100)) {
      try $0.withdraw(101, from: alice, to: bob, asset: &$1)
    }
    pair.refuses(.exceededMaxRedeem(owner: alice, shares: 101, max: 100)) {
      try $0.redeem(shares: 101, from: alice, to: bob, asset: &$1)
    }
    pair.refuses(.insufficientAllowance(spender: bob, allowance: 5, needed: 6)) {
      try $0.redeem(shares: 6, from: alice, to: bob, by: bob, asset: &$1)
    }
    pair.refuses(.insufficientAllowance(spender: bob, allowance: 5, needed: 6)) {
      try $0.withdraw(6, from: alice, to: bob, by: bob, asset: &$1)
    }
    // The limit is judged before the allowance.
    pair.refuses(.exceededMaxRedeem(owner: alice, shares: .max, max: 100)) {
      try $0.redeem(shares: .max, from: alice, to: bob, by: bob, asset: &$1)
    }
    try pair.donate(1_000_000)
    pair.refuses(.conversionOverflow(amount: .max)) {
      try $0.mint(shares: .max, from: bob, to: bob, asset: &$1)
    }
    var other = try VaultPair().asset
    pair.refuses(.wrongAsset(configuration.address, expected: pair.vault.asset)) { vault, _ in
      other = Token(configuration: configuration)
      try vault.deposit(1, from: alice, to: alice, asset: &other)
    }
  }

  @Test func virtualUnitsBeyond256BitsAreNamed() throws {
    var pair = try VaultPair()
    try pair.donate(.max - 2_000_000)
    try pair.asset.transfer(from: alice, to: vaultAddress, value: 1_000_000)
    try pair.asset.transfer(from: bob, to: vaultAddress, value: 1_000_000)
    pair.refuses(.virtualTotalOverflow(total: .max, virtual: 1)) {
      try $0.deposit(0, from: alice, to: alice, asset: &$1)
    }
    var wide = try VaultPair(offset: 77)
    try wide.vault.shares.mint(to: alice, value: .max - 1)
    pair.refuses(.virtualTotalOverflow(total: .max, virtual: 1)) { vault, asset in
      _ = try vault.convertToShares(1, in: asset)
    }
    #expect(
      throws: LedgerError.virtualTotalOverflow(
        total: .max - 1, virtual: UInt256("1" + String(repeating: "0", count: 77)) ?? 0)
    ) { try wide.vault.convertToAssets(1, in: wide.asset) }
  }

  @Test func theCallerLimitsThePrice() throws {
    var pair = try VaultPair()
    try pair.vault.deposit(100, from: alice, to: alice, asset: &pair.asset)
    try pair.donate(101)  // two units a share
    pair.refuses(.slippage(got: 50, limit: 51)) {
      try $0.deposit(100, from: bob, to: bob, minShares: 51, asset: &$1)
    }
    pair.refuses(.slippage(got: 100, limit: 99)) {
      try $0.mint(shares: 50, from: bob, to: bob, maxAssets: 99, asset: &$1)
    }
    pair.refuses(.slippage(got: 50, limit: 49)) {
      try $0.withdraw(100, from: alice, to: bob, maxShares: 49, asset: &$1)
    }
    pair.refuses(.slippage(got: 100, limit: 101)) {
      try $0.redeem(shares: 50, from: alice, to: bob, minAssets: 101, asset: &$1)
    }
    try pair.vault.deposit(100, from: bob, to: bob, minShares: 50, asset: &pair.asset)
    try pair.vault.mint(shares: 50, from: bob, to: bob, maxAssets: 100, asset: &pair.asset)
    try pair.vault.withdraw(100, from: bob, to: bob, maxShares: 50, asset: &pair.asset)
    try pair.vault.redeem(shares: 50, from: bob, to: bob, minAssets: 100, asset: &pair.asset)
    #expect(pair.asset.balance(of: bob) == 1_000_000)
  }

  @Test func everybodySharesALoss() throws {
    var pair = try VaultPair(offset: 6)
    try pair.vault.deposit(3_000, from: alice, to: alice, asset: &pair.asset)
    try pair.vault.deposit(1_000, from: bob, to: bob, asset: &pair.asset)
    try pair.lose(2_000)
    try pair.vault.checkInvariants(asset: pair.asset)
    #expect(try pair.vault.maxWithdraw(of: alice, in: pair.asset) == 1_500)
    #expect(try pair.vault.maxWithdraw(of: bob, in: pair.asset) == 500)
    // Who comes now pays the new price.
    #expect(
      try pair.vault.deposit(1_000, from: bob, to: carol, asset: &pair.asset) == 1_999_500_249)
    // With everything lost, a share is worth a part of the virtual asset: nothing.
    try pair.lose(3_000)
    #expect(try pair.vault.maxWithdraw(of: alice, in: pair.asset) == 0)
    #expect(
      try pair.vault.redeem(
        shares: pair.vault.shares.balance(of: alice), from: alice, to: alice,
        asset: &pair.asset) == 0)
    try pair.vault.checkInvariants(asset: pair.asset)
  }

  @Test func whatStandsStillLowersTheLimits() throws {
    var pausable = TokenFeatures()
    pausable.pausable = true
    pausable.blocklist = true
    for pausesShares in [true, false] {
      var pair =
        pausesShares
        ? try VaultPair(features: pausable) : try VaultPair(assetFeatures: pausable)
      try pair.vault.deposit(10, from: alice, to: alice, asset: &pair.asset)
      let running = pair
      if pausesShares {
        try pair.vault.shares.pause(by: alice)
      } else {
        try pair.asset.pause(by: alice)
      }
      #expect(try pair.vault.maxDeposit(of: alice, in: pair.asset) == 0)
      #expect(try pair.vault.maxMint(of: alice, in: pair.asset) == 0)
      #expect(try pair.vault.maxWithdraw(of: alice, in: pair.asset) == 0)
      #expect(try pair.vault.maxRedeem(of: alice, in: pair.asset) == 0)
      pair.refuses(.exceededMaxDeposit(receiver: alice, assets: 1, max: 0)) {
        try $0.deposit(1, from: alice, to: alice, asset: &$1)
      }
      pair.refuses(.exceededMaxMint(receiver: alice, shares: 1, max: 0)) {
        try $0.mint(shares: 1, from: alice, to: alice, asset: &$1)
      }
      pair = running
      if pausesShares {
        try pair.vault.shares.block(alice)
        #expect(try pair.vault.maxDeposit(of: bob, in: pair.asset) == .max)
      } else {
        try pair.asset.block(vaultAddress)
      }
      #expect(try pair.vault.maxMint(of: alice, in: pair.asset) == 0)
      #expect(try pair.vault.maxRedeem(of: alice, in: pair.asset) == 0)
    }
  }

  @Test(arguments: [0, 6] as [UInt8], [0, 30_000] as [UInt32])
  func aCapOfSharesIsReachedExactly(offset: UInt8, fee: UInt32) throws {
    var capped = TokenFeatures()
    capped.cap = 1_234_567
    let fees = VaultFees(entryPartsPerMillion: fee, receiver: treasury)
    var pair = try VaultPair(offset: offset, fees: fees, features: capped)
    try pair.vault.mint(shares: 34_567, from: alice, to: alice, asset: &pair.asset)
    try pair.donate(31)
    #expect(try pair.vault.maxMint(of: bob, in: pair.asset) == 1_200_000)
    let most = try pair.vault.maxDeposit(of: bob, in: pair.asset)
    #expect(try pair.vault.previewDeposit(most, in: pair.asset) <= 1_200_000)
    #expect(try pair.vault.previewDeposit(most + 1, in: pair.asset) > 1_200_000)
    pair.refuses(.exceededMaxDeposit(receiver: bob, assets: most + 1, max: most)) {
      try $0.deposit(most + 1, from: bob, to: bob, asset: &$1)
    }
    pair.refuses(.exceededMaxMint(receiver: bob, shares: 1_200_001, max: 1_200_000)) {
      try $0.mint(shares: 1_200_001, from: bob, to: bob, asset: &$1)
    }
    try pair.asset.mint(to: bob, value: 10_000_000)
    try pair.vault.deposit(most, from: bob, to: bob, asset: &pair.asset)
    let left = try pair.vault.maxMint(of: bob, in: pair.asset)
    try pair.vault.mint(shares: left, from: bob, to: bob, asset: &pair.asset)
    #expect(try pair.vault.maxDeposit(of: bob, in: pair.asset) == 0)
    #expect(pair.vault.shares.totalSupply == 1_234_567)
  }

  @Test func aVaultThatCannotBeIsRefused() throws {
    let asset = try VaultPair().asset.configuration
    func founding(
      address: Address = vaultAddress, offset: UInt8 = 0,
      features: TokenFeatures = TokenFeatures()
    ) throws(LedgerError) {
      _ = try Vault(
        name: "", symbol: "", address: address, asset: asset, decimalsOffset: offset,
        features: features)
    }
    #expect(throws: LedgerError.invalidVault("it would hold its own shares")) {
      try founding(address: asset.address)
    }
    #expect(throws: LedgerError.invalidVault("6 and 250 decimals are more than 255")) {
      try founding(offset: 250)
    }
    #expect(throws: LedgerError.self) { try founding(offset: 78) }
    try founding(offset: 77)
    #expect(throws: LedgerError.invalidVault("nobody receives its fees")) {
      try VaultPair(fees: VaultFees(exitPartsPerMillion: 1, receiver: .zero))
    }
    var empty = TokenFeatures()
    empty.cap = 0
    #expect(throws: LedgerError.invalidCap(0)) { try founding(features: empty) }
    var flashing = TokenFeatures()
    flashing.flashMint = .init()
    #expect(throws: LedgerError.invalidVault("its shares could be lent in a flash")) {
      try founding(features: flashing)
    }
  }

  @Test func sharesWorthMoreThanTheAssetsAreSeen() throws {
    var pair = try VaultPair()
    try pair.vault.deposit(100, from: alice, to: alice, asset: &pair.asset)
    try pair.vault.checkInvariants(asset: pair.asset)
    #expect(throws: LedgerError.self) {
      try pair.vault.checkInvariants(asset: Token(configuration: configuration))
    }
    // A copy is a snapshot.
    let snapshot = pair
    try pair.vault.redeem(shares: 100, from: alice, to: alice, asset: &pair.asset)
    #expect(snapshot.vault.shares.balance(of: alice) == 100 && snapshot.vault != pair.vault)
    #expect(Set([snapshot.vault, pair.vault, snapshot.vault]).count == 2)
  }
}
