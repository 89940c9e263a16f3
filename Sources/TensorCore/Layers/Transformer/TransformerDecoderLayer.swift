// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Self-attention, attention to the memory of an encoder, and two linear layers, each with a norm and a way
/// around it (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762).
public struct TransformerDecoderLayer: Module {
  /// Attention of the sequence to itself.
  public var selfAttention: MultiHeadAttention
  /// Attention of the sequence to the memory.
  public var crossAttention: MultiHeadAttention
  /// From `width` to `hidden`.
  public var linear1: Linear
  /// From `hidden` to `width`.
  public var linear2: Linear
  /// The norm of the self-attention.
  public var norm1: LayerNorm
  /// The norm of the attention to the memory.
  public var norm2: LayerNorm
  /// The norm of the linear layers.
  public var norm3: LayerNorm
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
    crossAttention = MultiHeadAttention(
      width: settings.width, heads: settings.heads, hasBias: settings.hasBias,
      dropout: settings.dropout, key: key.child(3), dtype: settings.dtype)
    linear1 = settings.makeLinear(settings.width, settings.hidden, key.child(1))
    linear2 = settings.makeLinear(settings.hidden, settings.width, key.child(2))
    norm1 = settings.makeNorm()
    norm2 = settings.makeNorm()
    norm3 = settings.makeNorm()
    activation = settings.activation
    dropout = Dropout(settings.dropout)
    isNormFirst = settings.isNormFirst
  }

  /// The sequence after this layer.
  ///
  /// - Parameters:
  ///   - x: [batch, n, width].
  ///   - memory: [batch, m, width], from an encoder.
  ///   - mask: of the self-attention, as of ``MultiHeadAttention``.
  ///   - memoryMask: of the attention to the memory.
  ///   - keyMask: [batch, n], true for positions that are there.
  ///   - memoryKeyMask: [batch, m], true for positions of the memory that are there.
  ///   - isCausal: whether a position sees only itself and the ones before.
  public func callAsFunction(
    _ x: Tensor, memory: Tensor, mask: Tensor? = nil, memoryMask: Tensor? = nil,
    keyMask: Tensor? = nil, memoryKeyMask: Tensor? = nil, isCausal: Bool = false
  ) -> Tensor {
    block(x, memory, memoryMask, memoryKeyMask) {
      selfAttention($0, mask: mask, keyMask: keyMask, isCausal: isCausal)
    }
  }

  /// Positions that follow those of a cache; each sees itself and the ones before, and the memory.
  ///
  /// - Parameters:
  ///   - x: [batch, n, width], the next positions.
  ///   - memory: [batch, m, width], from an encoder.
  ///   - cache: of this layer's self-attention.
  ///   - memoryKeyMask: [batch, m], true for positions of the memory that are there.
  public func callAsFunction(
    _ x: Tensor, memory: Tensor, cache: inout KeyValueCache, memoryKeyMask: Tensor? = nil
  ) -> Tensor {
    block(x, memory, nil, memoryKeyMask) { selfAttention($0, cache: &cache) }
  }

  private func block(
    _ x: Tensor, _ memory: Tensor, _ memoryMask: Tensor?, _ memoryKeyMask: Tensor?,
    _ attention: (Tensor) -> Tensor
  ) -> Tensor {
    func cross(_ x: Tensor) -> Tensor {
      crossAttention(x, key: memory, mask: memoryMask, keyMask: memoryKeyMask)
    }
    if isNormFirst {
      let y = x + dropout(attention(norm1(x)))
      let z = y + dropout(cross(norm2(y)))
      return z + dropout(feedForward(norm3(z)))
    }
    let y = norm1(x + dropout(attention(x)))
    let z = norm2(y + dropout(cross(y)))
    return norm3(z + dropout(feedForward(z)))
  }

  private func feedForward(_ x: Tensor) -> Tensor {
    linear2(dropout(activation(linear1(x))))
  }

  /// `self_attn`, `multihead_attn`, `linear1`, `linear2`, `norm1`, `norm2`, `norm3`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("self_attn", &selfAttention)
    visit("multihead_attn", &crossAttention)
    visit("linear1", &linear1)
    visit("linear2", &linear2)
    visit("norm1", &norm1)
    visit("norm2", &norm2)
    visit("norm3", &norm3)
  }
}
