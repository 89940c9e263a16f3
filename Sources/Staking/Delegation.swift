// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What one account has delegated to one GPU. Amounts are base units.
public struct Delegation: Sendable, Hashable {
  /// The GPU.
  public let gpu: GPUID
  /// Who delegated.
  public let delegator: Address
  /// Shares of the GPU's delegation pool; 0 where they were slashed away.
  public let shares: UInt256
  /// What the shares are worth now, rounded down.
  public let worth: UInt256
  /// What was put in for them.
  public let paid: UInt256
  /// What is unbonding to the delegator from this GPU, ascending by round.
  public let unbonding: [UnbondingEntry]

  /// What slashes have taken of what is still delegated: what was put in less what it is worth.
  public var loss: UInt256 { paid > worth ? paid - worth : .zero }
}
