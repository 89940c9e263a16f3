// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension TransformerShape {
  /// Parameters of the attention, norms and biases of one layer.
  private var attentionPerLayer: Int {
    let queries = heads * headWidth
    let keys = keyValueHeads * headWidth
    let matrices = 2 * width * queries + 2 * width * keys
    let biases = hasBiases ? queries + 2 * keys + width : 0
    return matrices + biases + 2 * normPerChannel * width
  }

  /// Parameters of one feed-forward block, or of one expert.
  private var feedForwardBlock: Int {
    (isGated ? 3 : 2) * width * feedForwardWidth
      + (hasBiases ? (isGated ? 2 : 1) * feedForwardWidth + width : 0)
  }

  private var normPerChannel: Int {
    switch normalisation {
    case .none: 0
    case .rms: 1
    case .layer: 2
    }
  }

  private var routerPerLayer: Int {
    guard let experts, experts.hasRouter else { return 0 }
    return width * experts.total
  }

  /// Parameters outside the layers: embeddings, output, positions, last norm, pooler.
  private var outsideLayers: Int {
    vocabulary * width * (isTied ? 1 : 2) + positions * width
      + (hasFinalNormalisation ? normPerChannel * width : 0)
      + (hasPooler ? width * width + width : 0)
  }

  /// All parameters but those of the feed-forward blocks.
  private var parametersOutsideBlocks: Int {
    layers * (attentionPerLayer + routerPerLayer) + outsideLayers
  }

  /// N: all parameters.
  ///
  /// Dense, gated, grouped queries: L·(2d·h_q·d_h + 2d·h_kv·d_h + 3d·d_ff + 2d) + V·d·(tied ? 1 : 2)
  /// + d; with experts the feed-forward part is taken E times and a router of d·E is added.
  ///
  /// - Precondition: the sizes are a model's, see ``validate()``.
  /// - Complexity: O(1).
  public var parameters: Int {
    parametersOutsideBlocks + layers * feedForwardBlock * (experts?.total ?? 1)
  }

  /// The parameters one token passes through: of the experts only the active ones.
  ///
  /// - Precondition: the sizes are a model's, see ``validate()``.
  /// - Complexity: O(1).
  public var activeParameters: Int {
    parametersOutsideBlocks + layers * feedForwardBlock * (experts?.active ?? 1)
  }

  /// The parameters of all feed-forward blocks together.
  var blockParameters: Int { layers * feedForwardBlock * (experts?.total ?? 1) }

  /// The weights that a step over `batch` tokens reads. A dense model reads all; of the experts those
  /// that at least one token chose, on average 1 − (1 − k/E)^b of them, where each token chooses k of
  /// E evenly.
  ///
  /// - Parameters:
  ///   - batch: tokens of the step.
  ///   - bytes: bytes of a weight.
  /// - Complexity: O(1).
  public func weightBytes(read batch: Double, bytesPerWeight bytes: Double) -> Bytes {
    let outside = Double(parameters - blockParameters)
    guard let experts else { return Bytes(Double(parameters) * bytes) }
    let missed = Elementary.power(1 - Double(experts.active) / Double(experts.total), batch)
    return Bytes((outside + Double(blockParameters) * (1 - missed)) * bytes)
  }

  /// All weights in memory.
  ///
  /// - Complexity: O(1).
  public func weightBytes(bytesPerWeight bytes: Double) -> Bytes {
    Bytes(Double(parameters) * bytes)
  }

  /// Keys and values kept for one token of context: 2·L·h_kv·d_h·b; none in an encoder.
  ///
  /// - Complexity: O(1).
  public func keyValueBytesPerToken(bytesPerValue bytes: Double) -> Bytes {
    isDecoder ? Bytes(Double(2 * layers * keyValueHeads * headWidth) * bytes) : .zero
  }
}
