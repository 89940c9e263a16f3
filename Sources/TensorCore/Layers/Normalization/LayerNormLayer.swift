// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Normalises the last axes to mean 0 and variance 1, then scales and shifts (Ba, Kiros, Hinton 2016,
/// https://arxiv.org/abs/1607.06450).
public struct LayerNorm: Layer {
  /// Of the shape of the normalised axes; `nil` for none.
  @Parameter public var weight: Tensor?
  /// Of the shape of the normalised axes; `nil` for none.
  @Parameter public var bias: Tensor?
  /// Lengths of the normalised axes.
  public let shape: [Int]
  /// Added to the variance.
  public let epsilon: Double

  /// A layer with weights of 1 and biases of 0.
  ///
  /// - Parameters:
  ///   - shape: lengths of the last axes, which are normalised together.
  ///   - epsilon: added to the variance.
  ///   - hasWeight: whether results are multiplied by a weight.
  ///   - hasBias: whether a bias is added, where there is a weight.
  ///   - dtype: float32 or float64.
  public init(
    _ shape: [Int], epsilon: Double = 1e-5, hasWeight: Bool = true, hasBias: Bool = true,
    dtype: DType = .float32
  ) {
    precondition(!shape.isEmpty, "a LayerNorm of no axis")
    self.shape = shape
    self.epsilon = epsilon
    weight = hasWeight ? .ones(shape, dtype: dtype) : nil
    bias = hasWeight && hasBias ? .zeros(shape, dtype: dtype) : nil
  }

  /// A layer over the last axis.
  ///
  /// - Parameters:
  ///   - width: length of the last axis.
  ///   - epsilon: added to the variance.
  ///   - hasBias: whether a bias is added.
  ///   - dtype: float32 or float64.
  public init(
    _ width: Int, epsilon: Double = 1e-5, hasBias: Bool = true, dtype: DType = .float32
  ) {
    self.init([width], epsilon: epsilon, hasBias: hasBias, dtype: dtype)
  }

  /// The normalised input, of the same shape.
  ///
  /// - Parameter x: [.., shape…].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if !x.isPoisoned, Array(x.shape.suffix(shape.count)) != shape {
      return .failure(
        .shapeMismatch(operation: "LayerNorm", left: x.shape, right: shape, axis: nil))
    }
    return x.layerNorm(axes: shape.count, weight: weight, bias: bias, epsilon: epsilon)
  }

  /// `weight`, then `bias`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("weight", &_weight)
    visit("bias", &_bias)
  }
}
