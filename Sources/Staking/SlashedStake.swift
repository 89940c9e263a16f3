// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// One slash of one GPU. Amounts are base units.
public struct SlashedStake: Sendable, Hashable {
  /// The GPU.
  public let gpu: GPUID
  /// The account that owns it.
  public let owner: Address
  /// What it did.
  public let fault: Fault
  /// When it did it.
  public let faultRound: Round
  /// The fraction that was taken, in parts per million.
  public let partsPerMillion: UInt32
  /// What left the bond, of the owner and all delegators.
  public let bonded: UInt256
  /// What left the unbonding stake.
  public let unbonding: UInt256
  /// What left stake that had moved to other GPUs, bonded there or unbonding.
  public let redelegated: UInt256
  /// Where all of it went.
  public let destination: Address

  /// All that was taken.
  public var total: UInt256 { bonded + unbonding + redelegated }
}
