// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor: Codable {
  private enum CodingKeys: String, CodingKey {
    case dtype
    case shape
    case data
  }

  /// Writes three fields: `dtype` by name, `shape`, and `data`: the elements' little-endian bytes in
  /// row-major order as Base64, so that every bit survives, NaN too.
  ///
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    if let poison = node as? PoisonNode { throw poison.error }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(dtype, forKey: .dtype)
    try container.encode(shape, forKey: .shape)
    try container.encode(Base64.encode(bytes), forKey: .data)
  }

  /// Reads what ``encode(to:)`` writes.
  ///
  /// - Throws: `DecodingError` where the element type is unknown, the shape cannot be, or the data is
  ///   no Base64 or has another length; nothing larger than the text is allocated.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let dtype = try container.decode(DType.self, forKey: .dtype)
    let shape = try container.decode([Int].self, forKey: .shape)
    guard let bytes = Base64.decode(try container.decode(String.self, forKey: .data)) else {
      throw DecodingError.dataCorruptedError(
        forKey: .data, in: container, debugDescription: "the data is no Base64")
    }
    do {
      try self.init(bytes: bytes, shape: shape, dtype: dtype)
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: .shape, in: container, debugDescription: error.description)
    }
  }
}

/// Base64 of RFC 4648, section 4, with padding.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var i = 0
    while i < bytes.count {
      let rest = Swift.min(3, bytes.count - i)
      var word = UInt32(bytes[i]) << 16
      if rest > 1 { word |= UInt32(bytes[i + 1]) << 8 }
      if rest > 2 { word |= UInt32(bytes[i + 2]) }
      text.append(alphabet[Int(word >> 18)])
      text.append(alphabet[Int(word >> 12 & 63)])
      text.append(rest > 1 ? alphabet[Int(word >> 6 & 63)] : UInt8(ascii: "="))
      text.append(rest > 2 ? alphabet[Int(word & 63)] : UInt8(ascii: "="))
      i += 3
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// `nil` where the text is not exactly what ``encode(_:)`` gives.
  static func decode(_ text: String) -> [UInt8]? {
    var digits = [UInt8](repeating: 255, count: 256)
    for (value, letter) in alphabet.enumerated() { digits[Int(letter)] = UInt8(value) }
    let letters = Array(text.utf8)
    guard letters.count % 4 == 0 else { return nil }
    let padding = letters.suffix(2).filter { $0 == UInt8(ascii: "=") }.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(letters.count / 4 * 3)
    var word: UInt32 = 0
    for (i, letter) in letters.enumerated() {
      let isPadding = i >= letters.count - padding
      let digit = isPadding ? 0 : digits[Int(letter)]
      guard digit != 255, !isPadding || letter == UInt8(ascii: "=") else { return nil }
      word = word << 6 | UInt32(digit)
      if i % 4 == 3 {
        bytes.append(UInt8(truncatingIfNeeded: word >> 16))
        bytes.append(UInt8(truncatingIfNeeded: word >> 8))
        bytes.append(UInt8(truncatingIfNeeded: word))
        word = 0
      }
    }
    // Bits under the padding must be 0, so that one tensor has one text.
    guard bytes.suffix(padding).allSatisfy({ $0 == 0 }) else { return nil }
    return Array(bytes.dropLast(padding))
  }
}
