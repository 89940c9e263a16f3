// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
internal import LedgerPrimitives

extension LiquidShares {
  /// Brings units for no shares: rewards. Every share is worth more afterwards.
  ///
  /// - Parameter assets: base units, not zero.
  /// - Throws: ``LiquidSharesError``; then nothing has changed.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func donate(_ assets: UInt256) throws(LiquidSharesError) -> LiquidSharesEvent {
    guard assets > 0 || dust == .accepted else { throw .amountIsZero }
    let newAssets = try enlarged(by: assets)
    let newDonated = try counted(donated, assets)

    totals.assets = newAssets
    donated = newDonated
    return .donated(assets: assets)
  }

  /// Brings the pool to what it really holds: a slash of its stake is a ``lose(_:)``, and what came
  /// without shares a ``donate(_:)``.
  ///
  /// The pool cannot see the stake that it stands for. Between a slash and this call a holder could
  /// leave at the old rate, so call it before every exchange:
  ///
  /// ```swift
  /// try pool.reconcile(holding: registry.delegatedHoldings(of: account))
  /// try pool.withdraw(assets, from: holder)
  /// ```
  ///
  /// - Parameter assets: what there is of the pool's units, in base units, before what the exchange
  ///   brings or takes.
  /// - Returns: what happened, or nil where the pool knew already.
  /// - Throws: ``LiquidSharesError``; then nothing has changed.
  /// - Complexity: that of ``lose(_:)``.
  @discardableResult
  public mutating func reconcile(
    holding assets: UInt256
  ) throws(LiquidSharesError) -> LiquidSharesEvent? {
    if assets < totals.assets { return try lose(totals.assets - assets) }
    if assets > totals.assets { return try donate(assets - totals.assets) }
    return nil
  }

  /// Takes units away from everybody in proportion: a slash.
  ///
  /// Where it takes all, or leaves a share less than 2⁻⁶⁴ of its first value, all shares are void:
  /// what is left, the residue, is lost as well, and the pool begins again.
  ///
  /// - Parameter assets: base units, not zero, at most what the pool holds.
  /// - Returns: ``LiquidSharesEvent/lost(assets:residue:voidedShares:)``; the caller sends `assets`
  ///   and `residue` where slashed units go.
  /// - Throws: ``LiquidSharesError``; then nothing has changed.
  /// - Complexity: O(1); O(n) in the number of holders where shares are voided.
  @discardableResult
  public mutating func lose(_ assets: UInt256) throws(LiquidSharesError) -> LiquidSharesEvent {
    guard assets > 0 else { throw .amountIsZero }
    guard assets <= totals.assets else {
      throw .lossTooLarge(asked: assets, held: totals.assets)
    }
    let left = totals.assets - assets
    let after = VaultTotals(assets: left, shares: totals.shares)
    let isVoid = totals.shares > 0 && (left.isZero || !isAboveFloor(after))
    let residue: UInt256 = isVoid ? left : .zero
    let newLost = try counted(lost, assets + residue)
    guard isVoid else {
      lost = newLost
      totals = after
      return .lost(assets: assets, residue: .zero, voidedShares: .zero)
    }
    let next = incarnation.addingReportingOverflow(1)
    if next.overflow {
      throw .arithmetic(.overflow(operation: "incarnation", operands: [UInt256(incarnation), 1]))
    }

    let voided = totals.shares
    lost = newLost
    totals = .empty
    holders = [:]
    incarnation = next.partialValue
    return .lost(assets: assets, residue: residue, voidedShares: voided)
  }
}
