// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Weights of a few bits each, which take part in products as they are.
///
/// ```swift
/// let weights = try QuantizedTensor(quantizing: layer.weight, as: .q4_0)   // [outputs, inputs]
/// let y = x.matmul(transposed: weights)                                    // [batch, outputs]
/// ```
///
/// Rows run along the last dimension and are made of whole blocks. The packed bytes may lie in a
/// file that is mapped into memory.
public struct QuantizedTensor: Sendable {
  /// How the weights are packed.
  public let format: QuantizedFormat
  /// Length of each dimension, in weights.
  public let shape: [Int]
  /// The blocks: dense bytes.
  let blocks: Tensor

  /// Number of weights.
  public var count: Int { shape.reduce(1, *) }
  /// Bytes of the packed weights.
  public var byteCount: Int { blocks.count }
  /// The packed weights, as files hold them.
  public var bytes: [UInt8] { blocks.bytes }

  /// Weights that are packed already.
  ///
  /// - Parameters:
  ///   - bytes: the blocks of every row, one row after the other.
  ///   - shape: length of each dimension, in weights.
  ///   - format: how they are packed.
  /// - Throws: `TensorError.invalidShape` where rows are not made of whole blocks or the shape cannot be,
  ///   `shapeMismatch` where there are too few bytes or too many.
  /// - Complexity: O(n), n the number of bytes.
  public init(bytes: [UInt8], shape: [Int], format: QuantizedFormat) throws(TensorError) {
    let count = try Self.byteCount(of: shape, format)
    self.init(
      blocks: try Tensor(bytes: bytes, shape: [count], dtype: .uint8), shape: shape, format: format)
  }

  /// Blocks whose number has been checked.
  init(blocks: Tensor, shape: [Int], format: QuantizedFormat) {
    self.blocks = blocks
    self.shape = shape
    self.format = format
  }

  /// Bytes that weights of this shape take.
  ///
  /// - Throws: `invalidShape`.
  static func byteCount(of shape: [Int], _ format: QuantizedFormat) throws(TensorError) -> Int {
    let layout = try Layout(shape: shape, operation: "QuantizedTensor")
    guard let last = shape.last, last % format.blockWeights == 0 else {
      throw .invalidShape(
        operation: "QuantizedTensor", shape: shape,
        reason: "has rows that are not made of blocks of \(format.blockWeights), as \(format) needs"
      )
    }
    return layout.count / format.blockWeights * format.blockBytes
  }

  // MARK: To and from numbers

  /// Packs numbers, with the bits of ggml's reference: scales are rounded to float16, weights to the
  /// nearest integer, halves away from zero.
  ///
  /// The largest error of a weight is half a scale, where rounding the scale itself is left aside: for
  /// `q8_0` 1/254 of the largest magnitude in its block, for `q4_0` 1/16 (1/8 at the far end of the other
  /// sign), for `q4_1` 1/30 of the block's range.
  ///
  /// - Parameters:
  ///   - x: numbers of any floating-point type, computed in float32; no gradient flows through.
  ///   - format: one that ``QuantizedFormat/canQuantize``.
  /// - Throws: `TensorError.invalidShape` where rows are not made of whole blocks, `invalidArgument` where a
  ///   number is NaN, infinite or so large that no scale reaches it, or the format can only be read;
  ///   `unsupportedType` for integers.
  /// - Complexity: O(n), n the number of elements.
  public init(quantizing x: Tensor, as format: QuantizedFormat) throws(TensorError) {
    if let poison = x.node as? PoisonNode { throw poison.error }
    guard x.dtype.isFloatingPoint else {
      throw .unsupportedType(operation: "QuantizedTensor", dtype: x.dtype)
    }
    guard format.canQuantize else {
      throw .invalidArgument(
        operation: "QuantizedTensor", reason: "\(format) can be read, but not made from numbers")
    }
    let count = try Self.byteCount(of: x.shape, format)
    let numbers = try Kernels.dense(x.detached().cast(to: .float32))
    self.init(
      blocks: try Kernels.quantize(numbers, format, byteCount: count), shape: x.shape,
      format: format)
  }

  /// The numbers that the weights stand for, with the bits of ggml's reference.
  ///
  /// - Returns: float32 numbers of the same shape.
  /// - Complexity: O(n), n the number of weights.
  public func dequantized() -> Tensor {
    do throws(TensorError) {
      return try Kernels.dequantize(self)
    } catch {
      return .failure(error)
    }
  }
}

extension QuantizedTensor: Equatable {
  /// Whether format, shape and all bytes are equal.
  public static func == (a: QuantizedTensor, b: QuantizedTensor) -> Bool {
    a.format == b.format && a.shape == b.shape && a.bytes == b.bytes
  }
}
