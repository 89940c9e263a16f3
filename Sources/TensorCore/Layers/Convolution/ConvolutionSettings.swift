// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How the kernel of a convolution moves.
public struct ConvolutionSettings: Sendable, Equatable {
  /// Distance between neighbouring windows.
  public let stride: PerAxis
  /// How far the input is continued on its sides.
  public let padding: SpatialPadding
  /// Distance between neighbouring taps of the kernel.
  public let dilation: PerAxis
  /// Parts that both kinds of channels are cut into, which do not see each other.
  public let groups: Int
  /// What the input is continued by.
  public let mode: Tensor.Padding

  init(
    stride: PerAxis, padding: SpatialPadding, dilation: PerAxis, groups: Int,
    mode: Tensor.Padding = .constant(0)
  ) {
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.mode = mode
  }

  /// [first, second / groups, kernel…].
  ///
  /// - Precondition: the numbers fit one another and the layer.
  func weightShape(
    _ first: Int, _ second: Int, kernel: PerAxis, axes: Int, layer: String
  ) -> [Int] {
    precondition(
      groups >= 1 && first >= 0 && second >= 0 && first % groups == 0 && second % groups == 0,
      "\(layer): \(first) and \(second) channels cannot be cut into \(groups) groups")
    for (numbers, what) in [(kernel, "kernel"), (stride, "stride"), (dilation, "dilation")] {
      precondition(
        (numbers.values.count == axes || numbers.values.count == 1)
          && numbers.values.allSatisfy { $0 >= 1 },
        "\(layer): the \(what) \(numbers.values) is not of \(axes) axes and positive")
    }
    let lengths =
      kernel.values.count == 1 ? Array(repeating: kernel.values[0], count: axes) : kernel.values
    return [first, second / groups] + lengths
  }

  /// The first weights of a transposed convolution: [inputs, outputs / groups, kernel…].
  ///
  /// - Precondition: the numbers fit one another and the layer.
  func transposedWeight(
    _ inputs: Int, _ outputs: Int, kernel: PerAxis, outputPadding: PerAxis, axes: Int,
    layer: String,
    _ initialization: Initializer, key: RandomKey, dtype: DType
  ) -> Tensor {
    let shape = weightShape(inputs, outputs, kernel: kernel, axes: axes, layer: layer)
    precondition(
      [1, axes].contains(outputPadding.values.count),
      "\(layer): the output padding \(outputPadding.values) is not of \(axes) axes")
    // The weight's first axis is that of the inputs here, which `Fans` would take for the outputs.
    let field = shape.dropFirst(2).reduce(1, *)
    return initialization(
      shape, fans: Fans(inputs: inputs / groups * field, outputs: outputs / groups * field),
      key: key, dtype: dtype)
  }

  /// The input with its border where that is not of zeros, and what padding is left to the convolution.
  func padded(
    _ x: Tensor, _ weight: Tensor, axes: Int, layer: String
  ) -> (Tensor, SpatialPadding) {
    if mode == .constant(0) || x.isPoisoned || weight.rank != axes + 2 || x.rank != axes + 2 {
      return (x, padding)
    }
    do throws(TensorError) {
      let window = try SlidingWindow(
        input: Array(x.shape[2...]), kernel: Array(weight.shape[2...]), stride: stride,
        padding: padding, dilation: dilation, operation: layer)
      return (x.padded(Array(zip(window.before, window.after)), mode: mode), .valid)
    } catch {
      return (.failure(error), .valid)
    }
  }
}
