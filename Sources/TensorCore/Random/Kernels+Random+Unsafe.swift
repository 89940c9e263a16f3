// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

extension Kernels {
  /// Numbers in `range`, of float32 or float64, and none above `highest`.
  static func randomUniform(
    _ key: RandomKey, _ stream: RandomKey.Stream, in range: Range<Double>, highest: Double,
    layout: Layout, dtype: DType
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: dtype)
    tc_random_uniform(
      dtype.code, key.key, stream.rawValue, Int64(layout.count), range.lowerBound,
      range.upperBound - range.lowerBound, highest, result.data)
    return result
  }

  /// Numbers of float32 or float64.
  static func randomNormal(
    _ key: RandomKey, mean: Double, deviation: Double, layout: Layout, dtype: DType
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: dtype)
    tc_random_normal(
      dtype.code, key.key, RandomKey.Stream.numbers.rawValue, Int64(layout.count), mean, deviation,
      result.data)
    return result
  }

  /// Numbers of float64.
  static func randomTruncated(
    _ key: RandomKey, mean: Double, deviation: Double, in range: ClosedRange<Double>, layout: Layout
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: .float64)
    tc_random_truncated(
      key.key, RandomKey.Stream.truncated.rawValue, Int64(layout.count), mean, deviation,
      range.lowerBound, range.upperBound, result.data.assumingMemoryBound(to: Double.self))
    return result
  }

  /// Numbers of int64.
  static func randomIntegers(
    _ key: RandomKey, in range: Range<Int>, layout: Layout
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: layout, dtype: .int64)
    let span = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
    tc_random_integers(
      key.key, RandomKey.Stream.integers.rawValue, Int64(layout.count), Int64(range.lowerBound),
      span, result.data.assumingMemoryBound(to: Int64.self))
    return result
  }

  /// `count` classes for each row of float64 weights, and the first row that is no distribution.
  static func categorical(
    _ weights: Tensor, areLogits: Bool, count: Int, uniform: Tensor
  ) throws(TensorError) -> (classes: Tensor, badRow: Int?) {
    let rows = try dense(weights)
    let classes = rows.layout.dims[rows.rank - 1]
    let rowCount = rows.count / Swift.max(classes, 1)
    let layout = try Layout(shape: [rowCount, count], operation: "randomCategorical")
    let result = try Tensor(uninitialized: layout, dtype: .int64)
    let sums = try Tensor(
      uninitialized: Layout(shape: [2, classes], operation: "randomCategorical"), dtype: .float64)
    let bad = tc_categorical(
      areLogits, Int64(rowCount), Int64(classes), rows.data.assumingMemoryBound(to: Double.self),
      Int64(count), uniform.data.assumingMemoryBound(to: Double.self),
      sums.data.assumingMemoryBound(to: Double.self),
      result.data.assumingMemoryBound(to: Int64.self))
    withExtendedLifetime((rows.body, uniform.body, sums.body)) {}
    return (result, bad < 0 ? nil : Int(bad))
  }
}
