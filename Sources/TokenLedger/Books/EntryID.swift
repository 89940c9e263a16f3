// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// The name of an entry of the books, chosen by who asks for it: 128 bits, not all zero.
///
/// It is the key of idempotency. Whoever does not know whether a request arrived sends it again with
/// the same id, and it is carried out once. So an id is chosen before the first try and written down
/// beside what it is for; a number that grows, a random one, or ``init(hashing:)`` of a name.
public struct EntryID: Sendable, Hashable {
  let high: UInt64
  let low: UInt64

  /// The id nobody may choose.
  static let none = EntryID(high: 0, low: 0)

  /// Puts an id together of its upper and lower 64 bits.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Creates an id from a number.
  public init(_ number: UInt128) {
    self.init(
      high: UInt64(truncatingIfNeeded: number >> 64), low: UInt64(truncatingIfNeeded: number))
  }

  /// The first 16 bytes of the Keccak-256 digest of `bytes`: an id for a key of any form, as the
  /// text of an HTTP header.
  ///
  /// - Complexity: O(n) for n bytes.
  public init(hashing bytes: some Collection<UInt8>) {
    let digest = Keccak256.hash(bytes).bytes
    func word(_ range: Range<Int>) -> UInt64 { digest[range].reduce(0) { $0 << 8 | UInt64($1) } }
    self.init(high: word(0..<8), low: word(8..<16))
  }

  /// The id as a number.
  public var number: UInt128 { UInt128(high) << 64 | UInt128(low) }

  /// Whether nobody may choose it.
  var isNone: Bool { high | low == 0 }
}

extension EntryID: Comparable {
  /// Whether the number of `lhs` is the smaller one.
  public static func < (lhs: EntryID, rhs: EntryID) -> Bool { lhs.number < rhs.number }
}

extension EntryID: CustomStringConvertible {
  /// The number in decimal digits.
  public var description: String { "\(number)" }
}

extension EntryID: RecordCodable {
  /// 16 bytes, the most significant first.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(high)
    encoder.write(low)
  }

  /// Reads 16 bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self.init(high: try decoder.readUInt64(), low: try decoder.readUInt64())
  }
}
