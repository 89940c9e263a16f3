// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

/// A llama-like block with the names of `transformers`.
private struct GatedModel: Layer {
  struct Attention: Module {
    var q, k, v, o: Linear

    init(width: Int, keys: [RandomKey]) {
      (q, k, v, o) = (
        Linear(inputs: width, outputs: width, hasBias: false, key: keys[0]),
        Linear(inputs: width, outputs: width / 2, hasBias: false, key: keys[1]),
        Linear(inputs: width, outputs: width / 2, hasBias: false, key: keys[2]),
        Linear(inputs: width, outputs: width, hasBias: false, key: keys[3])
      )
    }

    mutating func visitParameters(_ visit: ParameterVisitor) {
      visit("q_proj", &q)
      visit("k_proj", &k)
      visit("v_proj", &v)
      visit("o_proj", &o)
    }
  }

  struct Block: Module {
    var attention: Attention
    var norm: RMSNorm
    let width: Int

    mutating func visitParameters(_ visit: ParameterVisitor) {
      visit("self_attn", &attention)
      visit("input_layernorm", &norm)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let y = norm(x)
      func heads(_ x: Tensor, _ count: Int) -> Tensor {
        x.reshaped(to: [x.shape[0], x.shape[1], count, width / 4]).swappingAxes(1, 2)
      }
      let seen = Tensor.scaledDotProductAttention(
        query: heads(attention.q(y), 4), key: heads(attention.k(y), 2),
        value: heads(attention.v(y), 2), isCausal: true)
      return x + attention.o(seen.swappingAxes(1, 2).reshaped(to: x.shape))
    }
  }

  struct Body: Module {
    var embedding: Embedding
    var layers: [Block]

    mutating func visitParameters(_ visit: ParameterVisitor) {
      visit("embed_tokens", &embedding)
      visit("layers", &layers)
    }
  }

  var body: Body
  var head: Linear

  init(seed: UInt64) {
    let keys = RandomKey(seed: seed).split(into: 10)
    let blocks = (0..<2).map { layer in
      Block(
        attention: Attention(width: 32, keys: keys[(4 * layer)...].map { $0 }), norm: RMSNorm(32),
        width: 32)
    }
    body = Body(embedding: Embedding(entries: 11, width: 32, key: keys[8]), layers: blocks)
    head = Linear(inputs: 32, outputs: 11, hasBias: false, key: keys[9])
  }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("model", &body)
    visit("lm_head", &head)
  }

  func callAsFunction(_ tokens: Tensor) -> Tensor {
    head(body.layers.reduce(body.embedding(tokens)) { $1($0) })
  }
}

/// From a file to a model that works.
@Suite struct ModelFileTests {
  private let folder: Program.Folder
  private let tokens = Tensor([3, 1, 4, 1, 5, 9, 2, 6] as [Int32], shape: [2, 4])

  init() throws { folder = try Program.Folder() }

  /// GGUF's names of the model's tensors.
  private static func old(_ path: String) -> String {
    var name = path
    for (new, old) in [
      ("model.layers.", "blk."), ("self_attn.q_proj", "attn_q"), ("self_attn.k_proj", "attn_k"),
      ("self_attn.v_proj", "attn_v"), ("self_attn.o_proj", "attn_output"),
      ("input_layernorm", "attn_norm"), ("model.embed_tokens", "token_embd"), ("lm_head", "output"),
    ] {
      if let range = name.firstRange(of: new) { name.replaceSubrange(range, with: old) }
    }
    return name
  }

  @Test(arguments: [nil, .q8_0, .q4_0, .q4_1] as [QuantizedFormat?])
  func aModelComesFromAGGUFFile(format: QuantizedFormat?) throws {
    let source = GatedModel(seed: 1)
    var writer = GGUFWriter(architecture: "example")
    for (path, tensor) in source.stateDictionary.sorted(by: { $0.key < $1.key }) {
      if let format, tensor.rank == 2 {
        writer.add(Self.old(path), try QuantizedTensor(quantizing: tensor, as: format))
      } else {
        writer.add(Self.old(path), tensor)
      }
    }
    let path = folder.path + "/model.gguf"
    try writer.write(to: path)
    for access in [TensorFileAccess.copying, .mapping] {
      var model = GatedModel(seed: 2)
      #expect(model(tokens).bytes != source(tokens).bytes)
      try model.load(
        stateDictionary: TensorFiles.read(path, access: access) { GGUFNames.transformers($0) })
      if format == nil { #expect(model(tokens).bytes == source(tokens).bytes) }
      // The packed weights of the file multiply as those of the model.
      if format != nil {
        let packed = try GGUFFile(path: path).quantized("blk.1.attn_q.weight")
        let x = Tensor.randomNormal([3, 32], key: RandomKey(seed: 9))
        #expect(x.matmul(transposed: packed).bytes == model.body.layers[1].attention.q(x).bytes)
        let error = (model(tokens) - source(tokens)).abs().max().item()
        #expect(error > 0 && error < (format == .q8_0 ? 0.2 : 4), "\(error)")
      }
    }

    // Without one tensor, with one more, and with one of another shape: all are named, nothing changes.
    var dictionary = try TensorFiles.read(path) { GGUFNames.transformers($0) }
    dictionary["model.norm.weight"] = .ones([32])
    dictionary["lm_head.weight"] = nil
    dictionary["model.layers.0.input_layernorm.weight"] = .ones([16])
    var model = GatedModel(seed: 2)
    let error = #expect(throws: StateDictionaryError.self) {
      try model.load(stateDictionary: dictionary)
    }
    #expect(
      error?.description == """
        the state dictionary does not fit the module:
          missing lm_head.weight: expected [11, 32]
          extra model.norm.weight: found [32]
          model.layers.0.input_layernorm.weight: expected [32] of float32, found [16] of float32
        """)
    #expect(model.stateDictionary == GatedModel(seed: 2).stateDictionary)
  }

  @Test(arguments: ["model.safetensors", "model.npz"])
  func aModelGoesThroughAFile(name: String) throws {
    let source = GatedModel(seed: 1)
    let path = folder.path + "/" + name
    if name.hasSuffix("npz") {
      var archive = NumPyArchive()
      for (path, tensor) in source.stateDictionary { archive[path] = tensor }
      try archive.save(to: path, compressed: true)
    } else {
      try Safetensors.write(source.stateDictionary, to: path)
    }
    var model = GatedModel(seed: 2)
    try model.load(stateDictionary: TensorFiles.read(path))
    #expect(model.stateDictionary == source.stateDictionary)
    #expect(model(tokens).bytes == source(tokens).bytes)
  }
}
