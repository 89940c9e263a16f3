// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A change of a weight that is a product of two thin matrices: the layer's result x Wᵀ becomes
/// x Wᵀ + s (x Aᵀ) Bᵀ (Hu et al. 2021, https://arxiv.org/abs/2106.09685).
///
/// Layers have them after ``Module/injectAdapters(into:rank:alpha:dropout:key:)``.
public struct LowRankAdapter: Sendable {
  /// A, [rank, inputs].
  @Parameter public var down: Tensor
  /// B, [outputs, rank].
  @Parameter public var up: Tensor
  /// s = alpha / rank, a single number.
  @Buffer public var scale: Tensor
  /// What drops out of the adapter's input in training.
  var dropout: Dropout

  /// An adapter that changes nothing yet: random A, and zeros for B.
  ///
  /// - Parameters:
  ///   - weight: [outputs, inputs], the weight that is changed.
  ///   - rank: r, at least 1.
  ///   - alpha: s · r.
  ///   - dropout: rate with which the adapter's input drops out in training.
  ///   - key: where A follows from.
  init(for weight: Tensor, rank: Int, alpha: Double, dropout: Double, key: RandomKey) {
    let bound = 1 / Double(Swift.max(weight.shape[1], 1)).squareRoot()
    down = .randomUniform(
      [rank, weight.shape[1]], in: -bound..<bound, key: key, dtype: weight.dtype)
    up = .zeros([weight.shape[0], rank], dtype: weight.dtype)
    scale = .full(alpha / Double(rank), shape: [], dtype: weight.dtype)
    self.dropout = Dropout(dropout)
  }

  /// An adapter of parts from elsewhere.
  init(down: Tensor, up: Tensor, scale: Tensor) {
    self.down = down
    self.up = up
    self.scale = scale
    dropout = Dropout(0)
  }

  /// s (x Aᵀ) Bᵀ: what is added to the layer's result.
  ///
  /// - Parameter x: [.., inputs].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    .linear(.linear(dropout(x), weight: down), weight: up) * scale
  }

  /// s B A: what is added to the weight when the adapter is merged into it.
  public var change: Tensor { up.matmul(down) * scale }

  /// Shows the parts under PEFT's names, `lora_A.weight` and `lora_B.weight`, and `lora_scale`.
  mutating func visitParts(_ prefix: String, _ visit: ParameterVisitor) {
    visit("\(prefix)lora_A.weight", &_down)
    visit("\(prefix)lora_B.weight", &_up)
    visit("\(prefix)lora_scale", &_scale)
  }
}
