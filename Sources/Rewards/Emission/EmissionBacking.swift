// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What emission is paid with. Amounts are base units.
@nonexhaustive
public enum EmissionBacking: Sendable, Hashable, Codable {
  /// New units, as long as the supply stays at or below `cap`. What the cap does not allow is not due
  /// any more.
  case mint(cap: UInt256)
  /// Units that were put in by ``EmissionLedger/fund(_:)``. What is due beyond them stays a debt, which
  /// later funds pay first.
  case pool
}
