// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why a queue, a weight or a penalty was refused. Nothing has changed.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum ChurnError: Error, Hashable, Sendable {
  // Rules.
  /// Limits would be multiples of nothing.
  case stepIsZero
  /// Something would be divided by nothing.
  case quotientIsZero
  /// The least limit would be rounded down to nothing.
  case minimumBelowStep(minimum: UInt256, step: UInt256)
  /// The greatest limit is below the least.
  case maximumBelowMinimum(maximum: UInt256, minimum: UInt256)
  /// Weights would be multiples of nothing.
  case incrementIsZero
  /// No weight but zero would be allowed.
  case maximumBelowIncrement(maximum: UInt256, increment: UInt256)
  /// A window is an even number of rounds, from 2 on.
  case windowOutOfRange(UInt64, maximum: UInt64)

  // Operations.
  /// The amount is zero.
  case amountIsZero
  /// There are not so many rounds after this one.
  case roundsExhausted(after: Round, needed: UInt256)
  /// A later round is open.
  case roundGoesBack(asked: Round, open: Round)
  /// A number does not fit into 256 bits.
  case arithmetic(ArithmeticError)
}

extension ChurnError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .stepIsZero:
      "The churn limit cannot be a multiple of 0."
    case .quotientIsZero:
      "A quotient is 0."
    case .minimumBelowStep(let minimum, let step):
      "The least churn limit \(minimum) is below its step of \(step)."
    case .maximumBelowMinimum(let maximum, let minimum):
      "The greatest churn limit \(maximum) is below the least, \(minimum)."
    case .incrementIsZero:
      "The increment of stakes is 0."
    case .maximumBelowIncrement(let maximum, let increment):
      "The greatest weight \(maximum) is below one increment of \(increment)."
    case .windowOutOfRange(let length, let maximum):
      "A window has an even number of rounds from 2 to \(maximum), not \(length)."
    case .amountIsZero:
      "The amount is zero."
    case .roundsExhausted(let round, let needed):
      "There are not \(needed) rounds after round \(round)."
    case .roundGoesBack(let asked, let open):
      "Round \(asked) is before round \(open), which is open."
    case .arithmetic(let error):
      error.description
    }
  }
}
