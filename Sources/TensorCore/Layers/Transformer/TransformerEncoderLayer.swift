// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Self-attention and two linear layers, each with a norm and a way around it (Vaswani et al. 2017,
/// https://arxiv.org/abs/1706.03762). With a causal mask, and norms first, it is a block of GPT.
public struct TransformerEncoderLayer: Layer {
  /// Attention of the sequence to itself.
  public var selfAttention: MultiHeadAttention
  /// From `width` to `hidden`.
  public var linear1: Linear
  /// From `hidden` to `width`.
  public var linear2: Linear
  /// The norm of the attention.
  public var norm1: LayerNorm
  /// The norm of the linear layers.
  public var norm2: LayerNorm
  /// What is between the linear layers.
  public var activation: Activation
  /// What drops out between the linear layers, and of what is added to the sequence.
  public var dropout: Dropout
  /// Whether norms come first in their branch.
  public let isNormFirst: Bool

  /// A layer with random weights.
  ///
  /// - Parameters:
  ///   - settings: sizes and choices.
  ///   - key: where the weights follow from.
  public init(_ settings: TransformerSettings, key: RandomKey) {
    selfAttention = settings.makeSelfAttention(key.child(0))
    linear1 = settings.makeLinear(settings.width, settings.hidden, key.child(1))
    linear2 = settings.makeLinear(settings.hidden, settings.width, key.child(2))
    norm1 = settings.makeNorm()
    norm2 = settings.makeNorm()
    activation = settings.activation
    dropout = Dropout(settings.dropout)
    isNormFirst = settings.isNormFirst
  }

  /// The sequence after this layer, without a mask.
  ///
  /// - Parameter x: [batch, n, width].
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, mask: nil) }

  /// The sequence after this layer.
  ///
  /// - Parameters:
  ///   - x: [batch, n, width].
  ///   - mask: as of ``MultiHeadAttention``.
  ///   - keyMask: [batch, n], true for positions that are there.
  ///   - isCausal: whether a position sees only itself and the ones before.
  public func callAsFunction(
    _ x: Tensor, mask: Tensor?, keyMask: Tensor? = nil, isCausal: Bool = false
  ) -> Tensor {
    block(x) { selfAttention($0, mask: mask, keyMask: keyMask, isCausal: isCausal) }
  }

  /// Positions that follow those of a cache; each sees itself and the ones before.
  ///
  /// - Parameters:
  ///   - x: [batch, n, width], the next positions.
  ///   - cache: of this layer.
  public func callAsFunction(_ x: Tensor, cache: inout KeyValueCache) -> Tensor {
    block(x) { selfAttention($0, cache: &cache) }
  }

  private func block(_ x: Tensor, _ attention: (Tensor) -> Tensor) -> Tensor {
    if isNormFirst {
      let y = x + dropout(attention(norm1(x)))
      return y + dropout(feedForward(norm2(y)))
    }
    let y = norm1(x + dropout(attention(x)))
    return norm2(y + dropout(feedForward(y)))
  }

  private func feedForward(_ x: Tensor) -> Tensor {
    linear2(dropout(activation(linear1(x))))
  }

  /// `self_attn`, `linear1`, `linear2`, `norm1`, `norm2`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("self_attn", &selfAttention)
    visit("linear1", &linear1)
    visit("linear2", &linear2)
    visit("norm1", &norm1)
    visit("norm2", &norm2)
  }
}
