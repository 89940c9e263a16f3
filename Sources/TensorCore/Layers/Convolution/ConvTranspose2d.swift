// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A transposed convolution along two axes, such as those of images: every element of the input
/// adds a multiple of the kernel to the result.
public struct ConvTranspose2d: Layer {
  /// [input channels, output channels / groups, height, width], as PyTorch keeps it.
  @Parameter public var weight: Tensor
  /// [output channels]; `nil` for none.
  @Parameter public var bias: Tensor?
  /// How the kernel moves.
  public var settings: ConvolutionSettings
  /// What is added at the end of every axis of the result.
  public var outputPadding: PerAxis

  /// A layer with random weights and a bias of zeros.
  ///
  /// - Parameters:
  ///   - inputs: number of input channels.
  ///   - outputs: number of output channels.
  ///   - kernel: lengths of the kernel.
  ///   - stride: distance in the result between the places of neighbouring elements, at least 1.
  ///   - padding: what is cut from the sides of the result.
  ///   - outputPadding: what is added at the end of every axis; smaller than stride or dilation.
  ///   - dilation: distance between neighbouring taps of the kernel, at least 1.
  ///   - groups: parts that both kinds of channels are cut into, which do not see each other.
  ///   - hasBias: whether a bias is added.
  ///   - initialization: how weights begin.
  ///   - key: where the weights follow from.
  ///   - dtype: float32 or float64.
  /// - Precondition: `groups` divides both numbers of channels.
  public init(
    inputs: Int, outputs: Int, kernel: PerAxis, stride: PerAxis = 1,
    padding: SpatialPadding = .valid, outputPadding: PerAxis = 0, dilation: PerAxis = 1,
    groups: Int = 1, hasBias: Bool = true, initialization: Initializer = .kaimingNormal(),
    key: RandomKey, dtype: DType = .float32
  ) {
    settings = ConvolutionSettings(
      stride: stride, padding: padding, dilation: dilation, groups: groups)
    self.outputPadding = outputPadding
    weight = settings.transposedWeight(
      inputs, outputs, kernel: kernel, outputPadding: outputPadding, axes: 2,
      layer: "ConvTranspose2d", initialization, key: key, dtype: dtype)
    bias = hasBias ? .zeros([outputs], dtype: dtype) : nil
  }

  /// The transposed convolution of the input.
  ///
  /// - Parameter x: [batch, input channels, height, width].
  /// - Returns: [batch, output channels, height, width], see
  ///   ``Tensor/transposedConvolution(_:bias:stride:padding:outputPadding:dilation:groups:)``.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.convTranspose2d(
      weight, bias: bias, stride: settings.stride, padding: settings.padding,
      outputPadding: outputPadding, dilation: settings.dilation, groups: settings.groups)
  }

  /// `weight`, then `bias`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("weight", &_weight)
    visit("bias", &_bias)
  }
}
