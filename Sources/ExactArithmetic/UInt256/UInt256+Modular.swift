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
    return UInt512(a, plus: b).remainder(dividingBy: c)
  }

  /// (a · b) mod c, with the product in 512 bits.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero(operation:operands:)``.
  /// - Complexity: O(1).
  public static func mulMod(
    _ a: UInt256, _ b: UInt256, _ c: UInt256
  ) throws(ArithmeticError) -> UInt256 {
    if c.isZero { throw .divisionByZero(operation: "mulMod", operands: [a, b, c]) }
    return UInt512(a, times: b).remainder(dividingBy: c)
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
}
