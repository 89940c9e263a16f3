// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why a simulation cannot run, or stopped.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum SimulationError: Error, Hashable, Sendable {
  /// A number of the scenario cannot be one.
  case scenario(String)
  /// A book refused an operation: an error of the simulation or the end of a book's range.
  case refused(book: String, reason: String, round: Int)
  /// The books do not agree with each other.
  case unbalanced(String, expected: String, found: String, round: Int)
  /// The run was cancelled.
  case cancelled(round: Int)
}

extension SimulationError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .scenario(let text): text
    case .refused(let book, let reason, let round): "Round \(round), \(book): \(reason)"
    case .unbalanced(let what, let expected, let found, let round):
      "Round \(round), \(what): \(found) where \(expected) were expected."
    case .cancelled(let round): "Cancelled in round \(round)."
    }
  }
}
