// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What an operation on a pool of streams pays: carried out by whoever owns the tokens.
public struct StreamPayment: Sendable, Hashable {
  /// The token.
  public let token: Address
  /// Who is paid; nil where units leave the pool for its owner: carry, and what nothing promised.
  public let account: Address?
  /// Base units, above zero.
  public let amount: UInt256
}
