// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What an operation did, as EIP-20 has a contract tell it
/// (https://eips.ethereum.org/EIPS/eip-20).
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum TokenEvent: Sendable, Hashable {
  /// `value` units went from one address to another; from zero they were minted, to zero burned.
  case transfer(from: Address, to: Address, value: UInt256)
  /// `spender` may now spend `value` units of `owner`.
  case approval(owner: Address, spender: Address, value: UInt256)
}

extension TokenEvent: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .transfer(let from, let to, let value):
      "\(value) units went from \(from) to \(to)."
    case .approval(let owner, let spender, let value):
      "\(spender) may spend \(value) units of \(owner)."
    }
  }
}
