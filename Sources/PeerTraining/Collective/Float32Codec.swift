// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Floats as they are: four bytes each, little-endian IEEE 754.
public struct Float32Codec: VectorCodec {
  /// Creates the codec.
  public init() {}

  /// `float32`.
  public var name: String { "float32" }
  /// Always true.
  public var isLossless: Bool { true }

  /// Four bytes for each value.
  public func encode(_ values: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 4)
    for value in values { bytes.append(littleEndian: value.bitPattern) }
    return bytes
  }

  /// The values that `bytes` holds.
  public func decode(_ bytes: ArraySlice<UInt8>, count: Int) throws(TrainingError) -> [Float] {
    guard bytes.count == count * 4 else {
      throw .malformedMessage("\(bytes.count) bytes for \(count) float32 values")
    }
    var values: [Float] = []
    values.reserveCapacity(count)
    var position = bytes.startIndex
    for _ in 0..<count {
      let value = Float(bitPattern: bytes.littleEndianUInt32(at: position))
      guard value.isFinite else { throw .malformedMessage("\(value) among float32 values") }
      values.append(value)
      position += 4
    }
    return values
  }
}

extension [UInt8] {
  mutating func append(littleEndian word: UInt32) {
    append(UInt8(truncatingIfNeeded: word))
    append(UInt8(truncatingIfNeeded: word >> 8))
    append(UInt8(truncatingIfNeeded: word >> 16))
    append(UInt8(truncatingIfNeeded: word >> 24))
  }
}

extension ArraySlice<UInt8> {
  /// - Precondition: four bytes follow `position`.
  func littleEndianUInt32(at position: Int) -> UInt32 {
    UInt32(self[position]) | UInt32(self[position + 1]) << 8 | UInt32(self[position + 2]) << 16
      | UInt32(self[position + 3]) << 24
  }
}
