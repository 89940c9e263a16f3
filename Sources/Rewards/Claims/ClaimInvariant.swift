// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// A law of claims that a state breaks.
@nonexhaustive
public enum ClaimInvariant: Sendable, Hashable {
  /// An account has claimed more than it has.
  case claimedTooMuch(Address)
  /// What all accounts have, or have claimed, is not the total.
  case totals
  /// What was settled through a channel is not the sum of its rounds.
  case settled(ClaimChannel)
  /// The rounds are not ascending, or one has what its channel does not have.
  case round(Round)
  /// More of a root was claimed than it was given.
  case root(Round)
  /// The payments that wait are not those of the rounds that are paid directly.
  case payments
}

extension ClaimInvariant: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .claimedTooMuch(let account): "\(account) has claimed more than it has."
    case .totals: "The accounts do not sum to the totals."
    case .settled(let channel): "The rounds settled through \(channel) do not sum to its total."
    case .round(let round): "Round \(round) is out of order, or not what its channel yields."
    case .root(let round): "More of round \(round) was claimed than its root was given."
    case .payments: "The payments that wait are not those of the settled rounds."
    }
  }
}
