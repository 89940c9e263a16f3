// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Ratio {
  /// The product.
  ///
  /// - Throws: ``ArithmeticError/overflow(operation:operands:)`` where the reduced product does not
  ///   fit.
  /// - Complexity: O(1).
  public func multiplied(by other: Ratio) throws(ArithmeticError) -> Ratio {
    // What divides one fraction's numerator and the other's denominator is all there is to reduce,
    // so after this the parts of the product are its lowest terms.
    let first = UInt256.greatestCommonDivisor(numerator, other.denominator)
    let second = UInt256.greatestCommonDivisor(other.numerator, denominator)
    let top = (numerator / first).multipliedReportingOverflow(by: other.numerator / second)
    let bottom = (denominator / second).multipliedReportingOverflow(by: other.denominator / first)
    if top.overflow || bottom.overflow { throw overflow("ratio multiply", other) }
    return Ratio(reducedNumerator: top.partialValue, denominator: bottom.partialValue)
  }

  /// The quotient.
  ///
  /// - Throws: ``ArithmeticError`` where `other` is zero or the reduced quotient does not fit.
  /// - Complexity: O(1).
  public func divided(by other: Ratio) throws(ArithmeticError) -> Ratio {
    try multiplied(by: other.reciprocal())
  }

  /// One divided by this.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero(operation:operands:)`` where this is zero.
  /// - Complexity: O(1).
  public func reciprocal() throws(ArithmeticError) -> Ratio {
    if isZero {
      throw .divisionByZero(operation: "ratio reciprocal", operands: [numerator, denominator])
    }
    return Ratio(reducedNumerator: denominator, denominator: numerator)
  }

  /// The sum.
  ///
  /// - Throws: ``ArithmeticError/overflow(operation:operands:)`` where the reduced sum does not
  ///   fit.
  /// - Complexity: O(1).
  public func adding(_ other: Ratio) throws(ArithmeticError) -> Ratio {
    let (left, right, common, share) = crossProducts(with: other)
    let (wide, over) = left.addingReportingOverflow(right)
    // Dividing by `common`, below 2²⁵⁶, cannot bring a sum beyond 512 bits into 256.
    guard !over, let sum = reduced(wide, common, share, other) else {
      throw overflow("ratio add", other)
    }
    return sum
  }

  /// The difference.
  ///
  /// - Throws: ``ArithmeticError/underflow(operation:operands:)`` where it is below zero,
  ///   ``ArithmeticError/overflow(operation:operands:)`` where the reduced difference does not fit.
  /// - Complexity: O(1).
  public func subtracting(_ other: Ratio) throws(ArithmeticError) -> Ratio {
    let (left, right, common, share) = crossProducts(with: other)
    let (wide, under) = left.subtractingReportingOverflow(right)
    if under { throw .underflow(operation: "ratio subtract", operands: operands(with: other)) }
    guard let difference = reduced(wide, common, share, other) else {
      throw overflow("ratio subtract", other)
    }
    return difference
  }

  /// ⌊`value` · this⌋.
  ///
  /// - Throws: ``ArithmeticError/overflow(operation:operands:)`` where it exceeds 256 bits.
  /// - Complexity: O(1).
  public func scaledFloor(_ value: UInt256) throws(ArithmeticError) -> UInt256 {
    try UInt256.mulDivFloor(value, numerator, denominator)
  }

  /// ⌈`value` · this⌉.
  ///
  /// - Throws: ``ArithmeticError/overflow(operation:operands:)`` where it exceeds 256 bits.
  /// - Complexity: O(1).
  public func scaledCeil(_ value: UInt256) throws(ArithmeticError) -> UInt256 {
    try UInt256.mulDivCeil(value, numerator, denominator)
  }

  /// Both numerators over the least common denominator, the divisor the denominators have in
  /// common, and this denominator without it.
  private func crossProducts(
    with other: Ratio
  ) -> (left: UInt512, right: UInt512, common: UInt256, share: UInt256) {
    let common = UInt256.greatestCommonDivisor(denominator, other.denominator)
    let share = denominator / common
    return (
      UInt512(numerator, times: other.denominator / common),
      UInt512(other.numerator, times: share), common, share
    )
  }

  /// `wide / (share · other.denominator)` in lowest terms, or nil where that does not fit.
  ///
  /// Only divisors of `common` can still be shared (Knuth, The Art of Computer Programming 2,
  /// section 4.5.1).
  private func reduced(
    _ wide: UInt512, _ common: UInt256, _ share: UInt256, _ other: Ratio
  ) -> Ratio? {
    let divisor = UInt256.greatestCommonDivisor(wide.remainder(dividingBy: common), common)
    guard let top = wide.divided(by: divisor)?.quotient else { return nil }
    let bottom = share.multipliedReportingOverflow(by: other.denominator / divisor)
    if bottom.overflow { return nil }
    return top.isZero ? .zero : Ratio(reducedNumerator: top, denominator: bottom.partialValue)
  }

  private func overflow(_ operation: String, _ other: Ratio) -> ArithmeticError {
    .overflow(operation: operation, operands: operands(with: other))
  }

  private func operands(with other: Ratio) -> [UInt256] {
    [numerator, denominator, other.numerator, other.denominator]
  }
}
