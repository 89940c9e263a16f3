// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Normalises groups of channels of every example, then scales and shifts channels (Wu, He 2018,
/// https://arxiv.org/abs/1803.08494).
public struct GroupNorm: Layer {
  /// [channels]; `nil` for none.
  @Parameter public var weight: Tensor?
  /// [channels]; `nil` for none.
  @Parameter public var bias: Tensor?
  /// Number of groups.
  public let groups: Int
  /// Added to the variance.
  public let epsilon: Double

  /// A layer with weights of 1 and biases of 0.
  ///
  /// - Parameters:
  ///   - groups: number of groups; divides `channels`.
  ///   - channels: number of channels.
  ///   - epsilon: added to the variance.
  ///   - isAffine: whether channels are scaled and shifted.
  ///   - dtype: float32 or float64.
  public init(
    groups: Int, channels: Int, epsilon: Double = 1e-5, isAffine: Bool = true,
    dtype: DType = .float32
  ) {
    precondition(
      groups >= 1 && channels % groups == 0,
      "GroupNorm: \(channels) channels cannot be cut into \(groups) groups")
    self.groups = groups
    self.epsilon = epsilon
    weight = isAffine ? .ones([channels], dtype: dtype) : nil
    bias = isAffine ? .zeros([channels], dtype: dtype) : nil
  }

  /// The normalised input, of the same shape.
  ///
  /// - Parameter x: [batch, channels, …].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.groupNorm(groups: groups, weight: weight, bias: bias, epsilon: epsilon)
  }

  /// `weight`, then `bias`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("weight", &_weight)
    visit("bias", &_bias)
  }
}
