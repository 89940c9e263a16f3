// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What reading and writing decimal digits share: they go in chunks of nineteen, the most that fit
/// into 64 bits.
enum DecimalDigits {
  /// 10¹⁹.
  static let chunk: UInt64 = 10_000_000_000_000_000_000

  /// 10⁰ to 10¹⁹.
  static let powers: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
    1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
    1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
  ]

  /// The divisor 10¹⁹, made ready once.
  private static let ready = Divisor(UInt256(chunk))

  /// Reads ASCII digits and nothing else.
  ///
  /// - Parameters:
  ///   - digits: the bytes of the digits; none yields `start`.
  ///   - start: what stands before them.
  /// - Returns: the number.
  /// - Throws: why it is none.
  /// - Complexity: O(n) for n digits.
  static func read(
    _ digits: some Sequence<UInt8>, after start: UInt256 = .zero
  ) throws(Failure) -> UInt256 {
    var value = start
    var part: UInt64 = 0
    var count = 0
    var overflow = false
    for byte in digits {
      let digit = byte &- 0x30
      guard digit < 10 else { throw .syntax }
      part = part * 10 + UInt64(digit)
      count += 1
      if count == 19 {
        // Go on to the end after an overflow: a wrong character further on is the clearer error.
        if let next = value.multiplied(by: chunk, adding: part) {
          value = next
        } else {
          overflow = true
        }
        part = 0
        count = 0
      }
    }
    guard !overflow, let result = value.multiplied(by: powers[count], adding: part) else {
      throw .overflow
    }
    return result
  }

  /// Writes a number without leading zeros; zero is one digit.
  ///
  /// - Complexity: O(n) for n digits.
  static func write(_ value: UInt256) -> ArraySlice<UInt8> {
    var buffer = [UInt8](repeating: 0x30, count: 78)
    var position = 78
    var rest = value
    while rest.limb1 | rest.limb2 | rest.limb3 != 0 {
      let (quotient, remainder) = ready.divide(.zero, rest)
      rest = quotient
      var part = remainder.limb0
      let end = position - 19
      while part != 0 {
        position -= 1
        let next = part / 10
        buffer[position] = 0x30 + UInt8(truncatingIfNeeded: part - next * 10)
        part = next
      }
      position = end
    }
    var part = rest.limb0
    while part != 0 {
      position -= 1
      let next = part / 10
      buffer[position] = 0x30 + UInt8(truncatingIfNeeded: part - next * 10)
      part = next
    }
    // Zero has a digit too.
    return buffer[Swift.min(position, 77)...]
  }

  /// Why digits are no number.
  enum Failure: Error {
    case syntax
    case overflow
  }
}
