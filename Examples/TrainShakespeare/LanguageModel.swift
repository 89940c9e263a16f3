// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// A small GPT: characters in, logits of the next characters out.
struct LanguageModel: Layer {
  var characters: Embedding
  var positions: PositionalEmbedding
  var blocks: TransformerEncoder
  var output: Linear
  /// Positions that the model knows.
  let context: Int

  init(
    vocabulary: Int, context: Int, width: Int, layers: Int, heads: Int, dropout: Double,
    key: RandomKey
  ) {
    let keys = key.split(into: 4)
    let small = Initializer.normal(standardDeviation: 0.02)
    characters = Embedding(
      entries: vocabulary, width: width, initialization: small, key: keys[0])
    positions = PositionalEmbedding(positions: context, width: width, key: keys[1])
    blocks = TransformerEncoder(
      TransformerSettings(
        width: width, heads: heads, hidden: 4 * width, dropout: dropout,
        activation: .gelu(.tanh), isNormFirst: true), count: layers, key: keys[2])
    output = Linear(
      inputs: width, outputs: vocabulary, hasBias: false, initialization: small, key: keys[3])
    self.context = context
  }

  /// [batch, n, vocabulary] for [batch, n].
  func callAsFunction(_ tokens: Tensor) -> Tensor {
    output(blocks(positions(characters(tokens)), mask: nil, isCausal: true))
  }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("characters", &characters)
    visit("positions", &positions)
    visit("blocks", &blocks)
    visit("output", &output)
  }

  /// Continues a text, one character after the other, with the keys and values of earlier ones kept.
  ///
  /// - Parameters:
  ///   - prompt: the text's tokens; at least one.
  ///   - count: how many to add.
  ///   - temperature: what logits are divided by; above 0.
  ///   - key: what is drawn follows from.
  func continued(
    _ prompt: [Int32], count: Int, temperature: Double, key: RandomKey
  ) -> [Int32] {
    var tokens = prompt
    var caches = blocks.makeCaches(batch: 1, capacity: context)
    var seen = 0
    var pending = Array(prompt.suffix(context))
    for number in 0..<count {
      if seen + pending.count > context {
        // No position is left: the model reads the second half of what it sees once more.
        pending = Array(tokens.suffix(context / 2))
        caches = blocks.makeCaches(batch: 1, capacity: context)
        seen = 0
      }
      let input = Tensor(pending, shape: [1, pending.count])
      let states = blocks(positions(characters(input), offset: seen), caches: &caches)
      seen += pending.count
      let logits = output(states.sliced((pending.count - 1)..<pending.count, axis: 1))
      let next = Tensor.randomCategorical(
        logits: logits.reshaped(to: [logits.count]) / temperature, key: key.child(UInt64(number)))
      pending = [Int32(next.item())]
      tokens += pending
    }
    return tokens
  }
}
