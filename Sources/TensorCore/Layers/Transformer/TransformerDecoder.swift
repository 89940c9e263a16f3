// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A stack of ``TransformerDecoderLayer``.
public struct TransformerDecoder: Module {
  /// The layers, first to last.
  public var layers: [TransformerDecoderLayer]
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
    layers = key.split(into: count).map { TransformerDecoderLayer(settings, key: $0) }
    norm = hasNorm ?? settings.isNormFirst ? settings.makeNorm() : nil
  }

  /// The sequence after all layers; masks as of
  /// ``TransformerDecoderLayer/callAsFunction(_:memory:mask:memoryMask:keyMask:memoryKeyMask:isCausal:)``.
  ///
  /// - Parameters:
  ///   - x: [batch, n, width].
  ///   - memory: [batch, m, width], from an encoder.
  ///   - mask: of the self-attention.
  ///   - memoryMask: of the attention to the memory.
  ///   - keyMask: [batch, n], true for positions that are there.
  ///   - memoryKeyMask: [batch, m], true for positions of the memory that are there.
  ///   - isCausal: whether a position sees only itself and the ones before.
  public func callAsFunction(
    _ x: Tensor, memory: Tensor, mask: Tensor? = nil, memoryMask: Tensor? = nil,
    keyMask: Tensor? = nil, memoryKeyMask: Tensor? = nil, isCausal: Bool = false
  ) -> Tensor {
    let y = layers.reduce(x) {
      $1(
        $0, memory: memory, mask: mask, memoryMask: memoryMask, keyMask: keyMask,
        memoryKeyMask: memoryKeyMask, isCausal: isCausal)
    }
    return norm?(y) ?? y
  }

  /// Positions that follow those of the caches.
  ///
  /// - Parameters:
  ///   - x: [batch, n, width], the next positions.
  ///   - memory: [batch, m, width], from an encoder.
  ///   - caches: one for each layer's self-attention.
  ///   - memoryKeyMask: [batch, m], true for positions of the memory that are there.
  /// - Precondition: as many caches as layers.
  public func callAsFunction(
    _ x: Tensor, memory: Tensor, caches: inout [KeyValueCache], memoryKeyMask: Tensor? = nil
  ) -> Tensor {
    precondition(
      caches.count == layers.count, "\(caches.count) caches for \(layers.count) layers")
    var y = x
    for index in layers.indices {
      y = layers[index](
        y, memory: memory, cache: &caches[index], memoryKeyMask: memoryKeyMask)
    }
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
