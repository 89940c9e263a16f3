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
  /// What is added to the weight by an adapter, see ``Module/injectAdapters(into:rank:alpha:dropout:key:)``.
  public internal(set) var adapter: LowRankAdapter?

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
    inputs: Int, outputs: Int, hasBias: Bool = true,
    initialization: Initializer = .kaimingNormal(), key: RandomKey, dtype: DType = .float32
  ) {
    precondition(inputs >= 0 && outputs >= 0, "a Linear of \(inputs) inputs and \(outputs) outputs")
    weight = initialization([outputs, inputs], key: key, dtype: dtype)
    bias = hasBias ? .zeros([outputs], dtype: dtype) : nil
  }

  /// A layer of parameters from elsewhere.
  ///
  /// - Parameters:
  ///   - weight: [outputs, inputs].
  ///   - bias: [outputs]; `nil` for none.
  public init(weight: Tensor, bias: Tensor? = nil) {
    self.weight = weight
    self.bias = bias
  }

  /// [.., outputs] for [.., inputs].
  ///
  /// - Parameter x: [.., inputs].
  /// - Complexity: O(examples · inputs · outputs).
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let result = Tensor.linear(x, weight: weight, bias: bias)
    return adapter.map { result + $0(x) } ?? result
  }

  /// Lays the weight out anew, input by input, as a product of few rows reads it: a model that generates token by
  /// token multiplies faster then.
  ///
  /// Shape, values and results stay the same to the bit. A product of many rows costs as much as before; an
  /// optimizer's update lays the weight out row by row again, so this is for models that are not trained.
  ///
  /// - Complexity: O(inputs · outputs) time and memory.
  public mutating func layOutForFewRows() {
    if weight.isPoisoned { return }
    do throws(TensorError) {
      weight = try Kernels.dense(weight.transposed()).transposed()
    } catch {
      weight = .failure(error)
    }
  }

  /// `weight`, then `bias`, then those of an adapter.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("weight", &_weight)
    visit("bias", &_bias)
    visit.adapter("", of: "weight", &_weight, &adapter)
  }
}
