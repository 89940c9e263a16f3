// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why there is no price.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum PriceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No source has a price at this time that is fresh enough.
  case noQuote(time: UInt64)
  /// A price is not above zero.
  case priceNotPositive(USD, time: UInt64)
  /// The times of a list do not ascend.
  case timesNotAscending(before: UInt64, after: UInt64)
  /// A line is not `seconds,dollars`.
  case line(number: Int, text: String)
  /// A rule of the oracle cannot be one.
  case rule(String)
  /// A sum of prices does not fit.
  case arithmetic(String)

  /// One sentence with the values.
  public var description: String {
    switch self {
    case .noQuote(let time): "No source has a fresh price at \(time) s."
    case .priceNotPositive(let price, let time): "The price at \(time) s is \(price), not above 0."
    case .timesNotAscending(let before, let after): "The time \(after) s follows \(before) s."
    case .line(let number, let text): "Line \(number) is \"\(text)\", not seconds,dollars."
    case .rule(let text): text
    case .arithmetic(let text): text
    }
  }
}
