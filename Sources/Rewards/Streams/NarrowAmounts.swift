// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

/// Amounts and weights of the streams are below 2¹²⁸ and are kept so: half the memory, and a product
/// of two always fits into the 256 bits of an index.
extension UInt256 {
  /// A number from 128 bits.
  init(narrow value: UInt128) {
    self.init(0, 0, UInt64(truncatingIfNeeded: value >> 64), UInt64(truncatingIfNeeded: value))
  }

  /// `value` · 2¹²⁸ + `fraction`: an amount in the unit of the indices.
  init(whole value: UInt128, fraction: UInt128 = 0) {
    self.init(
      UInt64(truncatingIfNeeded: value >> 64), UInt64(truncatingIfNeeded: value),
      UInt64(truncatingIfNeeded: fraction >> 64), UInt64(truncatingIfNeeded: fraction))
  }

  /// The number in 128 bits, nil where it does not fit.
  var narrow: UInt128? {
    let limbs = limbs
    guard limbs.2 | limbs.3 == 0 else { return nil }
    return UInt128(limbs.1) << 64 | UInt128(limbs.0)
  }

  /// ⌊self / 2¹²⁸⌋: the whole units of an amount in the unit of the indices.
  var wholeFloor: UInt128 {
    let limbs = limbs
    return UInt128(limbs.3) << 64 | UInt128(limbs.2)
  }

  /// self mod 2¹²⁸: what is left beside the whole units.
  var fraction: UInt128 {
    let limbs = limbs
    return UInt128(limbs.1) << 64 | UInt128(limbs.0)
  }

  /// The product with a number from 128 bits: two products of 128 bits, of which the second is nearly
  /// always by zero.
  ///
  /// - Precondition: it fits into 256 bits.
  @inline(__always)
  func product(with other: UInt128) -> UInt256 {
    let (carry, low) = fraction.multipliedFullWidth(by: other)
    let whole = wholeFloor
    return UInt256(whole: whole == 0 ? carry : whole * other + carry, fraction: low)
  }
}
