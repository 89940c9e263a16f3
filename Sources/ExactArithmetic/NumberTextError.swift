// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why a text is no number.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum NumberTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text is not written as this number is.
  case syntax(text: String)
  /// The number is well written and does not fit into 256 bits.
  case overflow(text: String)
  /// The text is a fraction whose denominator is zero.
  case zeroDenominator(text: String)

  /// One sentence with the text.
  public var description: String {
    switch self {
    case .syntax(let text): "\"\(text)\" is not a number."
    case .overflow(let text): "\"\(text)\" does not fit into 256 bits."
    case .zeroDenominator(let text): "\"\(text)\" has the denominator zero."
    }
  }
}
