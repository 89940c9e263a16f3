// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A stack of ``TransformerEncoderLayer``.
public struct TransformerEncoder: Layer {
  /// The layers, first to last.
  public var layers: [TransformerEncoderLayer]
  /// A norm of the result; `nil` for none.
  public var norm: LayerNorm?

  /// A stack with random weights.
  ///
  /// - Parameters:
  ///   - settings: sizes and choices.
  ///   - count: number of layers.
  ///   - hasNorm: whether the result is normalised, as is usual where norms come first.
  ///   - key: where the weights follow from.
  public init(
    _ settings: TransformerSettings, count: Int, hasNorm: Bool? = nil, key: RandomKey
  ) {
    layers = key.split(into: count).map { TransformerEncoderLayer(settings, key: $0) }
    norm = hasNorm ?? settings.isNormFirst ? settings.makeNorm() : nil
  }

  /// The sequence after all layers, without a mask.
  ///
  /// - Parameter x: [batch, n, width].
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, mask: nil) }

  /// The sequence after all layers.
  ///
  /// - Parameters:
  ///   - x: [batch, n, width].
  ///   - mask: as of ``MultiHeadAttention``.
  ///   - keyMask: [batch, n], true for positions that are there.
  ///   - isCausal: whether a position sees only itself and the ones before.
  public func callAsFunction(
    _ x: Tensor, mask: Tensor?, keyMask: Tensor? = nil, isCausal: Bool = false
  ) -> Tensor {
    let y = layers.reduce(x) { $1($0, mask: mask, keyMask: keyMask, isCausal: isCausal) }
    return norm?(y) ?? y
  }

  /// Positions that follow those of the caches; each sees itself and the ones before.
  ///
  /// - Parameters:
  ///   - x: [batch, n, width], the next positions.
  ///   - caches: one for each layer, see ``makeCaches(batch:capacity:)``.
  /// - Precondition: as many caches as layers.
  public func callAsFunction(_ x: Tensor, caches: inout [KeyValueCache]) -> Tensor {
    precondition(
      caches.count == layers.count, "\(caches.count) caches for \(layers.count) layers")
    var y = x
    for index in layers.indices { y = layers[index](y, cache: &caches[index]) }
    return norm?(y) ?? y
  }

  /// Empty caches, one for each layer.
  ///
  /// - Parameters:
  ///   - batch: number of sequences.
  ///   - capacity: number of positions there is room for.
  public func makeCaches(batch: Int, capacity: Int) -> [KeyValueCache] {
    layers.map { $0.selfAttention.makeCache(batch: batch, capacity: capacity) }
  }

  /// `layers.0`, …, and `norm`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("layers", &layers)
    visit("norm", &norm)
  }
}
