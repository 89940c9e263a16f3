// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension UInt256: LosslessStringConvertible {
  /// The decimal digits, without sign, separators or leading zeros.
  ///
  /// - Complexity: O(n) for n digits.
  public var description: String { String(decoding: DecimalDigits.write(self), as: UTF8.self) }

  /// Appends the digits of ``description`` as ASCII bytes: a file of many numbers needs no string for
  /// each.
  ///
  /// - Complexity: O(n) for n digits.
  public func appendDigits(to bytes: inout [UInt8]) { DecimalDigits.append(self, to: &bytes) }

  /// Reads decimal digits, and nothing else: no sign, no space, no separator, no prefix.
  ///
  /// - Returns: nil where the text is anything else or the number exceeds 256 bits; use
  ///   ``init(parsing:)`` to learn which.
  /// - Complexity: O(n) for n digits.
  public init?(_ text: String) {
    guard !text.isEmpty, let value = try? DecimalDigits.read(text.utf8) else { return nil }
    self = value
  }

  /// Reads decimal digits from ASCII bytes, as the initialiser from text does: a file of many numbers
  /// needs no string for each.
  ///
  /// - Returns: nil where there is no byte, one is no digit, or the number exceeds 256 bits.
  /// - Complexity: O(n) for n digits.
  public init?(digits: ArraySlice<UInt8>) {
    guard !digits.isEmpty, let value = try? DecimalDigits.read(digits) else { return nil }
    self = value
  }

  /// Reads decimal digits, or hexadecimal ones after `0x`, in either case.
  ///
  /// - Throws: ``NumberTextError`` where the text is neither or the number exceeds 256 bits.
  /// - Complexity: O(n) for n digits.
  public init(parsing text: String) throws(NumberTextError) {
    let bytes = text.utf8
    let isHex = bytes.starts(with: "0x".utf8)
    guard bytes.count > (isHex ? 2 : 0) else { throw .syntax(text: text) }
    do throws(DecimalDigits.Failure) {
      self =
        isHex
        ? try UInt256.readHex(bytes.dropFirst(2)) : try DecimalDigits.read(bytes)
    } catch {
      switch error {
      case .syntax: throw .syntax(text: text)
      case .overflow: throw .overflow(text: text)
      }
    }
  }

  /// Reads digits of any base from 2 to 36, strictly: no sign, no separator.
  ///
  /// - Complexity: O(n) for n digits.
  public init?<S: StringProtocol>(_ text: S, radix: Int = 10) {
    precondition((2...36).contains(radix), "A radix is 2 to 36, not \(radix).")
    guard !text.isEmpty else { return nil }
    var value = UInt256.zero
    for byte in text.utf8 {
      guard let digit = UInt256.digit(byte), digit < radix,
        let next = value.multiplied(by: UInt64(radix), adding: UInt64(digit))
      else { return nil }
      value = next
    }
    self = value
  }

  /// `0x` and the hexadecimal digits in lower case, without leading zeros; zero is `0x0`.
  ///
  /// - Complexity: O(n) for n digits.
  public var hexText: String {
    let digits = Swift.max(1, (significantBitCount + 3) / 4)
    var text = "0x"
    for position in stride(from: (digits - 1) * 4, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: shiftedRight(by: position).limb0 & 15)
      text.unicodeScalars.append(Unicode.Scalar(digit < 10 ? 0x30 + digit : 0x57 + digit))
    }
    return text
  }

  private static func readHex(
    _ digits: some Sequence<UInt8>
  ) throws(DecimalDigits.Failure) -> UInt256 {
    var value = UInt256.zero
    var overflow = false
    for byte in digits {
      guard let digit = digit(byte), digit < 16 else { throw .syntax }
      overflow = overflow || value.limb3 >> 60 != 0
      value = value.shiftedLeft(by: 4)
      value.limb0 |= UInt64(digit)
    }
    if overflow { throw .overflow }
    return value
  }

  /// The value of an ASCII digit or letter of either case.
  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x5A: Int(byte) - 0x41 + 10
    case 0x61...0x7A: Int(byte) - 0x61 + 10
    default: nil
    }
  }
}

extension UInt256: Codable {
  /// Reads a string of decimal digits: a JSON number would be rounded by most readers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = UInt256(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "\"\(text)\" is no decimal number of at most 256 bits.")
    }
    self = value
  }

  /// Writes a string of decimal digits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
