// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Divides by the root of the mean square of the last axis, then scales (Zhang, Sennrich 2019,
/// https://arxiv.org/abs/1910.07467).
public struct RMSNorm: Layer {
  /// [width].
  @Parameter public var weight: Tensor
  /// Added to the mean square.
  public let epsilon: Double

  /// A layer with weights of 1.
  ///
  /// - Parameters:
  ///   - width: length of the last axis.
  ///   - epsilon: added to the mean square.
  ///   - dtype: float32 or float64.
  public init(_ width: Int, epsilon: Double = 1e-6, dtype: DType = .float32) {
    weight = .ones([width], dtype: dtype)
    self.epsilon = epsilon
  }

  /// The normalised input, of the same shape.
  ///
  /// - Parameter x: [.., width].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.rmsNorm(axes: 1, weight: weight, epsilon: epsilon)
  }

  /// `weight`.
  public mutating func visitParameters(_ visit: ParameterVisitor) { visit("weight", &_weight) }
}
