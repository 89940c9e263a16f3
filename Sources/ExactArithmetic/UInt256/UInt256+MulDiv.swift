// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension UInt256 {
  /// ⌊a · b / c⌋ with the product in 512 bits.
  ///
  /// - Throws: ``ArithmeticError`` where `c` is zero or the quotient exceeds 256 bits.
  /// - Complexity: O(1).
  public static func mulDivFloor(
    _ a: UInt256, _ b: UInt256, _ c: UInt256
  ) throws(ArithmeticError) -> UInt256 {
    try mulDiv(a, b, c, "mulDivFloor").quotient
  }

  /// ⌈a · b / c⌉ with the product in 512 bits.
  ///
  /// - Throws: ``ArithmeticError`` where `c` is zero or the quotient exceeds 256 bits.
  /// - Complexity: O(1).
  public static func mulDivCeil(
    _ a: UInt256, _ b: UInt256, _ c: UInt256
  ) throws(ArithmeticError) -> UInt256 {
    let (quotient, remainder) = try mulDiv(a, b, c, "mulDivCeil")
    if remainder.isZero { return quotient }
    let (result, overflow) = quotient.addingReportingOverflow(.one)
    if overflow { throw .overflow(operation: "mulDivCeil", operands: [a, b, c]) }
    return result
  }

  /// ⌊a · b / c⌋ and what remains, with the product in 512 bits.
  ///
  /// - Throws: ``ArithmeticError`` where `c` is zero or the quotient exceeds 256 bits.
  /// - Complexity: O(1).
  public static func mulDivRemainder(
    _ a: UInt256, _ b: UInt256, _ c: UInt256
  ) throws(ArithmeticError) -> (quotient: UInt256, remainder: UInt256) {
    try mulDiv(a, b, c, "mulDivRemainder")
  }

  private static func mulDiv(
    _ a: UInt256, _ b: UInt256, _ c: UInt256, _ operation: String
  ) throws(ArithmeticError) -> (quotient: UInt256, remainder: UInt256) {
    if c.isZero { throw .divisionByZero(operation: operation, operands: [a, b, c]) }
    guard let result = UInt512(a, times: b).divided(by: c) else {
      throw .overflow(operation: operation, operands: [a, b, c])
    }
    return result
  }
}
