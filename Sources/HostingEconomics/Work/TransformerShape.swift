// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The sizes of a transformer, from which its parameters, operations and bytes follow exactly.
public struct TransformerShape: Sendable, Hashable, Codable {
  /// How activations are normalised.
  public enum Normalisation: String, Sendable, Hashable, Codable {
    /// Not counted, as some published counts leave it out.
    case none
    /// One weight a channel.
    case rms
    /// A weight and a bias a channel.
    case layer
  }

  /// Experts in place of each feed-forward block.
  public struct Experts: Sendable, Hashable, Codable {
    /// How many there are.
    public var total: Int
    /// How many a token passes through.
    public var active: Int
    /// Whether the router's weights are counted.
    public var hasRouter: Bool

    /// Creates a set of experts.
    public init(total: Int, active: Int, hasRouter: Bool = true) {
      self.total = total
      self.active = active
      self.hasRouter = hasRouter
    }
  }

  /// L: the layers.
  public var layers: Int
  /// d: the channels.
  public var width: Int
  /// h_q: the attention heads.
  public var heads: Int
  /// h_kv: the heads of keys and values; fewer than `heads` where queries share them.
  public var keyValueHeads: Int
  /// d_h: the channels of a head.
  public var headWidth: Int
  /// d_ff: the channels inside a feed-forward block.
  public var feedForwardWidth: Int
  /// V: the vocabulary.
  public var vocabulary: Int
  /// Whether the feed-forward block has a gate: three matrices in place of two.
  public var isGated: Bool
  /// Whether the output matrix is the embedding, or, in an encoder, is not there.
  public var isTied: Bool
  /// Whether matrices have biases.
  public var hasBiases: Bool
  /// How activations are normalised.
  public var normalisation: Normalisation
  /// Whether the last layer is followed by one more normalisation, or the embedding is.
  public var hasFinalNormalisation: Bool
  /// Learned positions, and types of tokens.
  public var positions: Int
  /// Whether a pooler of d² + d follows, as in BERT.
  public var hasPooler: Bool
  /// Experts; nil in a dense model.
  public var experts: Experts?
  /// Whether the model generates, and so keeps keys and values.
  public var isDecoder: Bool

  /// Creates a shape. The defaults are those of a Llama: gated, untied, root-mean-square norms, no
  /// biases.
  public init(
    layers: Int, width: Int, heads: Int, keyValueHeads: Int? = nil, headWidth: Int? = nil,
    feedForwardWidth: Int, vocabulary: Int, isGated: Bool = true, isTied: Bool = false,
    hasBiases: Bool = false, normalisation: Normalisation = .rms,
    hasFinalNormalisation: Bool = true, positions: Int = 0, hasPooler: Bool = false,
    experts: Experts? = nil, isDecoder: Bool = true
  ) {
    self.layers = layers
    self.width = width
    self.heads = heads
    self.keyValueHeads = keyValueHeads ?? heads
    self.headWidth = headWidth ?? (heads > 0 ? width / heads : 0)
    self.feedForwardWidth = feedForwardWidth
    self.vocabulary = vocabulary
    self.isGated = isGated
    self.isTied = isTied
    self.hasBiases = hasBiases
    self.normalisation = normalisation
    self.hasFinalNormalisation = hasFinalNormalisation
    self.positions = positions
    self.hasPooler = hasPooler
    self.experts = experts
    self.isDecoder = isDecoder
  }

  /// Checks that the sizes are those of a model: each from 1 (or 0 where it may be absent) to 10⁸, no
  /// more than 10¹⁷ parameters by all of them, so that no count overflows, and the heads fit each
  /// other.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func validate() throws(EconomicsError) {
    for (name, value, least, most) in [
      ("layers", layers, 1, 10_000), ("width", width, 1, 1_000_000), ("heads", heads, 1, 100_000),
      ("key-value heads", keyValueHeads, 1, 100_000), ("head width", headWidth, 1, 100_000),
      ("feed-forward width", feedForwardWidth, 1, 10_000_000),
      ("vocabulary", vocabulary, 1, 100_000_000), ("positions", positions, 0, 100_000_000),
      ("experts", experts?.total ?? 1, 1, 10_000),
      ("active experts", experts?.active ?? 1, 1, experts?.total ?? 1),
    ] {
      try require("\(name) of a model", Double(value), in: Double(least)...Double(most))
    }
    guard heads % keyValueHeads == 0 else {
      throw .outOfRange(
        "key-value heads of a model", value: Double(keyValueHeads),
        allowed: "a divisor of the \(heads) heads")
    }
    // Each size alone is a model's; all at their greatest are not. Twice what there is, in floating
    // point, bounds every count below.
    let (l, d, v) = (Double(layers), Double(width), Double(vocabulary) + Double(positions))
    let attention = 2 * d * Double(heads + keyValueHeads) * Double(headWidth) + 16 * d
    let inner = Double(feedForwardWidth)
    let block = 3 * d * inner + 2 * inner + d
    let total =
      l * (attention + block * Double(experts?.total ?? 1) + d * 1e4) + 2 * v * d + 2 * d * d
    guard total <= 1e17 else {
      throw .outOfRange("the parameters of a model", value: total, allowed: "at most 10¹⁷")
    }
  }
}
