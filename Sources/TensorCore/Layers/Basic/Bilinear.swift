// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// y_k = x₁ᵀ W_k x₂ + b_k.
public struct Bilinear: Module {
  /// [outputs, first inputs, second inputs].
  @Parameter public var weight: Tensor
  /// [outputs]; `nil` for none.
  @Parameter public var bias: Tensor?

  /// A layer with random weights and a bias of zeros.
  ///
  /// - Parameters:
  ///   - inputs: numbers per example of both inputs.
  ///   - outputs: numbers per result.
  ///   - hasBias: whether a bias is added.
  ///   - initialization: how weights begin; uniform in ± 1/√(first inputs) where `nil`.
  ///   - key: where the weights follow from.
  ///   - dtype: float32 or float64.
  public init(
    inputs: (Int, Int), outputs: Int, hasBias: Bool = true, initialization: Initializer? = nil,
    key: RandomKey, dtype: DType = .float32
  ) {
    let bound = 1 / Double(Swift.max(inputs.0, 1)).squareRoot()
    let rule = initialization ?? .uniform(in: -bound..<bound)
    weight = rule([outputs, inputs.0, inputs.1], key: key, dtype: dtype)
    bias = hasBias ? .zeros([outputs], dtype: dtype) : nil
  }

  /// [.., outputs] for [.., first inputs] and [.., second inputs].
  ///
  /// - Parameters:
  ///   - x: the first input.
  ///   - y: the second input, with the same axes before the last.
  /// - Complexity: O(examples · weight).
  public func callAsFunction(_ x: Tensor, _ y: Tensor) -> Tensor {
    let result = Tensor.einsum("...i,kij,...j->...k", x, weight, y)
    return bias.map { result + $0 } ?? result
  }

  /// `weight`, then `bias`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("weight", &_weight)
    visit("bias", &_bias)
  }
}
