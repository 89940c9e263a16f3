// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// An amount that may be below zero, as the debts of ``MiniChefIndex`` are.
public struct SignedAmount: Sendable, Hashable {
  /// How far from zero.
  public private(set) var magnitude: UInt256
  /// Whether it is below zero; never of zero.
  public private(set) var isNegative: Bool

  /// Creates an amount that is not below zero.
  public init(_ magnitude: UInt256 = .zero) {
    self.magnitude = magnitude
    isNegative = false
  }

  /// The sum with an amount that is not below zero.
  func adding(_ amount: UInt256) throws(ArithmeticError) -> SignedAmount {
    var result = self
    if !isNegative {
      result.magnitude = try magnitude.adding(amount)
    } else if amount >= magnitude {
      result = SignedAmount(amount - magnitude)
    } else {
      result.magnitude -= amount
    }
    return result
  }

  /// The negated amount.
  var negated: SignedAmount {
    var result = self
    result.isNegative = !isNegative && !magnitude.isZero
    return result
  }

  /// The difference with an amount that is not below zero.
  func subtracting(_ amount: UInt256) throws(ArithmeticError) -> SignedAmount {
    try negated.adding(amount).negated
  }
}

extension SignedAmount: CustomStringConvertible {
  /// The decimal digits, after `-` where it is below zero.
  public var description: String { isNegative ? "-\(magnitude)" : "\(magnitude)" }
}
