// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

extension Kernels {
  /// Weighted sums of elements along one axis, or the adjoint.
  static func resample(
    _ x: Tensor, axis: Int, _ taps: ResamplingTaps, isBackward: Bool
  ) throws(TensorError) -> Tensor {
    let source = try dense(x)
    var dims = x.layout.dims
    dims[axis] = isBackward ? taps.input : taps.output
    let layout = try Layout(dims: dims, rank: x.rank, operation: Resample.name)
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    if layout.count == 0 { return result }
    let inner = layout.strides[axis]
    taps.indices.withUnsafeBufferPointer { indices in
      taps.weights.withUnsafeBufferPointer { weights in
        var c = tc_resampling(
          outer: Int64(layout.count / (inner &* layout.dims[axis])), input: Int64(taps.input),
          output: Int64(taps.output), inner: Int64(inner), taps: Int64(taps.perResult),
          index: indices.baseAddress, weight: weights.baseAddress)
        tc_resample(x.dtype.code, isBackward, &c, source.data, result.data)
      }
    }
    withExtendedLifetime(source.body) {}
    return result
  }
}
