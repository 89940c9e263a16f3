// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// An exact fraction of two 256-bit numbers, always reduced, never below zero.
///
/// ```swift
/// let speedup = try Ratio(9_000_000_000, 6_000_000_000)
/// print(speedup)                      // 3/2
/// print(try speedup.scaledFloor(15))  // 22
/// ```
///
/// Equal fractions have equal parts, so hashing and encoding are canonical. Results that need more
/// than 256 bits after reduction throw; nothing is ever rounded, except by the functions that say
/// so in their name.
public struct Ratio: Sendable, Hashable {
  /// The upper part.
  public let numerator: UInt256
  /// The lower part, never zero; 1 where the fraction is whole.
  public let denominator: UInt256

  /// 0.
  public static let zero = Ratio(reducedNumerator: .zero, denominator: .one)
  /// 1.
  public static let one = Ratio(reducedNumerator: .one, denominator: .one)

  /// Creates the fraction `numerator / denominator` in lowest terms.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero(operation:operands:)`` where the denominator is
  ///   zero.
  /// - Complexity: O(1), at most 512 steps of the binary algorithm.
  public init(_ numerator: UInt256, _ denominator: UInt256) throws(ArithmeticError) {
    if denominator.isZero {
      throw .divisionByZero(operation: "ratio", operands: [numerator, denominator])
    }
    let divisor = UInt256.greatestCommonDivisor(numerator, denominator)
    self.numerator = divisor == .one ? numerator : numerator / divisor
    self.denominator = divisor == .one ? denominator : denominator / divisor
  }

  /// Creates a whole number.
  public init(_ whole: UInt256) {
    self.init(reducedNumerator: whole, denominator: .one)
  }

  /// Keeps parts that are known to have no common divisor.
  init(reducedNumerator: UInt256, denominator: UInt256) {
    self.numerator = reducedNumerator
    self.denominator = denominator
  }

  /// Whether this is 0.
  public var isZero: Bool { numerator.isZero }

  /// The greatest whole number not above this.
  public var floor: UInt256 { numerator / denominator }

  /// The smallest whole number not below this.
  public var ceil: UInt256 {
    let (quotient, remainder) = numerator.dividedByNonzero(denominator)
    // Where something remains the denominator is above 1, so the quotient is not the greatest.
    return remainder.isZero ? quotient : quotient + .one
  }
}

extension Ratio: Comparable {
  /// Whether `lhs` is the smaller one: exactly, by products in 512 bits.
  ///
  /// - Complexity: O(1).
  public static func < (lhs: Ratio, rhs: Ratio) -> Bool {
    UInt512(lhs.numerator, times: rhs.denominator)
      < UInt512(rhs.numerator, times: lhs.denominator)
  }
}
