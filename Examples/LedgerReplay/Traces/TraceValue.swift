// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives

/// An integer of a trace: a JSON number, a decimal text, or `0x` and hexadecimal digits.
struct TraceInteger: Decodable {
  let value: UInt256

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(UInt64.self) {
      value = UInt256(number)
      return
    }
    let text = try container.decode(String.self)
    guard let value = UInt256(traceText: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text) is no integer of 256 bits.")
    }
    self.value = value
  }
}

extension UInt256 {
  /// Reads decimal digits, or `0x` and hexadecimal digits in any number.
  init?(traceText text: String) {
    guard text.hasPrefix("0x") else {
      self.init(text)
      return
    }
    let digits = text.dropFirst(2)
    guard let bytes = [UInt8](hex: digits.count % 2 == 0 ? String(digits) : "0" + digits),
      bytes.count <= 32
    else { return nil }
    self.init(bigEndianBytes: [UInt8](repeating: 0, count: 32 - bytes.count) + bytes)
  }
}

/// Bytes of a trace: `0x` and two hexadecimal digits each.
struct TraceBytes: Decodable {
  let bytes: [UInt8]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard text.hasPrefix("0x"), let bytes = [UInt8](hex: String(text.dropFirst(2))) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text) is no sequence of bytes.")
    }
    self.bytes = bytes
  }
}

extension [UInt8] {
  /// Reads two hexadecimal digits for each byte.
  init?(hex text: String) {
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { return nil }
    self = []
    reserveCapacity(digits.count / 2)
    func value(_ digit: UInt8) -> UInt8? {
      switch digit {
      case 0x30...0x39: digit - 0x30
      case 0x41...0x46: digit - 0x37
      case 0x61...0x66: digit - 0x57
      default: nil
      }
    }
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      append(high << 4 | low)
    }
  }

  /// `0x` and two lower-case digits for each byte.
  package var hexText: String {
    "0x" + map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
