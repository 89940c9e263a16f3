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
  static let powers: InlineArray<20, UInt64> = [
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
    // 78 digits, and room for the zero that an odd number of them leaves before the first.
    var buffer = [UInt8](repeating: 0x30, count: 80)
    var end = 80
    var rest = value
    while rest.limb1 | rest.limb2 | rest.limb3 != 0 {
      let (quotient, remainder) = ready.divide(.zero, rest)
      write(remainder.limb0, to: &buffer, before: end)
      rest = quotient
      end -= 19
    }
    // Zero has a digit too.
    var start = Swift.min(write(rest.limb0, to: &buffer, before: end), 79)
    while start < 79 && buffer[start] == 0x30 { start += 1 }
    return buffer[start...]
  }

  /// Writes a part of a number so that it ends before `end`, two digits at a time: half the divisions
  /// that wait for one another.
  ///
  /// - Returns: where it begins, maybe with a zero.
  @discardableResult
  private static func write(_ part: UInt64, to buffer: inout [UInt8], before end: Int) -> Int {
    var position = end
    var part = part
    while part != 0 {
      position -= 2
      let next = part / 100
      let pair = part - next * 100
      let tens = pair / 10
      buffer[position] = 0x30 + UInt8(truncatingIfNeeded: tens)
      buffer[position + 1] = 0x30 + UInt8(truncatingIfNeeded: pair - tens * 10)
      part = next
    }
    return position
  }

  /// Appends what ``write(_:)`` yields.
  ///
  /// - Complexity: O(n) for n digits.
  static func append(_ value: UInt256, to bytes: inout [UInt8]) {
    var chunks = InlineArray<5, UInt64>(repeating: 0)
    var count = 0
    var rest = value
    while rest.limb1 | rest.limb2 | rest.limb3 != 0 {
      let (quotient, remainder) = ready.divide(.zero, rest)
      chunks[count] = remainder.limb0
      count += 1
      rest = quotient
    }
    append(rest.limb0, width: 1, to: &bytes)
    while count > 0 {
      count -= 1
      append(chunks[count], width: 19, to: &bytes)
    }
  }

  /// Appends a part of a number with zeros before it up to a width.
  private static func append(_ part: UInt64, width: Int, to bytes: inout [UInt8]) {
    var width = width
    while width < 20 && part >= powers[width] { width += 1 }
    for _ in 0..<width { bytes.append(0x30) }
    var position = bytes.count
    var part = part
    while part != 0 {
      position -= 1
      let next = part / 10
      bytes[position] = 0x30 + UInt8(truncatingIfNeeded: part - next * 10)
      part = next
    }
  }

  /// Why digits are no number.
  enum Failure: Error {
    case syntax
    case overflow
  }
}
