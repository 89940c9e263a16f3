// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// The three derivatives of a convolution's trilinear form.
extension Kernels {
  static func convolution(
    _ x: Tensor, _ weight: Tensor, bias: Tensor?, _ geometry: ConvolutionGeometry,
    result layout: Layout
  ) throws(TensorError) -> Tensor {
    let (source, kernel, added) = (try dense(x), try dense(weight), try denseOrNil(bias))
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    var shape = tc_convolution(
      geometry, batch: x.shape[0], input: x.shape[1], output: weight.shape[0])
    let isDone = tc_conv(
      x.dtype.code, &shape, source.data, kernel.data, added?.data, result.data)
    withExtendedLifetime((source.body, kernel.body, added?.body)) {}
    return try isDone ? result : exhausted(result)
  }

  static func transposedConvolution(
    _ g: Tensor, _ weight: Tensor, bias: Tensor?, _ geometry: ConvolutionGeometry,
    result layout: Layout
  ) throws(TensorError) -> Tensor {
    let (source, kernel, added) = (try dense(g), try dense(weight), try denseOrNil(bias))
    let result = try Tensor(uninitialized: layout, dtype: g.dtype)
    var shape = tc_convolution(
      geometry, batch: g.shape[0], input: weight.shape[1] * geometry.groups, output: g.shape[1])
    let isDone = tc_conv_input(
      g.dtype.code, &shape, source.data, kernel.data, added?.data, result.data)
    withExtendedLifetime((source.body, kernel.body, added?.body)) {}
    return try isDone ? result : exhausted(result)
  }

  static func convolutionWeight(
    _ x: Tensor, _ g: Tensor, _ geometry: ConvolutionGeometry, result layout: Layout
  ) throws(TensorError) -> Tensor {
    let (source, gradient) = (try dense(x), try dense(g))
    let result = try Tensor(uninitialized: layout, dtype: x.dtype)
    var shape = tc_convolution(
      geometry, batch: x.shape[0], input: x.shape[1], output: g.shape[1])
    let isDone = tc_conv_weight(
      x.dtype.code, &shape, source.data, gradient.data, result.data)
    withExtendedLifetime((source.body, gradient.body)) {}
    return try isDone ? result : exhausted(result)
  }

  private static func denseOrNil(_ x: Tensor?) throws(TensorError) -> Tensor? {
    guard let x else { return nil }
    return try dense(x)
  }

  /// The padded copy of a single item of the batch had no room.
  private static func exhausted(_ result: Tensor) throws(TensorError) -> Tensor {
    throw .outOfMemory(bytes: result.count &* result.dtype.byteWidth)
  }
}

extension tc_convolution {
  /// - Parameters:
  ///   - input: channels of all groups.
  ///   - output: channels of all groups.
  fileprivate init(_ geometry: ConvolutionGeometry, batch: Int, input: Int, output: Int) {
    let window = geometry.window
    self.init(
      batch: Int64(batch), groups: Int64(geometry.groups),
      input_channels: Int64(input / geometry.groups),
      output_channels: Int64(output / geometry.groups),
      input: threeAxes(window.input, filling: 1), output: threeAxes(window.output, filling: 1),
      kernel: threeAxes(window.kernel, filling: 1), stride: threeAxes(window.stride, filling: 1),
      dilation: threeAxes(window.dilation, filling: 1),
      padding: threeAxes(window.before, filling: 0))
  }
}
