// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// An Ethereum address: 20 bytes, written `0x` and 40 digits whose case is a checksum (EIP-55,
/// https://eips.ethereum.org/EIPS/eip-55).
///
/// Ordered as its bytes are, the first byte first.
public struct Address: Sendable, Hashable {
  /// The bytes in words, each with its first byte on top: compared and hashed without an array.
  package let word0: UInt64
  package let word1: UInt64
  package let word2: UInt32

  @usableFromInline
  package init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt32) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
  }

  /// The address of no one: minting comes from it, burning goes to it.
  public static let zero = Address(0, 0, 0)

  /// Whether this is the address of no one.
  public var isZero: Bool { word0 | word1 == 0 && word2 == 0 }

  /// Creates an address of 20 bytes.
  ///
  /// - Returns: nil for any other number of bytes.
  /// - Complexity: O(1). Inlinable, so that it is specialised for the collection: otherwise it takes
  ///   several microseconds, more than any operation on an account.
  @inlinable
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 20 else { return nil }
    // The first eight bytes, the next eight and the last four.
    var words = (UInt64(0), UInt64(0), UInt64(0))
    for (place, byte) in bytes.enumerated() {
      switch place {
      case ..<8: words.0 = (words.0 &<< 8) | UInt64(byte)
      case ..<16: words.1 = (words.1 &<< 8) | UInt64(byte)
      default: words.2 = (words.2 &<< 8) | UInt64(byte)
      }
    }
    self.init(words.0, words.1, UInt32(truncatingIfNeeded: words.2))
  }

  /// The last 20 bytes of the Keccak-256 digest of `label`: an address nobody holds the key of, for
  /// a treasury, an escrow or a test.
  public static func derived(fromLabel label: String) -> Address {
    Address(lastBytesOf: Keccak256.hash(label.utf8))
  }

  /// The last 20 bytes of a digest: so an address comes from a public key.
  package init(lastBytesOf digest: Digest) {
    self.init(
      (digest.word1 &<< 32) | (digest.word2 &>> 32),
      (digest.word2 &<< 32) | (digest.word3 &>> 32),
      UInt32(truncatingIfNeeded: digest.word3))
  }

  /// The 20 bytes.
  ///
  /// - Complexity: O(1).
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(24)
    bytes.append(bigEndian: word0)
    bytes.append(bigEndian: word1)
    bytes.append(bigEndian: UInt64(word2) &<< 32)
    bytes.removeLast(4)
    return bytes
  }
}

extension Address: RecordCodable {
  /// 20 bytes.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(word0)
    encoder.write(word1)
    encoder.write(word2)
  }

  /// Reads 20 bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    try decoder.need(20)
    self.init(
      try decoder.readUInt64(), try decoder.readUInt64(), try decoder.readUInt32())
  }
}

extension Address: Comparable {
  /// Whether the bytes of `lhs` come first.
  public static func < (lhs: Address, rhs: Address) -> Bool {
    (lhs.word0, lhs.word1, lhs.word2) < (rhs.word0, rhs.word1, rhs.word2)
  }
}

extension Address: LosslessStringConvertible {
  /// `0x` and 40 digits with the EIP-55 checksum.
  public var description: String {
    let lower = HexText.write(bytes)
    let hash = Keccak256.hash(Array(lower.utf8.dropFirst(2))).bytes
    var text = Array(lower.utf8)
    for index in 0..<40 where text[index + 2] >= 0x61 {
      let nibble = index % 2 == 0 ? hash[index / 2] &>> 4 : hash[index / 2] & 15
      if nibble >= 8 { text[index + 2] -= 0x20 }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads an address, as ``init(parsing:)`` does.
  ///
  /// - Returns: nil for any other text.
  public init?(_ text: String) {
    guard let address = try? Address(parsing: text) else { return nil }
    self = address
  }

  /// Reads `0x` and 40 digits: all in lower case, all in upper case, or with the right checksum.
  ///
  /// - Throws: ``IdentifierError``.
  public init(parsing text: String) throws(IdentifierError) {
    guard let bytes = HexText.read(text, count: 20), let address = Address(bytes: bytes) else {
      throw .addressSyntax(text: text)
    }
    let digits = text.utf8.dropFirst(2)
    let hasLower = digits.contains { $0 >= 0x61 }
    let hasUpper = digits.contains { (0x41...0x46).contains($0) }
    if hasLower && hasUpper {
      let expected = address.description
      guard text.utf8.elementsEqual(expected.utf8) else {
        throw .addressChecksum(text: text, expected: expected)
      }
    }
    self = address
  }
}

extension Address: Codable {
  /// Reads the text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do {
      self = try Address(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes the text with its checksum.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
