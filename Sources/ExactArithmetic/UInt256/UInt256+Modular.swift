// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension UInt256 {
  /// (a + b) mod c, without losing the carry.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero(operation:operands:)``.
  /// - Complexity: O(1).
  public static func addMod(
    _ a: UInt256, _ b: UInt256, _ c: UInt256
  ) throws(ArithmeticError) -> UInt256 {
    if c.isZero { throw .divisionByZero(operation: "addMod", operands: [a, b, c]) }
    let (sum, carry) = a.addingReportingOverflow(b)
    return remainder(carry ? .one : .zero, sum, c)
  }

  /// (a · b) mod c, with the product in 512 bits.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero(operation:operands:)``.
  /// - Complexity: O(1).
  public static func mulMod(
    _ a: UInt256, _ b: UInt256, _ c: UInt256
  ) throws(ArithmeticError) -> UInt256 {
    if c.isZero { throw .divisionByZero(operation: "mulMod", operands: [a, b, c]) }
    let (high, low) = a.multipliedFullWidth(by: b)
    return remainder(high, low, c)
  }

  /// This number to the power `exponent`; zero to the power zero is 1.
  ///
  /// - Throws: ``ArithmeticError/overflow(operation:operands:)`` where it exceeds 256 bits.
  /// - Complexity: O(log `exponent`).
  public func power(_ exponent: UInt256) throws(ArithmeticError) -> UInt256 {
    let (result, overflow) = powerReportingOverflow(exponent)
    if overflow { throw .overflow(operation: "power", operands: [self, exponent]) }
    return result
  }

  /// This number to the power `exponent` modulo 2²⁵⁶, and whether the exact power is greater.
  ///
  /// - Complexity: O(log `exponent`).
  public func powerReportingOverflow(
    _ exponent: UInt256
  ) -> (partialValue: UInt256, overflow: Bool) {
    var result = UInt256.one
    var overflow = false
    var base = self
    var baseIsTooGreat = false
    var rest = exponent
    while !rest.isZero {
      if rest.limb0 & 1 == 1 {
        let product = result.multipliedReportingOverflow(by: base)
        result = product.partialValue
        overflow = overflow || product.overflow || baseIsTooGreat
      }
      rest = rest.shiftedRight(by: 1)
      if rest.isZero { break }
      let square = base.multipliedReportingOverflow(by: base)
      base = square.partialValue
      baseIsTooGreat = baseIsTooGreat || square.overflow
    }
    return (result, overflow)
  }

  /// The remainder of a 512-bit number by a divisor known not to be zero.
  static func remainder(_ high: UInt256, _ low: UInt256, _ divisor: UInt256) -> UInt256 {
    if high.isZero { return low.dividedByNonzero(divisor).remainder }
    let ready = Divisor(divisor)
    let rest = high < divisor ? high : ready.divide(.zero, high).remainder
    return ready.divide(rest, low).remainder
  }
}
