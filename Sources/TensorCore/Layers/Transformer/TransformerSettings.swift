// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Sizes and choices that all layers of a transformer share.
public struct TransformerSettings: Sendable {
  /// Numbers of a position.
  public var width: Int
  /// Number of heads; divides `width`.
  public var heads: Int
  /// Number of heads of keys and values in self-attention; as many as of queries where `nil`.
  public var kvHeads: Int?
  /// Numbers between the two linear layers of a block.
  public var hidden: Int
  /// Rate with which elements drop out in training.
  public var dropout: Double
  /// What is between the two linear layers.
  public var activation: Activation
  /// Whether norms come before what they belong to, inside the branch, or after it, as in the paper.
  public var isNormFirst: Bool
  /// Added to the variances of norms.
  public var epsilon: Double
  /// Whether linear layers, projections and norms add a bias.
  public var hasBias: Bool
  /// Turns queries and keys of self-attention by their positions.
  public var rotary: RotaryPositions?
  /// float32 or float64.
  public var dtype: DType

  /// Settings; what is left out is as in PyTorch.
  ///
  /// - Parameters:
  ///   - width: numbers of a position.
  ///   - heads: number of heads; divides `width`.
  ///   - kvHeads: number of heads of keys and values in self-attention.
  ///   - hidden: numbers between the two linear layers of a block.
  ///   - dropout: rate with which elements drop out in training.
  ///   - activation: what is between the two linear layers.
  ///   - isNormFirst: whether norms come first in their branch (Xiong et al. 2020,
  ///     https://arxiv.org/abs/2002.04745).
  ///   - epsilon: added to the variances of norms.
  ///   - hasBias: whether linear layers, projections and norms add a bias.
  ///   - rotary: turns queries and keys of self-attention by their positions.
  ///   - dtype: float32 or float64.
  public init(
    width: Int, heads: Int, kvHeads: Int? = nil, hidden: Int = 2048, dropout: Double = 0.1,
    activation: Activation = .relu, isNormFirst: Bool = false, epsilon: Double = 1e-5,
    hasBias: Bool = true, rotary: RotaryPositions? = nil, dtype: DType = .float32
  ) {
    self.width = width
    self.heads = heads
    self.kvHeads = kvHeads
    self.hidden = hidden
    self.dropout = dropout
    self.activation = activation
    self.isNormFirst = isNormFirst
    self.epsilon = epsilon
    self.hasBias = hasBias
    self.rotary = rotary
    self.dtype = dtype
  }

  func makeNorm() -> LayerNorm {
    LayerNorm(width, epsilon: epsilon, hasBias: hasBias, dtype: dtype)
  }

  func makeSelfAttention(_ key: RandomKey) -> MultiHeadAttention {
    MultiHeadAttention(
      width: width, heads: heads, kvHeads: kvHeads, hasBias: hasBias, dropout: dropout,
      rotary: rotary, key: key, dtype: dtype)
  }

  func makeLinear(_ inputs: Int, _ outputs: Int, _ key: RandomKey) -> Linear {
    Linear(
      inputs: inputs, outputs: outputs, hasBias: hasBias, initialization: .xavierUniform(),
      key: key, dtype: dtype)
  }
}
