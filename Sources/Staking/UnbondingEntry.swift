// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Stake of one GPU that is on its way out. A GPU has at most one entry per round.
public struct UnbondingEntry: Sendable, Hashable, Codable {
  /// The round in which it began to unbond.
  public let createdIn: Round
  /// The first round in which it may be withdrawn.
  public let maturesIn: Round
  /// Base units, never zero.
  public internal(set) var amount: UInt256
}
