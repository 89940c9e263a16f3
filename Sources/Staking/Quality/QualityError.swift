// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Why a score was refused. Nothing has changed.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum QualityError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A score above full, or the rest of an average above a whole part.
  case scoreOutOfRange(partsPerMillion: UInt32)
  /// A round would count nothing, or more than all.
  case weightOutOfRange(partsPerMillion: UInt32)
  /// κ is nothing, or more than all.
  case kappaOutOfRange(partsPerMillion: UInt32)
  /// There are not as many rows of scores as scorers.
  case scorerCount(stakes: Int, scores: Int)
  /// A scorer did not score as many GPUs as the first.
  case scoreCount(scorer: Int, scores: Int, expected: Int)
  /// A scorer has more stake than there may be.
  case stakeTooLarge(scorer: Int, UInt256, maximum: UInt256)
  /// No scorer has stake.
  case noStake(scorers: Int)

  /// One sentence with the values.
  public var description: String {
    switch self {
    case .scoreOutOfRange(let score):
      "\(score) parts per million is no score: 1000000 is full."
    case .weightOutOfRange(let weight):
      "A round cannot count \(weight) parts per million: 1 to 1000000 can."
    case .kappaOutOfRange(let kappa):
      "κ cannot be \(kappa) parts per million: 1 to 1000000 can be supported."
    case .scorerCount(let stakes, let scores):
      "There are \(stakes) scorers and \(scores) rows of scores."
    case .scoreCount(let scorer, let scores, let expected):
      "Scorer \(scorer) gave \(scores) scores, the first \(expected)."
    case .stakeTooLarge(let scorer, let stake, let maximum):
      "Scorer \(scorer) has a stake of \(stake), above \(maximum)."
    case .noStake(let scorers):
      "None of \(scorers) scorers has stake."
    }
  }
}
