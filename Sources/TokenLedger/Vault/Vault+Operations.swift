// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Putting in and taking out. Each operation changes the shares and the asset, or neither.
extension Vault {
  /// Takes exactly `assets` units of `caller`, out of what it allowed the vault, and gives
  /// `receiver` the shares they are worth, rounded down.
  ///
  /// - Parameters:
  ///   - assets: units of the asset to put in.
  ///   - caller: whose units they are.
  ///   - receiver: who gets the shares.
  ///   - minShares: the fewest shares that `caller` accepts.
  ///   - asset: the token the vault holds.
  /// - Returns: the shares, as ``previewDeposit(_:in:)`` said.
  /// - Throws: ``LedgerError`` in this order: wrong asset, exceeded max deposit, conversion overflow,
  ///   virtual total overflow, slippage, what moving the assets throws, what minting the shares
  ///   throws. Then nothing changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func deposit(
    _ assets: UInt256, from caller: Address, to receiver: Address, minShares: UInt256 = .zero,
    asset: inout Token
  ) throws(LedgerError) -> UInt256 {
    try perform(on: &asset) { steps throws(VaultRefusal) in
      try steps.deposit(assets, from: caller, to: receiver, minShares: minShares)
    }
  }

  /// Gives `receiver` exactly `shares` and takes what they cost of `caller`, rounded up, out of what
  /// it allowed the vault.
  ///
  /// - Parameters:
  ///   - shares: shares to make.
  ///   - caller: who pays for them.
  ///   - receiver: who gets them.
  ///   - maxAssets: the most units that `caller` pays.
  ///   - asset: the token the vault holds.
  /// - Returns: the units of the asset, as ``previewMint(_:in:)`` said.
  /// - Throws: ``LedgerError`` in this order: wrong asset, exceeded max mint, conversion overflow,
  ///   virtual total overflow, slippage, what moving the assets throws, what minting the shares
  ///   throws. Then nothing changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func mint(
    shares: UInt256, from caller: Address, to receiver: Address, maxAssets: UInt256 = .max,
    asset: inout Token
  ) throws(LedgerError) -> UInt256 {
    try perform(on: &asset) { steps throws(VaultRefusal) in
      try steps.mint(shares, from: caller, to: receiver, maxAssets: maxAssets)
    }
  }

  /// Gives `receiver` exactly `assets` units and burns shares of `owner` for them, rounded up.
  ///
  /// - Parameters:
  ///   - assets: units of the asset to take out.
  ///   - owner: whose shares are burned.
  ///   - receiver: who gets the units.
  ///   - caller: who asks, out of the allowance of `owner` for shares; nil for the owner.
  ///   - maxShares: the most shares that may be burned.
  ///   - asset: the token the vault holds.
  /// - Returns: the shares, as ``previewWithdraw(_:in:)`` said.
  /// - Throws: ``LedgerError`` in this order: wrong asset, virtual total overflow, exceeded max
  ///   withdraw, conversion overflow, slippage, insufficient allowance, what burning the shares
  ///   throws, what moving the assets throws. Then nothing changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func withdraw(
    _ assets: UInt256, from owner: Address, to receiver: Address, by caller: Address? = nil,
    maxShares: UInt256 = .max, asset: inout Token
  ) throws(LedgerError) -> UInt256 {
    try perform(on: &asset) { steps throws(VaultRefusal) in
      try steps.withdraw(
        assets, from: owner, to: receiver, by: caller ?? owner, maxShares: maxShares)
    }
  }

  /// Burns exactly `shares` of `owner` and gives `receiver` what they are worth, rounded down.
  ///
  /// - Parameters:
  ///   - shares: shares to burn.
  ///   - owner: whose shares they are.
  ///   - receiver: who gets the units.
  ///   - caller: who asks, out of the allowance of `owner` for shares; nil for the owner.
  ///   - minAssets: the fewest units that are accepted.
  ///   - asset: the token the vault holds.
  /// - Returns: the units of the asset, as ``previewRedeem(_:in:)`` said.
  /// - Throws: ``LedgerError`` in this order: wrong asset, exceeded max redeem, conversion overflow,
  ///   virtual total overflow, slippage, insufficient allowance, what burning the shares throws,
  ///   what moving the assets throws. Then nothing changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func redeem(
    shares: UInt256, from owner: Address, to receiver: Address, by caller: Address? = nil,
    minAssets: UInt256 = .zero, asset: inout Token
  ) throws(LedgerError) -> UInt256 {
    try perform(on: &asset) { steps throws(VaultRefusal) in
      try steps.redeem(
        shares, from: owner, to: receiver, by: caller ?? owner, minAssets: minAssets)
    }
  }

  /// Goes on to `block` with both tokens.
  ///
  /// - Throws: ``LedgerError/blockGoesBack(_:current:)`` of either, ``LedgerError/wrongAsset(_:expected:)``.
  ///   Then nothing changes.
  /// - Complexity: O(1).
  public mutating func advance(to block: Block, asset: inout Token) throws(LedgerError) {
    _ = try totalAssets(in: asset)
    var shares = shares
    try shares.advance(to: block)
    try asset.advance(to: block)
    self.shares = shares
  }

  private mutating func perform(
    on asset: inout Token, _ body: (inout VaultSteps) throws(VaultRefusal) -> UInt256
  ) throws(LedgerError) -> UInt256 {
    var steps = VaultSteps(self, asset)
    do throws(VaultRefusal) {
      let result = try body(&steps)
      self = steps.vault
      asset = steps.asset
      return result
    } catch {
      throw error.error
    }
  }
}

