// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A number of 16 bits with the range of a `Float` and 8 bits of precision: the upper half of a binary32.
///
/// It stores and converts; compute in `Float`, as operations on tensors of this type do.
///
/// ```swift
/// let third = BFloat16(1 / 3)
/// print(third, Float(third))   // 0.334 0.33398438
/// ```
public struct BFloat16: Sendable, BitwiseCopyable {
  /// The sign, 8 bits of exponent and 7 of fraction.
  public var bitPattern: UInt16

  /// The number with these bits.
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// The nearest number, ties to the even one; NaN keeps what fits of its payload.
  ///
  /// - Parameter value: beyond the range it becomes infinite.
  public init(_ value: Float) {
    let bits = value.bitPattern
    let upper = UInt16(truncatingIfNeeded: bits >> 16)
    if value.isNaN {
      bitPattern = upper & 0x7f == 0 ? upper | 0x40 : upper
    } else {
      bitPattern = UInt16(truncatingIfNeeded: (bits + 0x7fff + (bits >> 16 & 1)) >> 16)
    }
  }

  /// Not a number.
  public static let nan = BFloat16(bitPattern: 0x7fc0)
  /// Positive infinity.
  public static let infinity = BFloat16(bitPattern: 0x7f80)
  /// The largest number that is not infinite, (2 - 2⁻⁷) · 2¹²⁷.
  public static let greatestFiniteMagnitude = BFloat16(bitPattern: 0x7f7f)
  /// The smallest number above 0, 2⁻¹³³.
  public static let leastNonzeroMagnitude = BFloat16(bitPattern: 1)
  /// Whether this is no number.
  public var isNaN: Bool { bitPattern & 0x7fff > 0x7f80 }
  /// Whether this is a number, and not infinite.
  public var isFinite: Bool { bitPattern & 0x7f80 != 0x7f80 }
}

extension Float {
  /// The same number: every `BFloat16` is a `Float`.
  public init(_ value: BFloat16) { self.init(bitPattern: UInt32(value.bitPattern) << 16) }
}

extension Double {
  /// The same number: every `BFloat16` is a `Double`.
  public init(_ value: BFloat16) { self.init(Float(value)) }
}

extension BFloat16: Comparable, Hashable {
  /// Whether two numbers are equal: both zeros are, NaN equals nothing.
  public static func == (a: BFloat16, b: BFloat16) -> Bool { Float(a) == Float(b) }
  /// Whether one number is below another; false where either is NaN.
  public static func < (a: BFloat16, b: BFloat16) -> Bool { Float(a) < Float(b) }
  /// Hashes the number: both zeros alike.
  public func hash(into hasher: inout Hasher) { hasher.combine(Float(self)) }
}

extension BFloat16: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// The number nearest to a literal.
  public init(floatLiteral value: Float) { self.init(value) }
  /// The number nearest to a literal.
  public init(integerLiteral value: Int64) { self.init(Float(value)) }
}

extension BFloat16: CustomStringConvertible {
  /// The shortest decimal that reads back the same through `Float`, as Swift writes a `Float`.
  public var description: String {
    let value = Float(self)
    if !isFinite || value == 0 { return value.description }
    let magnitude = BFloat16(value.magnitude)
    let shortest = Decimal(shortest: Double(value.magnitude)) { text in
      Float(text).map { BFloat16($0) } == magnitude
    }
    return (value < 0 ? "-" : "") + (Float(shortest.text) ?? value.magnitude).description
  }
}

extension BFloat16: Codable {
  /// Writes the number as a `Float`.
  ///
  /// - Throws: what the encoder throws; many refuse infinities and NaN.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Float(self))
  }

  /// Reads a number, and rounds it.
  ///
  /// - Throws: what the decoder throws.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(Float.self))
  }
}
