// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What becomes of operands whose types differ, or in which no kernel computes.
package enum OperandTypes: Sendable {
  /// The operation sees them as they are: views, copies, and what has rules of its own.
  case asTheyAre
  /// They are brought to their common type; half-width numbers are computed in float32 and rounded once.
  /// Integers and truth values stay what they are.
  case promoted
  /// As `promoted`, and integers become floating-point numbers: the smallest that hold them, as in NumPy's
  /// functions of one number.
  case floating
  /// As `promoted`, and integers become float64, as in NumPy's division and linear algebra: their results
  /// need more digits than the integers have.
  case real
}

extension DType {
  /// The type that holds the values of both, by NumPy's table; bfloat16 takes float16's place in it, and
  /// the two together need float32.
  ///
  /// - Parameters:
  ///   - a: one type.
  ///   - b: the other; the order does not matter.
  /// - Complexity: O(1).
  public static func promoted(_ a: DType, _ b: DType) -> DType {
    if a == b { return a }
    if a == .bool { return b }
    if b == .bool { return a }
    switch (a.isFloatingPoint, b.isFloatingPoint) {
    case (true, true):
      if a.byteWidth != b.byteWidth { return a.byteWidth > b.byteWidth ? a : b }
      return .float32
    case (true, false): return a.widened(toHold: b)
    case (false, true): return b.widened(toHold: a)
    case (false, false):
      if a.byteWidth != b.byteWidth {
        return a.byteWidth > b.byteWidth ? a : b
      }
      return .int16  // int8 and uint8
    }
  }

  /// This floating-point type, or a wider one whose fraction holds the integers of `integer`.
  private func widened(toHold integer: DType) -> DType {
    switch integer.byteWidth {
    case 1: self
    case 2: byteWidth > 2 ? self : .float32
    default: .float64
    }
  }

  /// The floating-point type a function of these numbers has: itself, or for integers the smallest that
  /// holds them, as in NumPy.
  var floating: DType { isFloatingPoint ? self : DType.promoted(self, .float16) }

  /// The type a quotient of these numbers has.
  var real: DType { isFloatingPoint ? self : .float64 }

  /// The type kernels compute in for a result of this one.
  var computed: DType { isFloatingPoint && !isComputed ? .float32 : self }
}
