// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// y = x Wᵀ + b.
public struct Linear: Layer {
  /// [outputs, inputs], as PyTorch keeps it.
  @Parameter public var weight: Tensor
  /// [outputs]; `nil` for none.
  @Parameter public var bias: Tensor?

  /// How weights begin.
  public enum Initialization: Sendable, Hashable {
    /// Normal with variance 2 / inputs, for layers before a relu (He, Zhang, Ren, Sun 2015).
    case kaiming
    /// Uniform with variance 2 / (inputs + outputs) (Glorot, Bengio 2010).
    case xavier
    /// All zeros.
    case zeros
  }

  /// A layer with random weights and a bias of zeros.
  ///
  /// - Parameters:
  ///   - inputs: numbers per example.
  ///   - outputs: numbers per result.
  ///   - hasBias: whether a bias is added.
  ///   - initialization: how weights begin.
  ///   - key: where the weights follow from.
  ///   - dtype: float32 or float64.
  public init(
    inputs: Int, outputs: Int, hasBias: Bool = true, initialization: Initialization = .kaiming,
    key: RandomKey, dtype: DType = .float32
  ) {
    precondition(inputs >= 0 && outputs >= 0, "a Linear of \(inputs) inputs and \(outputs) outputs")
    let shape = [outputs, inputs]
    switch initialization {
    case .kaiming:
      let deviation = (2 / Double(Swift.max(inputs, 1))).squareRoot()
      weight = .randomNormal(shape, standardDeviation: deviation, key: key, dtype: dtype)
    case .xavier:
      let bound = (6 / Double(Swift.max(inputs + outputs, 1))).squareRoot()
      weight = .randomUniform(shape, in: -bound..<bound, key: key, dtype: dtype)
    case .zeros:
      weight = .zeros(shape, dtype: dtype)
    }
    bias = hasBias ? .zeros([outputs], dtype: dtype) : nil
  }

  /// [..., outputs] for [..., inputs].
  ///
  /// - Parameter x: [..., inputs].
  /// - Complexity: O(examples · inputs · outputs).
  public func callAsFunction(_ x: Tensor) -> Tensor {
    .linear(x, weight: weight, bias: bias)
  }

  /// `weight`, then `bias`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("weight", &_weight)
    visit("bias", &_bias)
  }
}
