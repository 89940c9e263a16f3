// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Bytes as `0x` and two hexadecimal digits each.
enum HexText {
  /// Lower-case digits after `0x`.
  static func write(_ bytes: some Collection<UInt8>) -> String {
    var text: [UInt8] = [0x30, 0x78]
    text.reserveCapacity(2 + 2 * bytes.count)
    for byte in bytes {
      text.append(digit(byte &>> 4))
      text.append(digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads `0x` and exactly `count` bytes in digits of either case.
  static func read(_ text: String, count: Int) -> [UInt8]? {
    let digits = text.utf8.dropFirst(2)
    guard text.utf8.starts(with: "0x".utf8), digits.count == 2 * count else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var upper: UInt8?
    for character in digits {
      guard let value = value(character) else { return nil }
      if let high = upper {
        bytes.append(high &<< 4 | value)
        upper = nil
      } else {
        upper = value
      }
    }
    return bytes
  }

  /// The lower-case digit of 0 to 15.
  static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

  private static func value(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x41...0x46: character - 0x41 + 10
    case 0x61...0x66: character - 0x61 + 10
    default: nil
    }
  }
}

extension [UInt8] {
  /// Appends the eight bytes of `word`, the most significant first.
  mutating func append(bigEndian word: UInt64) {
    // Eight at a time: one check for room, where single bytes take eight.
    unsafe Swift.withUnsafeBytes(of: word.bigEndian) { unsafe append(contentsOf: $0) }
  }
}
