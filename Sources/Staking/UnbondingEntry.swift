// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Stake of one account on one GPU that is on its way out.
public struct UnbondingEntry: Sendable, Hashable {
  /// The round in which it began to unbond.
  public let createdIn: Round
  /// The first round in which it may be withdrawn.
  public let maturesIn: Round
  /// What it is worth now, in base units; less than what was put in once it was slashed.
  public let amount: UInt256
}
