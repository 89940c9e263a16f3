// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// Why a plan was not made.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum CompoundError: Error, Hashable, Sendable {
  /// Nobody has the zero address.
  case accountIsZero
  /// An account stands twice among those that may claim.
  case duplicateAccount(Address)
  /// The amounts together exceed 256 bits.
  case totalBeyondRange
  /// The shares of an account's targets exceed one million parts per million.
  case sharesAboveOne(totalPPM: UInt64)
  /// A GPU is a target twice.
  case duplicateTarget(GPUID)
}

extension CompoundError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .accountIsZero: "Nobody has the zero address."
    case .duplicateAccount(let account): "\(account) stands twice among those that may claim."
    case .totalBeyondRange: "The amounts together exceed 256 bits."
    case .sharesAboveOne(let total):
      "The shares of the targets sum to \(total) parts per million, above one."
    case .duplicateTarget(let gpu): "GPU \(gpu) is a target twice."
    }
  }
}
