// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What can be wrong with what an optimizer is given from outside. Switch over it with a `default`: later
/// versions add cases.
@nonexhaustive
public enum OptimizerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A state is not one of this optimizer and these parameters: one sentence for each thing that is not.
  case stateMismatch([String])

  /// One sentence that says what was wrong, with the values.
  public var description: String {
    switch self {
    case .stateMismatch(let problems):
      "the state does not fit the optimizer: \(problems.joined(separator: "; "))"
    }
  }
}
