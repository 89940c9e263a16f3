// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A convolution along one axis.
public struct Conv1d: Layer {
  /// [output channels, input channels / groups, kernel], as PyTorch keeps it.
  @Parameter public var weight: Tensor
  /// [output channels]; `nil` for none.
  @Parameter public var bias: Tensor?
  /// How the kernel moves.
  public var settings: ConvolutionSettings

  /// A layer with random weights and a bias of zeros.
  ///
  /// - Parameters:
  ///   - inputs: number of input channels.
  ///   - outputs: number of output channels.
  ///   - kernel: lengths of the kernel.
  ///   - stride: distance between neighbouring windows, at least 1.
  ///   - padding: how far the input is continued on its sides.
  ///   - dilation: distance between neighbouring taps of the kernel, at least 1.
  ///   - groups: parts that both kinds of channels are cut into, which do not see each other.
  ///   - paddingMode: what the input is continued by.
  ///   - hasBias: whether a bias is added.
  ///   - initialization: how weights begin.
  ///   - key: where the weights follow from.
  ///   - dtype: float32 or float64.
  /// - Precondition: `groups` divides both numbers of channels.
  public init(
    inputs: Int, outputs: Int, kernel: PerAxis, stride: PerAxis = 1,
    padding: SpatialPadding = .valid, dilation: PerAxis = 1, groups: Int = 1,
    paddingMode: Tensor.Padding = .constant(0), hasBias: Bool = true,
    initialization: Initializer = .kaimingNormal(), key: RandomKey, dtype: DType = .float32
  ) {
    settings = ConvolutionSettings(
      stride: stride, padding: padding, dilation: dilation, groups: groups, mode: paddingMode)
    let shape = settings.weightShape(
      outputs, inputs, kernel: kernel, axes: 1, layer: "Conv1d")
    weight = initialization(shape, key: key, dtype: dtype)
    bias = hasBias ? .zeros([outputs], dtype: dtype) : nil
  }

  /// The convolution of the input.
  ///
  /// - Parameter x: [batch, input channels, length].
  /// - Returns: [batch, output channels, length], see
  ///   ``Tensor/convolution(_:bias:stride:padding:dilation:groups:)``.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let (x, padding) = settings.padded(x, weight, axes: 1, layer: "Conv1d")
    return x.conv1d(
      weight, bias: bias, stride: settings.stride.values[0], padding: padding,
      dilation: settings.dilation.values[0], groups: settings.groups)
  }

  /// `weight`, then `bias`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("weight", &_weight)
    visit("bias", &_bias)
  }
}
