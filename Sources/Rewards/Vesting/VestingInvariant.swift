// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// A law of vesting that a state breaks.
@nonexhaustive
public enum VestingInvariant: Sendable, Hashable {
  /// A grant gave more than it had, or stands where it should not.
  case grant(UInt64, of: Address)
  /// The grants do not sum to the totals.
  case conservation
}

extension VestingInvariant: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .grant(let id, let account): "Grant \(id) of \(account) is not one that can be."
    case .conservation: "What was deposited is not what was released, forfeited and is left."
    }
  }
}
