// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why an operation on ``LiquidShares`` was refused. The pool is as it was. Amounts are base units.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum LiquidSharesError: Error, Hashable, Sendable {
  /// The offset is greater than a pool may have.
  case decimalsOffsetTooLarge(UInt8, maximum: UInt8)
  /// Shares would go to the zero address.
  case accountIsZero
  /// The amount is zero.
  case amountIsZero
  /// One side of the exchange would round to nothing.
  case dust(assets: UInt256, shares: UInt256)
  /// The account holds fewer shares than asked for.
  case insufficientShares(Address, held: UInt256, asked: UInt256)
  /// The account's shares are worth less than asked for.
  case insufficientAssets(Address, worth: UInt256, asked: UInt256)
  /// The exchange would yield fewer shares than the caller wants.
  case tooFewShares(UInt256, atLeast: UInt256)
  /// The exchange would cost more shares than the caller wants.
  case tooManyShares(UInt256, atMost: UInt256)
  /// The exchange would yield fewer units than the caller wants.
  case tooFewAssets(UInt256, atLeast: UInt256)
  /// The exchange would cost more units than the caller wants.
  case tooManyAssets(UInt256, atMost: UInt256)
  /// The pool would hold more than it may.
  case poolTooLarge(holds: UInt256, added: UInt256, maximum: UInt256)
  /// More would be lost than there is.
  case lossTooLarge(asked: UInt256, held: UInt256)
  /// The amount has no counterpart within 256 bits.
  case notConvertible(VaultSharesError)
  /// A running total does not fit into 256 bits.
  case arithmetic(ArithmeticError)
  /// The state breaks one of its own laws: damaged from outside, or a bug.
  case invariantBroken(LiquidSharesInvariant)
}

extension LiquidSharesError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .decimalsOffsetTooLarge(let offset, let maximum):
      "A pool's shares cannot have \(offset) decimals more than its units: \(maximum) is the most."
    case .accountIsZero:
      "Shares would go to the zero address."
    case .amountIsZero:
      "The amount is zero."
    case .dust(let assets, let shares):
      "\(assets) units for \(shares) shares: one side rounds to nothing."
    case .insufficientShares(let account, let held, let asked):
      "\(account) holds \(held) shares, \(asked) were asked for."
    case .insufficientAssets(let account, let worth, let asked):
      "The shares of \(account) are worth \(worth) units, \(asked) were asked for."
    case .tooFewShares(let shares, let limit):
      "The exchange yields \(shares) shares, at least \(limit) were wanted."
    case .tooManyShares(let shares, let limit):
      "The exchange costs \(shares) shares, at most \(limit) were wanted."
    case .tooFewAssets(let assets, let limit):
      "The exchange yields \(assets) units, at least \(limit) were wanted."
    case .tooManyAssets(let assets, let limit):
      "The exchange costs \(assets) units, at most \(limit) were wanted."
    case .poolTooLarge(let holds, let added, let maximum):
      "The pool holds \(holds) units; \(added) more are beyond \(maximum)."
    case .lossTooLarge(let asked, let held):
      "The pool cannot lose \(asked) units: it holds \(held)."
    case .notConvertible(let error):
      error.description
    case .arithmetic(let error):
      error.description
    case .invariantBroken(let invariant):
      invariant.description
    }
  }
}
