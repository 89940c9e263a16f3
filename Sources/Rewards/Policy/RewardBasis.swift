// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What a line's weight is made of. The whitepaper's abstract pays by computational contribution, its
/// formula by stake; the two disagree, so a network chooses.
public enum RewardBasis: Sendable, Hashable {
  /// The formula: stake, η and x, nothing else. Capacity, boost and score of a line are kept in the
  /// receipt and change nothing.
  case whitepaper
  /// The abstract: stake counts up to κ base units per benchmarked unit of capacity C, times boost and
  /// score: S_eff = ⌊min(S, κ · C) · boost · score⌋, rounded down to a base unit. Where every stake is
  /// at least κ · C, pay is in proportion to capacity.
  case capacityWeighted(kappa: UInt256)

  /// The fields of a line that this basis does not look at.
  public var ignoredInputs: [LineInputField] {
    switch self {
    case .whitepaper: [.capacity, .boost, .score]
    case .capacityWeighted: []
    }
  }
}

extension RewardBasis: CustomStringConvertible {
  /// The basis in words.
  public var description: String {
    switch self {
    case .whitepaper: "whitepaper (stake, eta and x)"
    case .capacityWeighted(let kappa): "capacity weighted (kappa \(kappa))"
    }
  }
}
