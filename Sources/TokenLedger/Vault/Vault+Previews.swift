// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What the vault would give or take now. Amounts are base units; the asset is the token the vault
/// holds, as it is now.
extension Vault {
  /// The assets the vault holds (`totalAssets`).
  ///
  /// - Throws: ``LedgerError/wrongAsset(_:expected:)``.
  /// - Complexity: O(1).
  public func totalAssets(in asset: Token) throws(LedgerError) -> UInt256 {
    guard asset.configuration.address == self.asset else {
      throw .wrongAsset(asset.configuration.address, expected: self.asset)
    }
    return asset.balance(of: address)
  }

  /// Shares that `assets` are worth without fees, rounded down (`convertToShares`).
  ///
  /// - Throws: ``LedgerError``: wrong asset, conversion overflow, virtual total overflow.
  /// - Complexity: O(1).
  public func convertToShares(_ assets: UInt256, in asset: Token) throws(LedgerError) -> UInt256 {
    try converting(assets, in: asset) { rule, pool throws(VaultSharesError) in
      try rule.convertToShares(assets, in: pool)
    }
  }

  /// Assets that `shares` are worth without fees, rounded down (`convertToAssets`).
  ///
  /// - Throws: ``LedgerError``: wrong asset, conversion overflow, virtual total overflow.
  /// - Complexity: O(1).
  public func convertToAssets(_ shares: UInt256, in asset: Token) throws(LedgerError) -> UInt256 {
    try converting(shares, in: asset) { rule, pool throws(VaultSharesError) in
      try rule.convertToAssets(shares, in: pool)
    }
  }

  /// Shares that a deposit of `assets` yields now, rounded down (`previewDeposit`).
  ///
  /// - Throws: ``LedgerError``: wrong asset, conversion overflow, virtual total overflow.
  /// - Complexity: O(1).
  public func previewDeposit(_ assets: UInt256, in asset: Token) throws(LedgerError) -> UInt256 {
    let kept = try entryFee.taking(from: assets)
    return try converting(kept, in: asset) { rule, pool throws(VaultSharesError) in
      try rule.previewDeposit(kept, in: pool)
    }
  }

  /// Assets that minting `shares` takes now, rounded up (`previewMint`).
  ///
  /// - Throws: ``LedgerError``: wrong asset, conversion overflow, virtual total overflow.
  /// - Complexity: O(1).
  public func previewMint(_ shares: UInt256, in asset: Token) throws(LedgerError) -> UInt256 {
    let kept = try converting(shares, in: asset) { rule, pool throws(VaultSharesError) in
      try rule.previewMint(shares, in: pool)
    }
    return try entryFee.adding(to: kept)
  }

  /// Shares that withdrawing `assets` takes now, rounded up (`previewWithdraw`).
  ///
  /// - Throws: ``LedgerError``: wrong asset, conversion overflow, virtual total overflow.
  /// - Complexity: O(1).
  public func previewWithdraw(_ assets: UInt256, in asset: Token) throws(LedgerError) -> UInt256 {
    let taken = try exitFee.adding(to: assets)
    return try converting(taken, in: asset) { rule, pool throws(VaultSharesError) in
      try rule.previewWithdraw(taken, in: pool)
    }
  }

  /// Assets that redeeming `shares` yields now, rounded down (`previewRedeem`).
  ///
  /// - Throws: ``LedgerError``: wrong asset, conversion overflow, virtual total overflow.
  /// - Complexity: O(1).
  public func previewRedeem(_ shares: UInt256, in asset: Token) throws(LedgerError) -> UInt256 {
    try exitFee.taking(
      from: try converting(shares, in: asset) { rule, pool throws(VaultSharesError) in
        try rule.previewRedeem(shares, in: pool)
      })
  }

  /// The most assets `receiver` may deposit (`maxDeposit`): no limit, but nothing while the shares
  /// or the asset stand still for the vault, and no more than the shares' cap leaves.
  ///
  /// - Throws: ``LedgerError/wrongAsset(_:expected:)``.
  /// - Complexity: O(1).
  public func maxDeposit(of receiver: Address, in asset: Token) throws(LedgerError) -> UInt256 {
    let shares = try maxMint(of: receiver, in: asset)
    if shares == .max || shares.isZero { return shares }
    do throws(LedgerError) {
      // What is less than one share more would cost yields at most the shares that are left.
      return try previewMint(shares + 1, in: asset) - 1
    } catch {
      return .max
    }
  }

  /// The most shares `receiver` may mint (`maxMint`): no limit, but nothing while the shares or the
  /// asset stand still for the vault, and no more than the shares' cap leaves.
  ///
  /// - Throws: ``LedgerError/wrongAsset(_:expected:)``.
  /// - Complexity: O(1).
  public func maxMint(of receiver: Address, in asset: Token) throws(LedgerError) -> UInt256 {
    _ = try totalAssets(in: asset)
    guard isOpen(in: asset), !shares.refuses(receiver) else { return .zero }
    guard let cap = shares.configuration.features.cap else { return .max }
    return cap - shares.totalSupply
  }

  /// The most assets that shares of `owner` can be withdrawn for (`maxWithdraw`).
  ///
  /// - Throws: ``LedgerError``: wrong asset, conversion overflow, virtual total overflow.
  /// - Complexity: O(1).
  public func maxWithdraw(of owner: Address, in asset: Token) throws(LedgerError) -> UInt256 {
    try previewRedeem(try maxRedeem(of: owner, in: asset), in: asset)
  }

  /// The most shares of `owner` that can be redeemed (`maxRedeem`): all, but nothing while the
  /// shares or the asset stand still for the vault.
  ///
  /// - Throws: ``LedgerError/wrongAsset(_:expected:)``.
  /// - Complexity: O(1).
  public func maxRedeem(of owner: Address, in asset: Token) throws(LedgerError) -> UInt256 {
    _ = try totalAssets(in: asset)
    guard isOpen(in: asset), !shares.refuses(owner) else { return .zero }
    return shares.balance(of: owner) - shares.storage.value(.held, owner)
  }

  /// Whether neither token keeps the vault from moving it (ERC-4626: limits count in what is
  /// disabled, even for a while).
  private func isOpen(in asset: Token) -> Bool {
    !(shares.configuration.features.pausable && shares.isPaused)
      && !(asset.configuration.features.pausable && asset.isPaused) && !asset.refuses(address)
  }

  private func converting(
    _ amount: UInt256, in asset: Token,
    _ conversion: (VaultShares, VaultTotals) throws(VaultSharesError) -> UInt256
  ) throws(LedgerError) -> UInt256 {
    let pool = VaultTotals(assets: try totalAssets(in: asset), shares: shares.totalSupply)
    do throws(VaultSharesError) {
      return try conversion(rule, pool)
    } catch {
      switch error {
      case .totalAssetsTooLarge(let assets):
        throw .virtualTotalOverflow(total: assets, virtual: .one)
      case .totalSharesTooLarge(let shares, let virtualShares):
        throw .virtualTotalOverflow(total: shares, virtual: virtualShares)
      default: throw .conversionOverflow(amount: amount)
      }
    }
  }
}

extension Token {
  /// Whether the account is on the blocklist of a token that has one.
  fileprivate func refuses(_ account: Address) -> Bool {
    configuration.features.blocklist && isBlocked(account)
  }
}
