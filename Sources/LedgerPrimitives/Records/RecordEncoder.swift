// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Writes values into bytes that are the same for the same values, on every machine and forever.
///
/// | value | bytes |
/// |---|---|
/// | `UInt8` `UInt16` `UInt32` `UInt64` | 1, 2, 4, 8, the most significant first |
/// | `UInt256` | 32, the most significant first |
/// | `Ratio` | numerator 32, denominator 32, in lowest terms |
/// | `Bool` | 1: 0 or 1 |
/// | `String` | length 4, then UTF-8 |
/// | `[UInt8]` | length 4, then the bytes |
/// | `Address`, `Digest` | 20, 32 |
/// | `GPUID`, `ModelID` | length 1, then UTF-8 |
/// | `Round` | 8 |
/// | optional | 0, or 1 and the value |
/// | list | number of elements 4, then the elements |
///
/// No padding, no names, no choice: one value has one encoding, and ``RecordDecoder`` refuses every
/// other.
public struct RecordEncoder: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []

  /// Creates an encoder that has written nothing.
  public init() {}

  /// Creates an encoder that expects to write `count` bytes.
  package init(expecting count: Int) { bytes.reserveCapacity(count) }

  /// Writes one byte.
  public mutating func write(_ value: UInt8) { bytes.append(value) }

  /// Writes two bytes.
  public mutating func write(_ value: UInt16) {
    bytes.append(UInt8(truncatingIfNeeded: value &>> 8))
    bytes.append(UInt8(truncatingIfNeeded: value))
  }

  /// Writes four bytes.
  public mutating func write(_ value: UInt32) {
    write(UInt16(truncatingIfNeeded: value &>> 16))
    write(UInt16(truncatingIfNeeded: value))
  }

  /// Writes eight bytes.
  public mutating func write(_ value: UInt64) { bytes.append(bigEndian: value) }

  /// Writes 32 bytes.
  public mutating func write(_ value: UInt256) {
    let limbs = value.limbs
    bytes.append(bigEndian: limbs.3)
    bytes.append(bigEndian: limbs.2)
    bytes.append(bigEndian: limbs.1)
    bytes.append(bigEndian: limbs.0)
  }

  /// Writes numerator and denominator.
  public mutating func write(_ value: Ratio) {
    write(value.numerator)
    write(value.denominator)
  }

  /// Writes one byte, 0 or 1.
  public mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Writes the length and the UTF-8 bytes.
  public mutating func write(_ value: String) {
    writeCount(value.utf8.count)
    bytes.append(contentsOf: value.utf8)
  }

  /// Writes the length and the bytes.
  public mutating func write(_ value: [UInt8]) {
    writeCount(value.count)
    bytes.append(contentsOf: value)
  }

  /// Writes a value as it encodes itself.
  public mutating func write(_ value: some RecordCodable) { value.encode(into: &self) }

  /// Writes the number of elements and the elements.
  public mutating func write<Element: RecordCodable>(_ values: [Element]) {
    writeCount(values.count)
    for value in values { value.encode(into: &self) }
  }

  /// Writes 0 for nil, or 1 and the value.
  public mutating func write<Wrapped: RecordCodable>(_ value: Wrapped?) {
    write(value != nil)
    if let value { value.encode(into: &self) }
  }

  /// Writes a number of elements in four bytes.
  ///
  /// - Precondition: `count` is at least 0 and below 2³².
  public mutating func writeCount(_ count: Int) {
    guard let count = UInt32(exactly: count) else {
      preconditionFailure("A record cannot count \(count) elements.")
    }
    write(count)
  }

  /// Writes bytes whose number the reader knows.
  mutating func writeRaw(_ raw: some Collection<UInt8>) { bytes.append(contentsOf: raw) }
}
