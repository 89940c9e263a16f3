// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why an economic question has no answer. Nothing was changed.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum EconomicsError: Error, Hashable, Sendable {
  /// A number is not finite, or outside what it may be.
  case outOfRange(String, value: Double, allowed: String)
  /// An exact amount is beyond what 128 bits of 10⁻¹⁸ hold.
  case amountOverflow(operation: String)
  /// A text is no exact decimal.
  case amountText(String)
  /// Something was divided by zero.
  case divisionByZero(operation: String)
  /// A count of things is not what it has to be.
  case countsDiffer(String, found: Int, expected: Int)
  /// Weights over which something is split are all zero.
  case noWeight(String)
  /// The exact arithmetic beneath refused.
  case arithmetic(String)
}

extension EconomicsError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .outOfRange(let name, let value, let allowed):
      "\(name) is \(value); it has to be \(allowed)."
    case .amountOverflow(let operation): "\(operation) does not fit into an exact amount."
    case .amountText(let text): "\"\(text)\" is no decimal number with at most 18 fraction digits."
    case .divisionByZero(let operation): "\(operation) divides by zero."
    case .countsDiffer(let name, let found, let expected):
      "\(name): \(found) where \(expected) were expected."
    case .noWeight(let name): "\(name) has no weight over which it could be split."
    case .arithmetic(let text): text
    }
  }
}

/// Throws unless `value` is finite and in `range`.
func require(
  _ name: String, _ value: Double, in range: ClosedRange<Double>
) throws(EconomicsError) {
  guard value.isFinite, range.contains(value) else {
    throw .outOfRange(
      name, value: value, allowed: "from \(range.lowerBound) to \(range.upperBound)")
  }
}

/// Throws unless `value` is finite and above zero.
func requirePositive(_ name: String, _ value: Double) throws(EconomicsError) {
  guard value.isFinite, value > 0 else {
    throw .outOfRange(name, value: value, allowed: "finite and above 0")
  }
}

/// Throws unless `value` is finite and not below zero.
func requireNotNegative(_ name: String, _ value: Double) throws(EconomicsError) {
  guard value.isFinite, value >= 0 else {
    throw .outOfRange(name, value: value, allowed: "finite and not below 0")
  }
}
