// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// Losses in one pass over their inputs.
extension Kernels {
  /// One loss for each row of `logits`, [rows, classes].
  static func crossEntropy(
    _ logits: Tensor, _ labels: ClassLabels, smoothing: Double
  ) throws(TensorError) -> Tensor {
    let x = try dense(logits)
    let m = x.layout.dims[0]
    let result = try Tensor(
      uninitialized: Layout(shape: [m], operation: CrossEntropy.name), dtype: x.dtype)
    tc_cross_entropy_rows(
      x.dtype.code, Int64(m), Int64(x.layout.dims[1]), x.data,
      labels.tensor.data.assumingMemoryBound(to: Int64.self), smoothing, result.data)
    withExtendedLifetime((x.body, labels.tensor.body)) {}
    return result
  }

  static func crossEntropyBackward(
    _ logits: Tensor, _ labels: ClassLabels, smoothing: Double, gradient: Tensor
  ) throws(TensorError) -> Tensor {
    let x = try dense(logits)
    let g = try dense(gradient)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    tc_cross_entropy_backward_rows(
      x.dtype.code, Int64(x.layout.dims[0]), Int64(x.layout.dims[1]), x.data,
      labels.tensor.data.assumingMemoryBound(to: Int64.self), smoothing, g.data, result.data)
    withExtendedLifetime((x.body, g.body, labels.tensor.body)) {}
    return result
  }

  static func logSigmoid(_ x: Tensor) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    tc_log_sigmoid(x.dtype.code, Int64(x.count), source.data, result.data)
    withExtendedLifetime(source.body) {}
    return result
  }

  /// Of two tensors of one shape.
  static func binaryCrossEntropy(
    _ probabilities: Tensor, _ targets: Tensor
  ) throws(TensorError) -> Tensor {
    let p = try dense(probabilities)
    let t = try dense(targets)
    let result = try Tensor(uninitialized: p.layout.dense, dtype: p.dtype)
    tc_binary_cross_entropy(p.dtype.code, Int64(p.count), p.data, t.data, result.data)
    withExtendedLifetime((p.body, t.body)) {}
    return result
  }

  static func huber(_ x: Tensor, delta: Double) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    tc_huber(x.dtype.code, Int64(x.count), delta, source.data, result.data)
    withExtendedLifetime(source.body) {}
    return result
  }

  static func huberBackward(
    gradient: Tensor, _ x: Tensor, delta: Double
  ) throws(TensorError) -> Tensor {
    let g = try dense(gradient)
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    tc_huber_backward(x.dtype.code, Int64(x.count), delta, g.data, source.data, result.data)
    withExtendedLifetime((g.body, source.body)) {}
    return result
  }

  /// One loss for each item of `x`, [steps, items, classes].
  static func ctc(_ call: CTC, _ x: Tensor) throws(TensorError) -> Tensor {
    let losses = try Tensor(
      uninitialized: Layout(shape: [x.layout.dims[1]], operation: CTC.name), dtype: x.dtype)
    try ctc(call, x, gradient: nil, losses: losses.data, result: nil)
    return losses
  }

  static func ctcBackward(
    _ call: CTC, _ x: Tensor, gradient: Tensor
  ) throws(TensorError) -> Tensor {
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    try ctc(call, x, gradient: try dense(gradient), losses: nil, result: result.data)
    return result
  }

  private static func ctc(
    _ call: CTC, _ x: Tensor, gradient: Tensor?, losses: UnsafeMutableRawPointer?,
    result: UnsafeMutableRawPointer?
  ) throws(TensorError) {
    let source = try dense(x)
    let steps = call.stepCounts.map(Int64.init)
    let counts = call.labelCounts.map(Int64.init)
    let isDone = steps.withUnsafeBufferPointer { steps in
      counts.withUnsafeBufferPointer { counts in
        tc_ctc(
          x.dtype.code, Int64(x.layout.dims[0]), Int64(x.layout.dims[1]),
          Int64(x.layout.dims[2]), Int64(call.labels.layout.dims[1]), Int64(call.blank),
          source.data, call.labels.data.assumingMemoryBound(to: Int64.self), steps.baseAddress,
          counts.baseAddress, call.zeroInfinity, gradient?.data, losses, result)
      }
    }
    withExtendedLifetime((source.body, gradient?.body, call.labels.body)) {}
    guard isDone else {
      throw .outOfMemory(bytes: x.layout.dims[0] * call.labels.layout.dims[1] * x.dtype.byteWidth)
    }
  }
}
