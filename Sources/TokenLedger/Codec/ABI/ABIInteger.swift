// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// A signed number of up to 256 bits, from −2²⁵⁵ to 2²⁵⁵ − 1: what `int256` holds.
///
/// It carries numbers in and out of the codec; arithmetic is done with other types.
public struct ABIInteger: Sendable, Hashable {
  /// The number in two's complement, as the Ethereum machine keeps it.
  public let word: UInt256

  /// Creates a number from its two's complement.
  public init(word: UInt256) { self.word = word }

  /// Creates a number.
  public init(_ value: Int64) {
    let sign: UInt64 = value < 0 ? .max : 0
    word = UInt256(sign, sign, sign, UInt64(bitPattern: value))
  }

  /// Creates a number from its sign and absolute value.
  ///
  /// - Returns: nil where it does not fit.
  public init?(isNegative: Bool, magnitude: UInt256) {
    let bound = UInt256(1 << 63, 0, 0, 0)
    if isNegative {
      guard magnitude <= bound else { return nil }
      word = Self.negated(magnitude)
    } else {
      guard magnitude < bound else { return nil }
      word = magnitude
    }
  }

  /// Whether the number is below zero.
  public var isNegative: Bool { word.limbs.3 >> 63 == 1 }

  /// The absolute value.
  public var magnitude: UInt256 { isNegative ? Self.negated(word) : word }

  /// Whether the number fits `bits` bits in two's complement.
  func fits(bits: Int) -> Bool {
    // Below zero the greatest magnitude is one more: there −x − 1 is what has to fit, all bits
    // turned around.
    (isNegative ? ~word : word).significantBitCount < bits
  }

  private static func negated(_ word: UInt256) -> UInt256 {
    UInt256.zero.subtractingReportingOverflow(word).partialValue
  }
}

extension ABIInteger: ExpressibleByIntegerLiteral {
  /// Creates a number from a literal of 64 bits.
  public init(integerLiteral value: Int64) { self.init(value) }
}

extension ABIInteger: LosslessStringConvertible {
  /// Decimal digits, after `-` where the number is negative.
  public var description: String { (isNegative ? "-" : "") + magnitude.description }

  /// Reads decimal digits, after `-` where the number is negative.
  ///
  /// - Returns: nil for any other text, and where the number does not fit.
  public init?(_ text: String) {
    let isNegative = text.utf8.first == 0x2D
    guard let magnitude = UInt256(isNegative ? String(text.dropFirst()) : text) else { return nil }
    self.init(isNegative: isNegative, magnitude: magnitude)
  }
}
