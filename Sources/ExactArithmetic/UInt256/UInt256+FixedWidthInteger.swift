// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension UInt256: FixedWidthInteger, UnsignedInteger {
  /// The words of the number, the least significant first.
  @frozen
  public struct Words: RandomAccessCollection, Sendable {
    @usableFromInline let value: UInt256

    @inlinable
    init(_ value: UInt256) { self.value = value }

    /// 0.
    @inlinable
    public var startIndex: Int { 0 }

    /// How many words there are.
    @inlinable
    public var endIndex: Int { 256 / UInt.bitWidth }

    /// The word at `position`.
    ///
    /// - Precondition: `position` is an index of the collection.
    @inlinable
    public subscript(position: Int) -> UInt {
      precondition(indices.contains(position), "There is no word \(position) in 256 bits.")
      return UInt(truncatingIfNeeded: value.shiftedRight(by: position * UInt.bitWidth).limb0)
    }
  }

  /// The words of the number, the least significant first.
  @inlinable
  public var words: Words { Words(self) }

  /// Creates a number from an integer literal of any length, decimal, hexadecimal or binary.
  ///
  /// - Precondition: the literal is not negative and fits into 256 bits.
  @inlinable
  public init(integerLiteral value: StaticBigInt) {
    // A bit of the width is the sign.
    if value.signum() < 0 || value.bitWidth > 257 { UInt256.trap(literal: value) }
    self.init(
      UInt256.limb(of: value, 3), UInt256.limb(of: value, 2), UInt256.limb(of: value, 1),
      UInt256.limb(of: value, 0))
  }

  /// The low 256 bits of `source` in two's complement.
  ///
  /// - Complexity: O(1).
  @inlinable
  public init<Source: BinaryInteger>(truncatingIfNeeded source: Source) {
    if source.bitWidth <= 64 {
      // One limb and the sign: for the standard integers the compiler drops all that is below.
      let sign: UInt64 = source < 0 ? .max : 0
      self.init(sign, sign, sign, UInt64(truncatingIfNeeded: source))
      return
    }
    let words = source.words
    let beyond: UInt = source < 0 ? .max : 0
    let perLimb = UInt64.bitWidth / UInt.bitWidth
    func limb(_ index: Int) -> UInt64 {
      var limb: UInt64 = 0
      for part in 0..<perLimb {
        let position = index * perLimb + part
        let word =
          position < words.count
          ? words[words.index(words.startIndex, offsetBy: position)] : beyond
        limb |= UInt64(word) << UInt64(part * UInt.bitWidth)
      }
      return limb
    }
    self.init(limb(3), limb(2), limb(1), limb(0))
  }

  // swift-format-ignore: NoLeadingUnderscores
  /// The number whose lowest word is `bits`: the standard library's hook for conversions.
  @inlinable
  public init(_truncatingBits bits: UInt) { self.init(UInt64(bits)) }

  /// Ends the program and says which literal is none of 256 bits.
  @usableFromInline @inline(never)
  static func trap(literal: StaticBigInt) -> Never {
    fatalError("UInt256: the literal \(literal) is negative or does not fit into 256 bits.")
  }

  @inlinable
  static func limb(of value: StaticBigInt, _ index: Int) -> UInt64 {
    #if _pointerBitWidth(_64)
      UInt64(value[index])
    #else
      UInt64(value[2 * index]) | (UInt64(value[2 * index + 1]) << 32)
    #endif
  }
}
