// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// Normalisation by mean and variance.
extension Kernels {
  /// The normalised tensor, and the mean, variance and factor of every set of elements.
  static func normalize(
    _ x: Tensor, _ shape: NormalizationShape, weight: Tensor?, bias: Tensor?
  ) throws(TensorError) -> [Tensor] {
    let source = try dense(x)
    let (factors, shifts) = (try weight.mapDense(), try bias.mapDense())
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    let line = try Layout(shape: [shape.rowCount], operation: Normalization.name)
    let mean = try Tensor(uninitialized: line, dtype: x.dtype)
    let variance = try Tensor(uninitialized: line, dtype: x.dtype)
    let scale = try Tensor(uninitialized: line, dtype: x.dtype)
    var c = tc_norm(shape)
    tc_norm_rows(
      x.dtype.code, &c, source.data, factors?.data, shifts?.data, result.data, mean.data,
      variance.data, scale.data)
    withExtendedLifetime((source.body, factors?.body, shifts?.body)) {}
    return [result, mean, variance, scale]
  }

  /// The normalised rows of the last axis alone.
  static func normalizedRows(
    _ x: Tensor, weight: Tensor?, bias: Tensor?, centers: Bool, epsilon: Double
  ) throws(TensorError) -> Tensor {
    let source = x.layout.isDense ? x : try dense(x)
    let (factors, shifts) = (try weight.mapDense(), try bias.mapDense())
    let result = try Tensor(uninitialized: source.layout, dtype: x.dtype)
    let length = x.layout.dims[x.rank - 1]
    var rows = 1
    for axis in 0..<(x.rank - 1) { rows *= x.layout.dims[axis] }
    // Mean, variance and factor of each row, which nobody asks for.
    var dims = Dimensions(repeating: 1)
    (dims[0], dims[1]) = (3, rows)
    let room = try Tensor(
      uninitialized: Layout(dims: dims, rank: 2, operation: Normalization.name), dtype: x.dtype)
    let width = rows &* x.dtype.byteWidth
    var c = tc_norm()
    c.rows = Int64(rows)
    c.segments = 1
    c.length = Int64(length)
    c.row_stride = Int64(length)
    c.groups = 1
    c.span = 1
    c.centers = centers
    c.epsilon = epsilon
    tc_norm_rows(
      x.dtype.code, &c, source.data, factors?.data, shifts?.data, result.data, room.data,
      room.data + width, room.data + 2 &* width)
    withExtendedLifetime((source.body, factors?.body, shifts?.body, room.body)) {}
    return result
  }

  /// The gradients of the tensor, of the weight and of the bias, the latter as vectors.
  static func normalizeBackward(
    _ x: Tensor, _ shape: NormalizationShape, weight: Tensor?, gradient: Tensor, mean: Tensor,
    scale: Tensor, wantsWeight: Bool, wantsBias: Bool
  ) throws(TensorError) -> (Tensor, weight: Tensor?, bias: Tensor?) {
    if x.count == 0 {
      let none = try Layout(shape: [shape.weightCount], operation: Normalization.name)
      return (
        try fill(0, layout: x.layout.dense, dtype: x.dtype),
        wantsWeight ? try fill(0, layout: none, dtype: x.dtype) : nil,
        wantsBias ? try fill(0, layout: none, dtype: x.dtype) : nil
      )
    }
    let (source, g, factors) = (try dense(x), try dense(gradient), try weight.mapDense())
    let result = try Tensor(uninitialized: x.layout.dense, dtype: x.dtype)
    var c = tc_norm(shape)
    // Lines that are added up afterwards, over a fixed tree.
    let sharesLines = c.span == 1 && c.groups == 1
    let lines =
      sharesLines
      ? (shape.rowCount + Int(TC_NORM_BLOCK) - 1) / Int(TC_NORM_BLOCK)
      : shape.rowCount / Swift.max(Int(c.groups), 1)
    let layout = try Layout(shape: [lines, shape.weightCount], operation: Normalization.name)
    let dw = wantsWeight ? try Tensor(uninitialized: layout, dtype: x.dtype) : nil
    let db = wantsBias ? try Tensor(uninitialized: layout, dtype: x.dtype) : nil
    tc_norm_backward_rows(
      x.dtype.code, &c, source.data, g.data, factors?.data, mean.data, scale.data, result.data,
      dw?.data, db?.data)
    withExtendedLifetime((source.body, g.body, factors?.body, mean.body, scale.body)) {}
    return (result, try dw.mapSummed(), try db.mapSummed())
  }
}

extension Tensor? {
  fileprivate func mapDense() throws(TensorError) -> Tensor? {
    guard let self else { return nil }
    return try Kernels.dense(self)
  }

  /// The sum of the rows.
  fileprivate func mapSummed() throws(TensorError) -> Tensor? {
    guard let self else { return nil }
    if self.shape[0] == 1 { return self }
    return try Kernels.reduce(Int(TC_SUM), self, axes: AxisSet(bits: 1))
  }
}

extension tc_norm {
  fileprivate init(_ shape: NormalizationShape) {
    let view = shape.view.map(Int64.init)
    self.init()
    rows = Int64(shape.rowCount)
    centers = shape.centers
    epsilon = shape.epsilon
    segments = 1
    switch view.count {
    case 2:
      length = view[1]
      groups = 1
      span = 1
    case 3:
      // Channel c of [batch, channels, plane]: a run in every item.
      segments = view[0]
      length = view[2]
      row_stride = view[2]
      segment_stride = view[1] * view[2]
      groups = view[1]
      span = Swift.max(view[2], 1)
      return
    default:
      length = view[2] * view[3]
      groups = view[1]
      span = Swift.max(view[3], 1)
    }
    row_stride = length
  }
}
