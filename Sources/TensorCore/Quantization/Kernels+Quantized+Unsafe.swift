// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

extension Kernels {
  /// Packs dense float32 numbers whose rows are made of whole blocks.
  ///
  /// - Throws: `invalidArgument` for a number that no block holds, `outOfMemory`.
  static func quantize(
    _ x: Tensor, _ format: QuantizedFormat, byteCount: Int
  ) throws(TensorError) -> Tensor {
    defer { withExtendedLifetime(x.body) {} }
    let numbers = UnsafePointer(x.data.assumingMemoryBound(to: Float.self))
    let first = tc_first_unquantizable(format.code, Int64(x.count), numbers)
    guard first < 0 else {
      throw .invalidArgument(
        operation: "QuantizedTensor",
        reason: "\(numbers[Int(first)]) at \(first) cannot be packed as \(format)")
    }
    let result = try bytes(byteCount)
    tc_quantize(
      format.code, Int64(x.count / format.blockWeights), numbers,
      result.data.assumingMemoryBound(to: UInt8.self))
    return result
  }

  static func dequantize(_ x: QuantizedTensor) throws(TensorError) -> Tensor {
    let result = try Tensor(
      uninitialized: Layout(shape: x.shape, operation: "dequantized"), dtype: .float32)
    tc_dequantize(
      x.format.code, Int64(result.count / x.format.blockWeights),
      UnsafePointer(x.blocks.data.assumingMemoryBound(to: UInt8.self)),
      result.data.assumingMemoryBound(to: Float.self))
    withExtendedLifetime(x.blocks.body) {}
    return result
  }

  /// x wᵀ for dense float32 x of [m, k] and weights of [n, k], k above 0.
  static func product(
    _ x: Tensor, _ weights: QuantizedTensor, result layout: Layout, rows: Int
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: .float32)
    tc_quantized_product(
      weights.format.code, Int64(rows), Int64(weights.shape[0]), Int64(weights.shape[1]),
      UnsafePointer(x.data.assumingMemoryBound(to: Float.self)),
      UnsafePointer(weights.blocks.data.assumingMemoryBound(to: UInt8.self)),
      result.data.assumingMemoryBound(to: Float.self))
    withExtendedLifetime((x.body, weights.blocks.body)) {}
    return result
  }

  private static func bytes(_ count: Int) throws(TensorError) -> Tensor {
    try Tensor(uninitialized: Layout(shape: [count], operation: "QuantizedTensor"), dtype: .uint8)
  }
}
