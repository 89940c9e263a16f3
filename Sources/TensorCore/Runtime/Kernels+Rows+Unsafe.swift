// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// Reductions over axes, and what works on whole rows.
extension Kernels {
  /// Reduces `axes`, which become 1 in the result.
  static func reduce(_ kernel: Int, _ x: Tensor, axes: AxisSet) throws(TensorError) -> Tensor {
    var source = x
    var split = ReductionSplit(x.layout, axes: axes)
    if !split.isUniform {
      source = try copy(x.permutedView(split.keptThenReduced))
      split = ReductionSplit(source.layout, reducingLast: split.reducedRank)
    }
    let result = try Tensor(uninitialized: x.layout.reduced(axes), dtype: x.dtype)
    withDimensions(split.keptDims) { dims in
      withDimensions(split.keptStrides) { strides in
        tc_reduce(
          Int32(kernel), x.dtype.code, Int32(split.keptRank), dims, strides, Int64(split.count),
          Int64(split.stride), source.data, result.data)
      }
    }
    withExtendedLifetime(source.body) {}
    return result
  }

  enum RowKernel { case softmax, logSoftmax }

  static func rows(_ kernel: RowKernel, _ x: Tensor) throws(TensorError) -> Tensor {
    let source = try dense(x)
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    let n = Int64(x.layout.dims[x.rank - 1])
    let m = n == 0 ? 0 : Int64(x.count) / n
    switch kernel {
    case .softmax: tc_softmax_rows(x.dtype.code, m, n, source.data, result.data)
    case .logSoftmax: tc_log_softmax_rows(x.dtype.code, m, n, source.data, result.data)
    }
    withExtendedLifetime(source.body) {}
    return result
  }

  static func rowsBackward(
    _ kernel: RowKernel, gradient: Tensor, output: Tensor
  ) throws(TensorError) -> Tensor {
    let g = try dense(gradient)
    let y = try dense(output)
    let result = try Tensor(uninitialized: y.layout.dense, dtype: y.dtype)
    let n = Int64(y.layout.dims[y.rank - 1])
    let m = n == 0 ? 0 : Int64(y.count) / n
    switch kernel {
    case .softmax:
      tc_softmax_backward_rows(y.dtype.code, m, n, g.data, y.data, result.data)
    case .logSoftmax:
      tc_log_softmax_backward_rows(y.dtype.code, m, n, g.data, y.data, result.data)
    }
    withExtendedLifetime((g.body, y.body)) {}
    return result
  }
}
