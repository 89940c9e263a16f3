// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// A law of streams that a state breaks.
@nonexhaustive
public enum StreamInvariant: Sendable, Hashable {
  /// The emitted units of a token are not what is owed, left over, accruing, carried and paid.
  case conservation(of: Address)
  /// An account was settled at an index that is still to come.
  case settledInTheFuture(account: Address, token: Address)
  /// The weights do not sum to the total.
  case weights
  /// The accounts whose weight changes are not those that stand in the list.
  case changes
  /// The last boundary does not lie where boundaries lie, or not right before the time.
  case boundary
  /// A stream emitted something else than it had to by the last boundary, or should have ended.
  case stream(UInt64, of: Address)
  /// The tokens are not in order, or too many.
  case tokens
  /// More of a token went out than came in, or than was promised.
  case funds(of: Address)
}

extension StreamInvariant: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .conservation(let token):
      "The emitted units of \(token) are not those that are owed, left, accruing, carried and paid."
    case .settledInTheFuture(let account, let token):
      "\(account) was settled at an index of \(token) that is still to come."
    case .weights: "The weights do not sum to their total."
    case .changes: "The list of changed weights is wrong."
    case .boundary: "The last boundary is not right before the time."
    case .stream(let id, let token): "Stream \(id) of \(token) is not what its span yields."
    case .tokens: "The tokens are not ascending, or too many."
    case .funds(let token): "More of \(token) went out than came in or was promised."
    }
  }
}
