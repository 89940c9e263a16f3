// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Reads what ``RecordEncoder`` writes, from bytes nobody vouches for.
///
/// It never traps, and never allocates more than the bytes it was given allow: a length is compared
/// with what is left before anything is made. Each value is read in its one encoding; any other is an
/// error that names the place.
///
/// ```swift
/// var decoder = RecordDecoder(bytes)
/// let owner = try Address(from: &decoder)
/// let amount = try decoder.readUInt256()
/// try decoder.finish()  // nothing may follow
/// ```
public struct RecordDecoder: Sendable {
  private let bytes: [UInt8]
  /// Where the next value begins.
  public private(set) var offset = 0

  /// Creates a decoder at the first byte.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many bytes are left.
  public var remaining: Int { bytes.count - offset }

  /// Reads one byte.
  ///
  /// - Throws: ``RecordError/truncated(needed:remaining:offset:)``.
  public mutating func readUInt8() throws(RecordError) -> UInt8 {
    UInt8(truncatingIfNeeded: try readWord(1))
  }

  /// Reads two bytes.
  ///
  /// - Throws: ``RecordError/truncated(needed:remaining:offset:)``.
  public mutating func readUInt16() throws(RecordError) -> UInt16 {
    UInt16(truncatingIfNeeded: try readWord(2))
  }

  /// Reads four bytes.
  ///
  /// - Throws: ``RecordError/truncated(needed:remaining:offset:)``.
  public mutating func readUInt32() throws(RecordError) -> UInt32 {
    UInt32(truncatingIfNeeded: try readWord(4))
  }

  /// Reads eight bytes.
  ///
  /// - Throws: ``RecordError/truncated(needed:remaining:offset:)``.
  public mutating func readUInt64() throws(RecordError) -> UInt64 { try readWord(8) }

  /// Reads 32 bytes.
  ///
  /// - Throws: ``RecordError/truncated(needed:remaining:offset:)``.
  public mutating func readUInt256() throws(RecordError) -> UInt256 {
    try need(32)
    let limb3 = try readWord(8)
    let limb2 = try readWord(8)
    let limb1 = try readWord(8)
    let limb0 = try readWord(8)
    return UInt256(limb3, limb2, limb1, limb0)
  }

  /// Reads a fraction.
  ///
  /// - Throws: ``RecordError/invalidValue(field:value:)`` where it is not in lowest terms or its
  ///   denominator is zero.
  public mutating func readRatio() throws(RecordError) -> Ratio {
    let numerator = try readUInt256()
    let denominator = try readUInt256()
    guard let ratio = try? Ratio(numerator, denominator), ratio.denominator == denominator else {
      throw .invalidValue(field: "ratio", value: "\(numerator)/\(denominator)")
    }
    return ratio
  }

  /// Reads 0 or 1.
  ///
  /// - Throws: ``RecordError/invalidValue(field:value:)`` for any other byte.
  public mutating func readBool() throws(RecordError) -> Bool {
    switch try readUInt8() {
    case 0: return false
    case 1: return true
    case let other: throw .invalidValue(field: "bool", value: "\(other)")
    }
  }

  /// Reads a length and as many bytes of UTF-8.
  ///
  /// - Throws: ``RecordError/invalidText(offset:)`` where they are not UTF-8.
  public mutating func readString() throws(RecordError) -> String {
    try readText(count: readCount(minimumBytes: 1))
  }

  /// Reads a length and as many bytes.
  ///
  /// - Throws: ``RecordError/countTooGreat(count:remaining:offset:)``.
  public mutating func readBytes() throws(RecordError) -> [UInt8] {
    Array(try readRaw(readCount(minimumBytes: 1)))
  }

  /// Reads a number of elements and the elements.
  ///
  /// - Parameters:
  ///   - type: what they are.
  ///   - minimumBytes: the fewest bytes one takes, at least 1: it bounds what a hostile count makes
  ///     the reader reserve.
  /// - Throws: ``RecordError``.
  public mutating func readArray<Element: RecordCodable>(
    of type: Element.Type, minimumBytes: Int = 1
  ) throws(RecordError) -> [Element] {
    let count = try readCount(minimumBytes: minimumBytes)
    var elements: [Element] = []
    // An element may be larger in memory than in bytes: let it grow instead of reserving.
    for _ in 0..<count { elements.append(try Element(from: &self)) }
    return elements
  }

  /// Reads 0, or 1 and a value.
  ///
  /// - Throws: ``RecordError``.
  public mutating func readOptional<Wrapped: RecordCodable>(
    _ type: Wrapped.Type
  ) throws(RecordError) -> Wrapped? {
    try readBool() ? try Wrapped(from: &self) : nil
  }

  /// Reads a number of elements, and refuses one the bytes left cannot hold.
  ///
  /// - Parameter minimumBytes: the fewest bytes one element takes, at least 1.
  /// - Throws: ``RecordError/countTooGreat(count:remaining:offset:)``.
  public mutating func readCount(minimumBytes: Int) throws(RecordError) -> Int {
    precondition(minimumBytes > 0, "An element takes at least one byte, not \(minimumBytes).")
    let start = offset
    let count = Int(try readUInt32())
    guard count <= remaining / minimumBytes else {
      offset = start
      throw .countTooGreat(count: count, remaining: remaining - 4, offset: start)
    }
    return count
  }

  /// Ends the reading.
  ///
  /// - Throws: ``RecordError/trailingBytes(count:offset:)`` where bytes are left.
  public func finish() throws(RecordError) {
    if remaining > 0 { throw .trailingBytes(count: remaining, offset: offset) }
  }

  /// Reads bytes whose number is known.
  mutating func readRaw(_ count: Int) throws(RecordError) -> ArraySlice<UInt8> {
    try need(count)
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// Reads UTF-8 whose length is known.
  mutating func readText(count: Int) throws(RecordError) -> String {
    let start = offset
    let raw = try readRaw(count)
    guard let text = String(validating: raw, as: UTF8.self) else {
      offset = start
      throw .invalidText(offset: start)
    }
    return text
  }

  /// Refuses where fewer than `count` bytes are left, before anything of them is read.
  func need(_ count: Int) throws(RecordError) {
    if remaining < count {
      throw .truncated(needed: count, remaining: remaining, offset: offset)
    }
  }

  private mutating func readWord(_ count: Int) throws(RecordError) -> UInt64 {
    try need(count)
    var word: UInt64 = 0
    for index in offset..<offset + count { word = (word &<< 8) | UInt64(bytes[index]) }
    offset += count
    return word
  }
}
