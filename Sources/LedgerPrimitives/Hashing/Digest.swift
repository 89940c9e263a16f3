// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A 256-bit hash: 32 bytes, written `0x` and 64 hexadecimal digits.
///
/// Ordered as its bytes are, the first byte first.
public struct Digest: Sendable, Hashable {
  /// The bytes in four words, each with its first byte on top: ordered and hashed without an array.
  package let word0: UInt64
  package let word1: UInt64
  package let word2: UInt64
  package let word3: UInt64

  init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
    self.word3 = word3
  }

  /// 32 zero bytes.
  public static let zero = Digest(0, 0, 0, 0)

  /// Creates a digest of 32 bytes.
  ///
  /// - Returns: nil for any other number of bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var rest = bytes[...]
    func word() -> UInt64 {
      let word = rest.prefix(8).reduce(UInt64(0)) { ($0 &<< 8) | UInt64($1) }
      rest = rest.dropFirst(8)
      return word
    }
    self.init(word(), word(), word(), word())
  }

  /// The 32 bytes.
  ///
  /// - Complexity: O(1).
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for word in [word0, word1, word2, word3] { bytes.append(bigEndian: word) }
    return bytes
  }
}

extension Digest: RecordCodable {
  /// 32 bytes.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(word0)
    encoder.write(word1)
    encoder.write(word2)
    encoder.write(word3)
  }

  /// Reads 32 bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    try decoder.need(32)
    self.init(
      try decoder.readUInt64(), try decoder.readUInt64(), try decoder.readUInt64(),
      try decoder.readUInt64())
  }
}

extension Digest: Comparable {
  /// Whether the bytes of `lhs` come first.
  public static func < (lhs: Digest, rhs: Digest) -> Bool {
    (lhs.word0, lhs.word1, lhs.word2, lhs.word3) < (rhs.word0, rhs.word1, rhs.word2, rhs.word3)
  }
}

extension Digest: LosslessStringConvertible {
  /// `0x` and 64 digits in lower case.
  public var description: String { HexText.write(bytes) }

  /// Reads `0x` and 64 digits of either case.
  ///
  /// - Returns: nil for any other text.
  public init?(_ hex: String) {
    guard let bytes = HexText.read(hex, count: 32) else { return nil }
    self.init(bytes: bytes)
  }
}

extension Digest: Codable {
  /// Reads the text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let digest = Digest(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is no digest: 0x and 64 digits.")
    }
    self = digest
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
