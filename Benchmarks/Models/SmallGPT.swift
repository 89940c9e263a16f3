// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// A transformer of 4 layers, 128 wide, 4 heads, over 128 of 65 characters.
struct SmallGPT: Layer {
  static let width = 128
  static let heads = 4
  static let length = 128
  static let vocabulary = 65

  var tokens: Tensor
  var positions: Tensor
  var blocks: [Block]
  var normWeight = Tensor.ones([width])
  var normBias = Tensor.zeros([width])
  var head: Linear

  init(key: RandomKey) {
    let keys = key.split(into: 7)
    tokens = .randomNormal([Self.vocabulary, Self.width], key: keys[0])
    positions = .randomNormal([Self.length, Self.width], key: keys[1])
    blocks = keys[2..<6].map { Block(key: $0) }
    head = Linear(
      inputs: Self.width, outputs: Self.vocabulary, hasBias: false,
      initialization: .xavierUniform(),
      key: keys[6])
  }

  /// Logits [batch, length, vocabulary] of token numbers [batch, length].
  func callAsFunction(_ ids: Tensor) -> Tensor {
    var x = Tensor.embedding(ids, weight: tokens) + positions.sliced(0..<ids.shape[1])
    for block in blocks { x = block(x) }
    return head(x.layerNorm(weight: normWeight, bias: normBias))
  }

  /// Logits of the token after `token`, whose keys and values join the cache.
  func next(after token: Int, cache: inout [KeyValueCache], position: Int) -> Tensor {
    let ids = Tensor([Int64(token)], shape: [1, 1])
    var x =
      Tensor.embedding(ids, weight: tokens) + positions.sliced(position..<(position + 1))
    for index in blocks.indices {
      x = blocks[index](x, cache: &cache[index])
    }
    return head(x.layerNorm(weight: normWeight, bias: normBias))
  }

  /// The same model with its weights laid out for one token at a time.
  func laidOutForGeneration() -> SmallGPT {
    var model = self
    for index in blocks.indices {
      model.blocks[index].queriesKeysValues.layOutForFewRows()
      model.blocks[index].out.layOutForFewRows()
      model.blocks[index].up.layOutForFewRows()
      model.blocks[index].down.layOutForFewRows()
    }
    model.head.layOutForFewRows()
    return model
  }

  /// Empty caches of all blocks, with room for the longest sequence.
  func caches() -> [KeyValueCache] {
    blocks.map { _ in
      KeyValueCache(
        batch: 1, heads: Self.heads, capacity: Self.length, keyWidth: Self.width / Self.heads)
    }
  }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("tokens", &tokens)
    visit("positions", &positions)
    visit("blocks", &blocks)
    visit("norm.weight", &normWeight)
    visit("norm.bias", &normBias)
    visit("head", &head)
  }
}

extension SmallGPT {
  /// Attention and a perceptron, each behind a norm and beside what it is added to.
  struct Block: Layer {
    var norm1Weight = Tensor.ones([width])
    var norm1Bias = Tensor.zeros([width])
    var norm2Weight = Tensor.ones([width])
    var norm2Bias = Tensor.zeros([width])
    var queriesKeysValues: Linear
    var out: Linear
    var up: Linear
    var down: Linear

    init(key: RandomKey) {
      let keys = key.split(into: 4)
      queriesKeysValues = Linear(
        inputs: width, outputs: 3 * width, initialization: .xavierUniform(), key: keys[0])
      out = Linear(inputs: width, outputs: width, initialization: .xavierUniform(), key: keys[1])
      up = Linear(inputs: width, outputs: 4 * width, initialization: .xavierUniform(), key: keys[2])
      down = Linear(
        inputs: 4 * width, outputs: width, initialization: .xavierUniform(), key: keys[3])
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let (q, k, v) = queriesKeysAndValues(of: x)
      let y = Tensor.scaledDotProductAttention(query: q, key: k, value: v, isCausal: true)
      return rest(x, attended: y.swappingAxes(1, 2).reshaped(to: x.shape))
    }

    /// Of one position, [1, 1, width]: its heads lie one after another, so nothing is transposed.
    func callAsFunction(_ x: Tensor, cache: inout KeyValueCache) -> Tensor {
      let heads = queriesKeysValues(x.layerNorm(weight: norm1Weight, bias: norm1Bias))
        .reshaped(to: [3, SmallGPT.heads, 1, width / SmallGPT.heads])
        .split(parts: 3)
      cache.append(keys: heads[1], values: heads[2])
      let y = Tensor.scaledDotProductAttention(
        query: heads[0], key: cache.keys, value: cache.values)
      return rest(x, attended: y.reshaped(to: x.shape))
    }

    private func queriesKeysAndValues(of x: Tensor) -> (Tensor, Tensor, Tensor) {
      let (batch, length) = (x.shape[0], x.shape[1])
      let parts = queriesKeysValues(x.layerNorm(weight: norm1Weight, bias: norm1Bias))
        .reshaped(to: [batch, length, 3, heads, width / heads])
        .transposed([2, 0, 3, 1, 4])
        .split(parts: 3)
        .map { $0.reshaped(to: [batch, heads, length, width / heads]) }
      return (parts[0], parts[1], parts[2])
    }

    private func rest(_ input: Tensor, attended y: Tensor) -> Tensor {
      let x = input + out(y)
      return x + down(up(x.layerNorm(weight: norm2Weight, bias: norm2Bias)).gelu())
    }

    mutating func visitParameters(_ visit: ParameterVisitor) {
      visit("norm1.weight", &norm1Weight)
      visit("norm1.bias", &norm1Bias)
      visit("norm2.weight", &norm2Weight)
      visit("norm2.bias", &norm2Bias)
      visit("queriesKeysValues", &queriesKeysValues)
      visit("out", &out)
      visit("up", &up)
      visit("down", &down)
    }
  }
}
