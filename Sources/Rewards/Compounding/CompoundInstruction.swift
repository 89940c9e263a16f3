// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// One thing to do with what an account may claim. An instruction moves nothing: whoever owns the
/// tokens and the stakes carries it out, in the open.
public struct CompoundInstruction: Sendable, Hashable {
  /// What to do.
  public enum Action: Sendable, Hashable {
    /// Stake the amount on a GPU, in the account's name.
    case stake(on: GPUID)
    /// Pay the amount to the account.
    case pay
  }

  /// Whose the amount is.
  public let account: Address
  /// What to do with it.
  public let action: Action
  /// Base units, above zero.
  public let amount: UInt256
}
