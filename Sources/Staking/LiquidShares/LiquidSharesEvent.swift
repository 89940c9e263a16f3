// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What an operation on ``LiquidShares`` did. Amounts are base units.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum LiquidSharesEvent: Sendable, Hashable {
  /// An account brought units and got shares.
  case deposited(Address, assets: UInt256, shares: UInt256)
  /// An account took units and gave shares.
  case withdrawn(Address, assets: UInt256, shares: UInt256)
  /// Shares changed hands.
  case transferred(from: Address, to: Address, shares: UInt256)
  /// Units came in for no shares.
  case donated(assets: UInt256)
  /// Units were slashed; where that voided all shares, the residue went with them.
  case lost(assets: UInt256, residue: UInt256, voidedShares: UInt256)
}
