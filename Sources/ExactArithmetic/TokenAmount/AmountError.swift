// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why a text is no amount of a token.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum AmountError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text is not a decimal number.
  case syntax(text: String)
  /// The amount in the token's smallest units exceeds 256 bits.
  case overflow(text: String, decimals: Int)
  /// The text has more digits after the point than the token, and they are not all zero.
  case tooManyFractionDigits(text: String, decimals: Int)

  /// One sentence with the text.
  public var description: String {
    switch self {
    case .syntax(let text):
      "\"\(text)\" is not a decimal amount."
    case .overflow(let text, let decimals):
      "\"\(text)\" with \(decimals) decimals does not fit into 256 bits."
    case .tooManyFractionDigits(let text, let decimals):
      "\"\(text)\" has more than the \(decimals) fraction digits of the token."
    }
  }
}
