// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What the text identifiers share: 1 to 64 bytes of UTF-8 without invisible characters, the same
/// exactly where the bytes are the same.
///
/// `String` takes é and e + ◌́ for equal; an identifier that is hashed into records must not.
struct IdentifierText: Sendable {
  /// The greatest number of UTF-8 bytes.
  static let limit = 64

  /// The text as it was given.
  let text: String

  init(_ text: String, kind: String) throws(IdentifierError) {
    let bytes = text.utf8.count
    if bytes == 0 { throw .empty(kind: kind) }
    if bytes > Self.limit { throw .tooLong(kind: kind, bytes: bytes, limit: Self.limit) }
    for scalar in text.unicodeScalars where Self.isInvisible(scalar.value) {
      throw .invisibleCharacter(kind: kind, scalar: scalar.value)
    }
    self.text = text
  }

  /// Control characters and those that only move or hide others.
  ///
  /// A list of ranges, not the Unicode category: that one changes with the toolchain, and with it
  /// which records are valid.
  private static func isInvisible(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x2028...0x202E,
      0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}

extension IdentifierText: Hashable {
  static func == (lhs: IdentifierText, rhs: IdentifierText) -> Bool {
    let (one, other) = (lhs.text.utf8.span, rhs.text.utf8.span)
    guard one.count == other.count else { return false }
    for index in one.indices where one[index] != other[index] { return false }
    return true
  }

  /// Feeds the hasher seven bytes at a time, with their number on top: a byte at a time takes several
  /// times as long, and tables of a million names are searched by this.
  func hash(into hasher: inout Hasher) {
    let bytes = text.utf8.span
    var word: UInt64 = 0
    var count: UInt64 = 0
    for index in bytes.indices {
      word = (word &<< 8) | UInt64(bytes[index])
      count += 1
      if count == 7 {
        hasher.combine(word | 7 &<< 56)
        (word, count) = (0, 0)
      }
    }
    // Fewer than seven end the text, be it none.
    hasher.combine(word | count &<< 56)
  }
}

extension IdentifierText: Comparable {
  static func < (lhs: IdentifierText, rhs: IdentifierText) -> Bool {
    lhs.text.utf8.lexicographicallyPrecedes(rhs.text.utf8)
  }
}

extension IdentifierText {
  /// One byte with the length, then the UTF-8 bytes.
  func encode(into encoder: inout RecordEncoder) {
    encoder.write(UInt8(text.utf8.count))
    encoder.writeRaw(text.utf8)
  }

  init(from decoder: inout RecordDecoder, kind: String) throws(RecordError) {
    let count = try Int(decoder.readUInt8())
    let text = try decoder.readText(count: count)
    do throws(IdentifierError) {
      try self.init(text, kind: kind)
    } catch {
      throw .identifier(error)
    }
  }
}
