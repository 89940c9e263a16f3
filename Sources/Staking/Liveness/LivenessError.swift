// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// Why a liveness window was refused. Nothing has changed.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum LivenessError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A window of no round, or of too many.
  case windowOutOfRange(UInt32, maximum: UInt32)
  /// Nothing would have to be signed, or more than there is.
  case minimumOutOfRange(UInt32, window: UInt32)
  /// The round was recorded, or is before the start.
  case roundNotLater(asked: Round, last: Round)
  /// There are not so many rounds after this one.
  case roundsExhausted(after: Round, needed: UInt64)
  /// A decoded window whose parts do not fit together.
  case impossibleWindow(String)

  /// One sentence with the values.
  public var description: String {
    switch self {
    case .windowOutOfRange(let window, let maximum):
      "A liveness window has 1 to \(maximum) rounds, not \(window)."
    case .minimumOutOfRange(let minimum, let window):
      "\(minimum) rounds of a window of \(window) cannot be the least to be signed."
    case .roundNotLater(let asked, let last):
      "Round \(asked) is not after round \(last)."
    case .roundsExhausted(let round, let needed):
      "There are not \(needed) rounds after round \(round)."
    case .impossibleWindow(let reason):
      "No liveness window has \(reason)."
    }
  }
}
