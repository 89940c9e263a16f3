// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Blocks of 256 values in eight bits each, with one scale: largest magnitude / 127.
///
/// 1.016 bytes a value, error at most half a scale. What is lost goes into the sender's error
/// feedback and is sent later (Seide et al. 2014,
/// https://www.isca-archive.org/interspeech_2014/seide14_interspeech.html; Karimireddy et al. 2019,
/// https://arxiv.org/abs/1901.09847).
public struct Int8Codec: VectorCodec {
  /// Values that share a scale.
  public static let blockSize = 256

  /// Creates the codec.
  public init() {}

  /// `int8`.
  public var name: String { "int8" }
  /// Always false.
  public var isLossless: Bool { false }

  /// For each block its scale as float32, then one signed byte a value, rounded half to even.
  public func encode(_ values: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.encodedSize(values.count))
    var start = 0
    while start < values.count {
      let block = values[start..<Swift.min(start + Self.blockSize, values.count)]
      var largest: Float = 0
      for value in block { largest = Swift.max(largest, value.magnitude) }
      // Below this the quotient value / scale would overflow; such a block is as good as zero.
      let scale = largest / 127 < Float.leastNormalMagnitude ? 0 : largest / 127
      bytes.append(littleEndian: scale.bitPattern)
      for value in block {
        let level = scale == 0 ? 0 : (value / scale).rounded(.toNearestOrEven)
        bytes.append(UInt8(bitPattern: Int8(Swift.max(-127, Swift.min(127, level)))))
      }
      start += Self.blockSize
    }
    return bytes
  }

  /// Each signed byte times its block's scale.
  public func decode(_ bytes: ArraySlice<UInt8>, count: Int) throws(TrainingError) -> [Float] {
    guard bytes.count == Self.encodedSize(count) else {
      throw .malformedMessage("\(bytes.count) bytes for \(count) int8 values in blocks")
    }
    var values: [Float] = []
    values.reserveCapacity(count)
    var position = bytes.startIndex
    while values.count < count {
      let scale = Float(bitPattern: bytes.littleEndianUInt32(at: position))
      guard scale.isFinite, scale >= 0, (scale * 127).isFinite else {
        throw .malformedMessage("a block of int8 values has the scale \(scale)")
      }
      position += 4
      for _ in 0..<Swift.min(Self.blockSize, count - values.count) {
        values.append(Float(Int8(bitPattern: bytes[position])) * scale)
        position += 1
      }
    }
    return values
  }

  private static func encodedSize(_ count: Int) -> Int {
    count + 4 * ((count + blockSize - 1) / blockSize)
  }
}
