// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Writes results one after the other, as a contract returns them: the fast way for functions whose
/// types are known when the program is written.
///
/// ```swift
/// var writer = ReturnWriter()
/// writer.write(name)
/// writer.write(UInt256(18 as UInt64))
/// return writer.finish()
/// ```
public struct ReturnWriter: Sendable {
  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  /// Where in the head an offset is missing, and how far into the tail it points.
  private var offsets: [(place: Int, distance: Int)] = []

  /// Creates a writer that has written nothing.
  public init() {}

  /// Writes a `uint256`, or a smaller number.
  ///
  /// - Complexity: O(1).
  public mutating func write(_ value: UInt256) { head += value.bigEndianBytes }

  /// Writes an `address`.
  ///
  /// - Complexity: O(1).
  public mutating func write(_ value: Address) {
    head += repeatElement(0, count: 12)
    head += value.bytes
  }

  /// Writes a `bool`.
  ///
  /// - Complexity: O(1).
  public mutating func write(_ value: Bool) { write(value ? UInt256.one : .zero) }

  /// Writes a `bytes32`.
  ///
  /// - Complexity: O(1).
  public mutating func write(_ value: Digest) { head += value.bytes }

  /// Writes 1 to 32 bytes as `bytes1` to `bytes32`.
  ///
  /// - Complexity: O(1).
  public mutating func write(fixedBytes value: [UInt8]) {
    precondition((1...32).contains(value.count), "bytes\(value.count) is no type.")
    head += value
    head += repeatElement(0, count: 32 - value.count)
  }

  /// Writes a `string`.
  ///
  /// - Complexity: O(n) for n bytes.
  public mutating func write(_ value: String) { write(bytes: Array(value.utf8)) }

  /// Writes `bytes`.
  ///
  /// - Complexity: O(n) for n bytes.
  public mutating func write(bytes value: [UInt8]) {
    writeOffset()
    tail += UInt256(UInt64(value.count)).bigEndianBytes
    tail += value
    tail += repeatElement(0, count: (32 - value.count % 32) % 32)
  }

  /// Writes a `uint256[]`.
  ///
  /// - Complexity: O(n) for n numbers.
  public mutating func write(_ values: [UInt256]) {
    writeOffset()
    tail += UInt256(UInt64(values.count)).bigEndianBytes
    for value in values { tail += value.bigEndianBytes }
  }

  /// The bytes.
  ///
  /// - Complexity: O(n) for n bytes.
  public func finish() -> [UInt8] {
    var bytes = head
    for (place, distance) in offsets {
      let offset = UInt256(UInt64(head.count + distance)).bigEndianBytes
      bytes.replaceSubrange(place..<place + 32, with: offset)
    }
    return bytes + tail
  }

  private mutating func writeOffset() {
    offsets.append((head.count, tail.count))
    head += repeatElement(0, count: 32)
  }
}
