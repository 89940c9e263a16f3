// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension LiquidShares {
  /// Brings `assets` units for ⌊shares⌋.
  ///
  /// - Parameters:
  ///   - assets: base units.
  ///   - account: who gets the shares.
  ///   - atLeast: fewest shares for which the caller wants it done.
  /// - Returns: what was exchanged.
  /// - Throws: ``LiquidSharesError``; then nothing has changed.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func deposit(
    _ assets: UInt256, to account: Address, atLeast: UInt256 = .zero
  ) throws(LiquidSharesError) -> LiquidSharesEvent {
    let shares = try priced { () throws(VaultSharesError) in
      try rule.previewDeposit(assets, in: totals)
    }
    guard shares >= atLeast else { throw .tooFewShares(shares, atLeast: atLeast) }
    return try bring(assets, for: shares, asked: assets, to: account)
  }

  /// Brings ⌈units⌉ for exactly `shares`.
  ///
  /// - Parameters:
  ///   - shares: base units of shares.
  ///   - account: who gets the shares.
  ///   - atMost: most units for which the caller wants it done.
  /// - Returns: what was exchanged.
  /// - Throws: ``LiquidSharesError``; then nothing has changed.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func mint(
    _ shares: UInt256, to account: Address, atMost: UInt256 = .max
  ) throws(LiquidSharesError) -> LiquidSharesEvent {
    let assets = try priced { () throws(VaultSharesError) in
      try rule.previewMint(shares, in: totals)
    }
    guard assets <= atMost else { throw .tooManyAssets(assets, atMost: atMost) }
    return try bring(assets, for: shares, asked: shares, to: account)
  }

  /// Takes exactly `assets` units for ⌈shares⌉.
  ///
  /// At the rate of what the pool knows: ``reconcile(holding:)`` comes first where stake may have been
  /// slashed since.
  ///
  /// - Parameters:
  ///   - assets: base units.
  ///   - account: whose shares pay.
  ///   - atMost: most shares for which the caller wants it done.
  /// - Returns: what was exchanged.
  /// - Throws: ``LiquidSharesError``; then nothing has changed.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func withdraw(
    _ assets: UInt256, from account: Address, atMost: UInt256 = .max
  ) throws(LiquidSharesError) -> LiquidSharesEvent {
    let held = self.shares(of: account)
    let worth = value(of: held)
    guard assets <= worth else {
      throw .insufficientAssets(account, worth: worth, asked: assets)
    }
    let shares = try priced { () throws(VaultSharesError) in
      try rule.previewWithdraw(assets, in: totals)
    }
    guard shares <= atMost else { throw .tooManyShares(shares, atMost: atMost) }
    return try take(assets, for: shares, asked: assets, from: account, holding: held)
  }

  /// Takes ⌊units⌋ for exactly `shares`.
  ///
  /// At the rate of what the pool knows: ``reconcile(holding:)`` comes first where stake may have been
  /// slashed since.
  ///
  /// - Parameters:
  ///   - shares: base units of shares.
  ///   - account: whose shares pay.
  ///   - atLeast: fewest units for which the caller wants it done.
  /// - Returns: what was exchanged.
  /// - Throws: ``LiquidSharesError``; then nothing has changed.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func redeem(
    _ shares: UInt256, from account: Address, atLeast: UInt256 = .zero
  ) throws(LiquidSharesError) -> LiquidSharesEvent {
    let held = self.shares(of: account)
    guard shares <= held else {
      throw .insufficientShares(account, held: held, asked: shares)
    }
    let assets = try priced { () throws(VaultSharesError) in
      try rule.previewRedeem(shares, in: totals)
    }
    guard assets >= atLeast else { throw .tooFewAssets(assets, atLeast: atLeast) }
    return try take(assets, for: shares, asked: shares, from: account, holding: held)
  }

  /// Hands shares on.
  ///
  /// - Throws: ``LiquidSharesError``; then nothing has changed.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func transfer(
    _ shares: UInt256, from sender: Address, to receiver: Address
  ) throws(LiquidSharesError) -> LiquidSharesEvent {
    guard !receiver.isZero else { throw .accountIsZero }
    guard shares > 0 || dust == .accepted else { throw .amountIsZero }
    let held = self.shares(of: sender)
    guard shares <= held else {
      throw .insufficientShares(sender, held: held, asked: shares)
    }
    setShares(of: sender, to: held - shares)
    // What was taken from one holder fits into another: together they hold what there is.
    add(shares, to: receiver)
    return .transferred(from: sender, to: receiver, shares: shares)
  }

  // MARK: Applying

  private mutating func bring(
    _ assets: UInt256, for shares: UInt256, asked: UInt256, to account: Address
  ) throws(LiquidSharesError) -> LiquidSharesEvent {
    guard !account.isZero else { throw .accountIsZero }
    try refuseDust(assets, shares, asked: asked)
    let newDeposited = try counted(deposited, assets)
    let newTotals = VaultTotals(
      assets: try enlarged(by: assets), shares: try counted(totals.shares, shares))

    deposited = newDeposited
    totals = newTotals
    add(shares, to: account)
    return .deposited(account, assets: assets, shares: shares)
  }

  private mutating func take(
    _ assets: UInt256, for shares: UInt256, asked: UInt256, from account: Address,
    holding held: UInt256
  ) throws(LiquidSharesError) -> LiquidSharesEvent {
    try refuseDust(assets, shares, asked: asked)
    let newWithdrawn = try counted(withdrawn, assets)

    withdrawn = newWithdrawn
    totals.assets -= assets
    totals.shares -= shares
    setShares(of: account, to: held - shares)
    return .withdrawn(account, assets: assets, shares: shares)
  }

  private func refuseDust(
    _ assets: UInt256, _ shares: UInt256, asked: UInt256
  ) throws(LiquidSharesError) {
    if dust == .accepted { return }
    if asked.isZero { throw .amountIsZero }
    if assets.isZero || shares.isZero { throw .dust(assets: assets, shares: shares) }
  }

  private mutating func add(_ shares: UInt256, to account: Address) {
    if !shares.isZero { holders[account, default: .zero] += shares }
  }

  private mutating func setShares(of account: Address, to shares: UInt256) {
    holders[account] = shares.isZero ? nil : shares
  }

  private func priced(
    _ body: () throws(VaultSharesError) -> UInt256
  ) throws(LiquidSharesError) -> UInt256 {
    do {
      return try body()
    } catch {
      throw .notConvertible(error)
    }
  }

  /// The pool's units with `assets` more.
  func enlarged(by assets: UInt256) throws(LiquidSharesError) -> UInt256 {
    let sum = totals.assets.addingReportingOverflow(assets)
    guard !sum.overflow, sum.partialValue <= Self.maximumAssets else {
      throw .poolTooLarge(holds: totals.assets, added: assets, maximum: Self.maximumAssets)
    }
    return sum.partialValue
  }

  /// A running total with `amount` more.
  func counted(
    _ total: UInt256, _ amount: UInt256
  ) throws(LiquidSharesError) -> UInt256 {
    do throws(ArithmeticError) {
      return try total.adding(amount)
    } catch {
      throw .arithmetic(error)
    }
  }
}