extension VaultSteps {
  mutating func deposit(
    _ assets: UInt256, from caller: Address, to receiver: Address, minShares: UInt256
  ) throws(VaultRefusal) -> UInt256 {
    let shares = try ask { vault, asset throws(LedgerError) in
      let max = try vault.maxDeposit(of: receiver, in: asset)
      if assets > max {
        throw .exceededMaxDeposit(receiver: receiver, assets: assets, max: max)
      }
      let shares = try vault.previewDeposit(assets, in: asset)
      if shares < minShares { throw .slippage(got: shares, limit: minShares) }
      return shares
    }
    try exchange(assets, of: caller, for: shares, of: receiver)
    return shares
  }

  mutating func mint(
    _ shares: UInt256, from caller: Address, to receiver: Address, maxAssets: UInt256
  ) throws(VaultRefusal) -> UInt256 {
    let assets = try ask { vault, asset throws(LedgerError) in
      let max = try vault.maxMint(of: receiver, in: asset)
      if shares > max { throw .exceededMaxMint(receiver: receiver, shares: shares, max: max) }
      let assets = try vault.previewMint(shares, in: asset)
      if assets > maxAssets { throw .slippage(got: assets, limit: maxAssets) }
      return assets
    }
    try exchange(assets, of: caller, for: shares, of: receiver)
    return assets
  }

  mutating func withdraw(
    _ assets: UInt256, from owner: Address, to receiver: Address, by caller: Address,
    maxShares: UInt256
  ) throws(VaultRefusal) -> UInt256 {
    let shares = try ask { vault, asset throws(LedgerError) in
      let max = try vault.maxWithdraw(of: owner, in: asset)
      if assets > max { throw .exceededMaxWithdraw(owner: owner, assets: assets, max: max) }
      let shares = try vault.previewWithdraw(assets, in: asset)
      if shares > maxShares { throw .slippage(got: shares, limit: maxShares) }
      return shares
    }
    try exchange(shares, of: owner, for: assets, of: receiver, by: caller)
    return shares
  }

  mutating func redeem(
    _ shares: UInt256, from owner: Address, to receiver: Address, by caller: Address,
    minAssets: UInt256
  ) throws(VaultRefusal) -> UInt256 {
    let assets = try ask { vault, asset throws(LedgerError) in
      let max = try vault.maxRedeem(of: owner, in: asset)
      if shares > max { throw .exceededMaxRedeem(owner: owner, shares: shares, max: max) }
      let assets = try vault.previewRedeem(shares, in: asset)
      if assets < minAssets { throw .slippage(got: assets, limit: minAssets) }
      return assets
    }
    try exchange(shares, of: owner, for: assets, of: receiver, by: caller)
    return assets
  }

  /// Assets come in before shares are made, so that nobody holds shares that are not paid.
  private mutating func exchange(
    _ assets: UInt256, of caller: Address, for shares: UInt256, of receiver: Address
  ) throws(VaultRefusal) {
    let vault = vault.address
    try moveAssets { asset throws(LedgerError) in
      try asset.transferFrom(spender: vault, from: caller, to: vault, value: assets)
    }
    try changeShares(.mint) { token throws(LedgerError) in
      try token.mint(to: receiver, value: shares)
    }
    tell(.deposit(sender: caller, owner: receiver, assets: assets, shares: shares))
    try payFee { vault throws(LedgerError) in try vault.entryFee.within(assets) }
  }

  /// Shares are gone before assets go out.
  private mutating func exchange(
    _ shares: UInt256, of owner: Address, for assets: UInt256, of receiver: Address,
    by caller: Address
  ) throws(VaultRefusal) {
    let vault = vault.address
    try changeShares(.burn) { token throws(LedgerError) in
      if caller == owner {
        try token.burn(from: owner, value: shares)
      } else {
        try token.burnFrom(spender: caller, from: owner, value: shares)
      }
    }
    try moveAssets { asset throws(LedgerError) in
      try asset.transfer(from: vault, to: receiver, value: assets)
    }
    tell(
      .withdraw(
        sender: caller, receiver: receiver, owner: owner, assets: assets, shares: shares))
    try payFee { vault throws(LedgerError) in try vault.exitFee.onTop(of: assets) }
  }

  private mutating func payFee(
    _ fee: (Vault) throws(LedgerError) -> UInt256
  ) throws(VaultRefusal) {
    guard let fees = vault.fees, fees.receiver != vault.address else { return }
    let fee = try ask { vault, _ throws(LedgerError) in try fee(vault) }
    if fee.isZero { return }
    let vault = vault.address
    try moveAssets { asset throws(LedgerError) in
      try asset.transfer(from: vault, to: fees.receiver, value: fee)
    }
  }
}
