// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Normalises every channel of every example (Ulyanov, Vedaldi, Lempitsky 2016,
/// https://arxiv.org/abs/1607.08022).
public struct InstanceNorm: Layer {
  /// [channels]; `nil` for none.
  @Parameter public var weight: Tensor?
  /// [channels]; `nil` for none.
  @Parameter public var bias: Tensor?
  /// Added to the variance.
  public let epsilon: Double

  /// A layer.
  ///
  /// - Parameters:
  ///   - channels: number of channels.
  ///   - epsilon: added to the variance.
  ///   - isAffine: whether channels are scaled and shifted; not by default, as in PyTorch.
  ///   - dtype: float32 or float64.
  public init(
    channels: Int, epsilon: Double = 1e-5, isAffine: Bool = false, dtype: DType = .float32
  ) {
    self.epsilon = epsilon
    weight = isAffine ? .ones([channels], dtype: dtype) : nil
    bias = isAffine ? .zeros([channels], dtype: dtype) : nil
  }

  /// The normalised input, of the same shape.
  ///
  /// - Parameter x: [batch, channels, spatial…].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.instanceNorm(weight: weight, bias: bias, epsilon: epsilon)
  }

  /// `weight`, then `bias`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("weight", &_weight)
    visit("bias", &_bias)
  }
}
