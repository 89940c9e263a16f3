// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// Choices and questions: where, truth values, classes of numbers, and integers.
extension Kernels {
  static func choose(
    _ condition: Tensor, _ x: Tensor, _ y: Tensor, operation: String
  ) throws(TensorError) -> Tensor {
    let values = try Layout.broadcast(x.layout, y.layout, operation: operation)
    let layout = try Layout.broadcast(condition.layout, values, operation: operation)
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    withDimensions(layout.dims) { dims in
      withDimensions(condition.layout.expanded(to: layout).strides) { cs in
        withDimensions(x.layout.expanded(to: layout).strides) { xs in
          withDimensions(y.layout.expanded(to: layout).strides) { ys in
            tc_where(
              Int32(x.dtype.byteWidth), Int32(layout.rank), dims, cs, xs, ys,
              condition.data.assumingMemoryBound(to: UInt8.self), x.data, y.data, result.data)
          }
        }
      }
    }
    withExtendedLifetime((condition.body, x.body, y.body)) {}
    return result
  }

  static func logical(
    _ connective: Int32, _ x: Tensor, _ y: Tensor, operation: String
  ) throws(TensorError) -> Tensor {
    let layout = try Layout.broadcast(x.layout, y.layout, operation: operation)
    let left = try dense(Tensor(viewing: x, x.layout.expanded(to: layout)))
    let right = try dense(Tensor(viewing: y, y.layout.expanded(to: layout)))
    let result = try Tensor(uninitialized: layout, dtype: .bool)
    tc_logical(
      connective, Int64(layout.count), left.bytePointer, right.bytePointer, result.bytePointer)
    withExtendedLifetime((left.body, right.body)) {}
    return result
  }

  /// The opposite of truth values.
  static func not(_ x: Tensor) throws(TensorError) -> Tensor {
    let one = try fill(1, layout: Layout(shape: [], operation: "not"), dtype: .bool)
    return try logical(Int32(TC_XOR), x, one, operation: "not")
  }

  static func classify(_ question: Int32, _ x: Tensor) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: .bool)
    tc_classify(question, x.dtype.code, Int64(x.count), source.data, result.bytePointer)
    withExtendedLifetime(source.body) {}
    return result
  }

  static func integerUnary(_ kernel: Int, _ x: Tensor) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    tc_integer_unary(Int32(kernel), x.dtype.code, Int64(x.count), source.data, result.data)
    withExtendedLifetime(source.body) {}
    return result
  }

  /// Integers to integer powers, computed in int64, which wraps as the narrower types do; truth values
  /// become int8, as in NumPy.
  static func integerPower(
    _ x: Tensor, _ y: Tensor, operation: String
  ) throws(TensorError) -> Tensor {
    let layout = try Layout.broadcast(x.layout, y.layout, operation: operation)
    let base = try cast(Tensor(viewing: x, x.layout.expanded(to: layout)), to: .int64)
    let power = try cast(Tensor(viewing: y, y.layout.expanded(to: layout)), to: .int64)
    let result = try Tensor(uninitialized: layout, dtype: .int64)
    let works = tc_integer_pow(
      Int64(layout.count), base.data.assumingMemoryBound(to: Int64.self),
      power.data.assumingMemoryBound(to: Int64.self),
      result.data.assumingMemoryBound(to: Int64.self))
    withExtendedLifetime((base.body, power.body)) {}
    guard works else {
      throw .indexOutOfRange(
        operation: "\(operation) of integers: a negative exponent", index: -1, bound: Int.max)
    }
    return try cast(result, to: x.dtype == .bool ? .int8 : x.dtype)
  }
}

extension Tensor {
  /// The elements of a tensor of bytes.
  fileprivate var bytePointer: UnsafeMutablePointer<UInt8> {
    data.assumingMemoryBound(to: UInt8.self)
  }
}
