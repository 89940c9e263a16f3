// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A law of ``LiquidShares`` that a state breaks. Amounts are base units.
@nonexhaustive
public enum LiquidSharesInvariant: Sendable, Hashable, CustomStringConvertible {
  /// What came in is not what is here, withdrawn and lost.
  case conservation(cameIn: UInt256, accounted: UInt256)
  /// A total does not fit into 256 bits.
  case totalTooLarge(ArithmeticError)
  /// The shares of the holders do not sum to the total.
  case sharesSum(total: UInt256, sum: UInt256)
  /// An account is listed without shares.
  case emptyHolder(Address)
  /// The zero address holds shares.
  case accountIsZero
  /// An account is listed twice or out of order.
  case holdersNotAscending(Address)
  /// The pool holds more units than it may.
  case poolTooLarge(UInt256, maximum: UInt256)
  /// Shares that should have been voided are outstanding.
  case worthless(VaultTotals)

  /// One sentence with the values.
  public var description: String {
    switch self {
    case .conservation(let cameIn, let accounted):
      "\(cameIn) units came in, \(accounted) are accounted for."
    case .totalTooLarge(let error):
      error.description
    case .sharesSum(let total, let sum):
      "\(total) shares are outstanding, the holders' sum to \(sum)."
    case .emptyHolder(let account):
      "\(account) is listed without shares."
    case .accountIsZero:
      "The zero address holds shares."
    case .holdersNotAscending(let account):
      "\(account) is listed twice or out of order."
    case .poolTooLarge(let assets, let maximum):
      "The pool holds \(assets) units, more than \(maximum)."
    case .worthless(let totals):
      "\(totals.shares) shares of \(totals.assets) units should have been voided."
    }
  }
}

extension LiquidShares {
  /// Proves that every unit is accounted for and that the holders' shares are all there are.
  ///
  /// - Throws: ``LiquidSharesError/invariantBroken(_:)``.
  /// - Complexity: O(n) in the number of holders.
  public func checkInvariants() throws(LiquidSharesError) {
    if let brokenInvariant { throw .invariantBroken(brokenInvariant) }
  }

  /// The first law that is broken.
  var brokenInvariant: LiquidSharesInvariant? {
    do throws(ArithmeticError) {
      let cameIn = try deposited.adding(donated)
      let accounted = try totals.assets.adding(withdrawn).adding(lost)
      if cameIn != accounted { return .conservation(cameIn: cameIn, accounted: accounted) }
      var sum = UInt256.zero
      for (account, shares) in holders {
        if shares.isZero { return .emptyHolder(account) }
        if account.isZero { return .accountIsZero }
        sum = try sum.adding(shares)
      }
      if sum != totals.shares { return .sharesSum(total: totals.shares, sum: sum) }
      if totals.assets > Self.maximumAssets {
        return .poolTooLarge(totals.assets, maximum: Self.maximumAssets)
      }
      _ = try totals.shares.adding(rule.virtualShares)
    } catch {
      return .totalTooLarge(error)
    }
    return isAboveFloor(totals) ? nil : .worthless(totals)
  }
}
