// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

/// Arithmetic on amounts of at most 128 bits, with the rounding in the name.
enum Units {
  /// a · b / c, rounded down.
  ///
  /// - Precondition: `c` is not zero and the result fits into 128 bits. Callers have b ≤ c.
  static func mulDivFloor(_ a: UInt128, _ b: UInt128, _ c: UInt128) -> UInt128 {
    let product = a.multipliedFullWidth(by: b)
    if product.high == 0, c > 0 { return product.low / c }
    return c.dividingFullWidth(product).quotient
  }

  /// a · b / c, rounded up.
  ///
  /// - Precondition: `c` is not zero and the result fits into 128 bits. Callers have b ≤ c.
  static func mulDivCeil(_ a: UInt128, _ b: UInt128, _ c: UInt128) -> UInt128 {
    let product = a.multipliedFullWidth(by: b)
    let (quotient, remainder) =
      product.high == 0
      ? product.low.quotientAndRemainder(dividingBy: c) : c.dividingFullWidth(product)
    return remainder == 0 ? quotient : quotient + 1
  }

  /// a · b / c, rounded down, or nil where it does not fit into 128 bits.
  static func mulDivFloorIfFits(_ a: UInt128, _ b: UInt128, _ c: UInt128) -> UInt128? {
    let product = a.multipliedFullWidth(by: b)
    if product.high == 0, c > 0 { return product.low / c }
    return product.high < c ? c.dividingFullWidth(product).quotient : nil
  }

  /// a · b / c, rounded up, or nil where it does not fit into 128 bits.
  ///
  /// - Precondition: `c` is not zero.
  static func mulDivCeilIfFits(_ a: UInt128, _ b: UInt128, _ c: UInt128) -> UInt128? {
    let product = a.multipliedFullWidth(by: b)
    guard product.high < c else { return nil }
    let (quotient, remainder) = c.dividingFullWidth(product)
    guard remainder > 0 else { return quotient }
    let (up, overflow) = quotient.addingReportingOverflow(1)
    return overflow ? nil : up
  }

  /// A fraction of an amount in parts per million, rounded down.
  static func fractionFloor(_ amount: UInt128, _ partsPerMillion: UInt32) -> UInt128 {
    mulDivFloor(amount, UInt128(partsPerMillion), UInt128(million))
  }
}

extension UInt128 {
  /// An amount that came from outside.
  ///
  /// - Returns: nil where it does not fit.
  init?(units amount: UInt256) {
    let limbs = amount.limbs
    guard limbs.3 | limbs.2 == 0 else { return nil }
    self = UInt128(limbs.1) << 64 | UInt128(limbs.0)
  }
}

extension UInt256 {
  /// An amount of the books, as callers see it.
  init(_ amount: UInt128) {
    self.init(0, 0, UInt64(truncatingIfNeeded: amount >> 64), UInt64(truncatingIfNeeded: amount))
  }
}
