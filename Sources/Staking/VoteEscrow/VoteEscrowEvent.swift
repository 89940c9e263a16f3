// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What an operation on a ``VoteEscrow`` did. Amounts are base units.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum VoteEscrowEvent: Sendable, Hashable {
  /// A lock was made, grew by `added` units, or got a later end.
  case locked(Address, EscrowLock, added: UInt256)
  /// A lock that had ended was given back.
  case withdrawn(Address, amount: UInt256)
  /// A lock that had not ended was given back, less a penalty.
  case leftEarly(Address, paid: UInt256, penalty: UInt256)
  /// A lock went into another, which is now this.
  case merged(Address, into: Address, EscrowLock)
}
