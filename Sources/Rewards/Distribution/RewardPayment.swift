// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What one account gets in one round.
public struct RewardPayment: Sendable, Hashable, Codable {
  /// The account.
  public let account: Address
  /// Base units, not zero.
  public let amount: UInt256
}
