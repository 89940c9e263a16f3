// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct AdapterTests {
  static func model() -> TransformerEncoder {
    TransformerEncoder(
      TransformerSettings(width: 16, heads: 2, hidden: 32, dropout: 0), count: 2,
      key: RandomKey(seed: 1))
  }
  let x = Tensor.randomNormal([3, 5, 16], key: RandomKey(seed: 2))
  let target = Tensor.randomNormal([3, 5, 16], key: RandomKey(seed: 3))

  /// A model whose adapters have learned something.
  func trained() throws -> (TransformerEncoder, [Double]) {
    var model = Self.model()
    model.injectAdapters(
      into: ["**.self_attn", "layers.1.linear*"], rank: 4, alpha: 8, key: RandomKey(seed: 4))
    var adam = Adam(learningRate: 0.01)
    var losses: [Double] = []
    for _ in 0..<30 {
      let (loss, gradients) = try valueAndGradient(training: &model) {
        Tensor.meanSquaredError($0(x), target)
      }
      losses.append(loss.item())
      adam.update(&model, gradients: gradients)
    }
    return (model, losses)
  }

  @Test func newAdaptersChangeNothingAndAreAllThatTrains() {
    var model = Self.model()
    let before = model(x)
    model.injectAdapters(
      into: ["**.self_attn", "layers.1.linear2"], rank: 4, key: RandomKey(seed: 4))
    #expect(model(x).bytes == before.bytes)
    #expect(
      model.parameterPaths == [
        "layers.0.self_attn.in_proj_lora_A.weight", "layers.0.self_attn.in_proj_lora_B.weight",
        "layers.0.self_attn.out_proj.lora_A.weight", "layers.0.self_attn.out_proj.lora_B.weight",
        "layers.1.self_attn.in_proj_lora_A.weight", "layers.1.self_attn.in_proj_lora_B.weight",
        "layers.1.self_attn.out_proj.lora_A.weight", "layers.1.self_attn.out_proj.lora_B.weight",
        "layers.1.linear2.lora_A.weight", "layers.1.linear2.lora_B.weight",
      ])
    #expect(model.layers[1].linear2.adapter?.down.shape == [4, 32])
    #expect(model.layers[1].linear2.adapter?.up.shape == [16, 4])
    #expect(model.layers[0].linear1.adapter == nil)
  }

  @Test func theyLearnWhileTheWeightsStay() throws {
    let (model, losses) = try trained()
    #expect(losses[29] < 0.8 * losses[0])
    let base = Self.model().stateDictionary
    for (path, tensor) in base {
      #expect(model.stateDictionary[path]?.bytes == tensor.bytes, "\(path)")
    }
  }

  @Test func mergedEqualsUnmergedToRounding() throws {
    var (model, _) = try trained()
    let before = model(x)
    let change = (before - Self.model()(x)).abs().max().item()
    let linear = model.layers[1].linear1
    let expected = linear.weight + linear.adapter!.up.matmul(linear.adapter!.down) * 2
    model.mergeAdapters()
    #expect(model.layers[1].linear1.weight.allClose(to: expected, relative: 1e-6, absolute: 1e-6))
    #expect(model.adapterStateDictionary.isEmpty)
    #expect(Set(model.stateDictionary.keys) == Set(Self.model().stateDictionary.keys))
    #expect(change > 0.1)
    #expect((model(x) - before).abs().max().item() < 1e-5)
  }

  @Test(arguments: [nil, 1]) func queriesKeysAndValuesTakeAdaptersOfTheirOwn(kvHeads: Int?) throws {
    func fresh() -> MultiHeadAttention {
      MultiHeadAttention(width: 16, heads: 4, kvHeads: kvHeads, key: RandomKey(seed: 5))
    }
    let size = kvHeads == nil ? 16 : 4
    let other = Tensor.randomNormal([3, 7, 16], key: RandomKey(seed: 6))
    func results(_ model: MultiHeadAttention) -> [Tensor] {
      [model(x), model(x, key: other), model(x, key: other, value: other * 2)]
    }
    let pairs: [([PathPattern], [String])] = [
      (["q_proj", "v_proj"], ["q_proj", "v_proj"]), (["k_proj"], ["k_proj"]),
      (["*_proj"], ["q_proj", "k_proj", "v_proj", "out_proj"]),
      (["in_proj_weight", "q_proj"], ["in_proj_", "q_proj"]), (["**"], ["in_proj_", "out_proj"]),
    ]
    for (patterns, names) in pairs {
      var model = fresh()
      model.injectAdapters(into: patterns, rank: 2, alpha: 6, key: RandomKey(seed: 7))
      #expect(
        model.parameterPaths
          == names.flatMap { name in
            let dot = name.hasSuffix("_") ? "" : "."
            return ["\(name)\(dot)lora_A.weight", "\(name)\(dot)lora_B.weight"]
          })
      #expect(model.valueAdapter.map { $0.up.shape == [size, 2] } ?? true)
      let before = results(fresh())
      for (a, b) in zip(results(model), before) { #expect(a.bytes == b.bytes) }
      let target = Tensor.randomNormal([3, 5, 16], key: RandomKey(seed: 8))
      var adam = Adam(learningRate: 0.05)
      for _ in 0..<10 {
        let (_, gradients) = try valueAndGradient(training: &model) {
          Tensor.meanSquaredError($0(x, key: other), target)
        }
        adam.update(&model, gradients: gradients)
      }
      #expect(model.inProjectionWeight.bytes == fresh().inProjectionWeight.bytes)
      let trained = results(model)
      #expect((trained[1] - before[1]).abs().max().item() > 1e-3, "\(names)")

      // What was learned goes through a file, and into the weight.
      let folder = try Program.Folder()
      try Safetensors.write(model.adapterStateDictionary, to: folder.path + "/lora")
      let file = try SafetensorsFile(path: folder.path + "/lora")
      var loaded = fresh()
      try loaded.load(
        adapterStateDictionary: Dictionary(
          uniqueKeysWithValues: try file.names.map { ($0, try file.tensor($0)) }))
      for (a, b) in zip(results(loaded), trained) { #expect(a.bytes == b.bytes) }
      loaded.mergeAdapters()
      #expect(loaded.adapterStateDictionary.isEmpty)
      #expect(loaded.stateDictionary.keys.sorted() == fresh().stateDictionary.keys.sorted())
      for (a, b) in zip(results(loaded), trained) {
        #expect(a.allClose(to: b, relative: 1e-4, absolute: 1e-5), "\(names)")
      }
      // Rows that no adapter means have their bits.
      let rows = [
        ("q_proj", 0..<16), ("k_proj", 16..<(16 + size)), ("v_proj", (16 + size)..<(16 + 2 * size)),
      ]
      for (name, rows) in rows where !names.contains(name) && !names.contains("in_proj_") {
        #expect(
          loaded.inProjectionWeight.sliced(rows).bytes
            == fresh().inProjectionWeight.sliced(rows).bytes)
      }
      model.removeAdapters()
      for (a, b) in zip(results(model), before) { #expect(a.bytes == b.bytes) }
    }
  }

  @Test func theyAreSavedAndLoadedApart() throws {
    let (model, _) = try trained()
    let saved = model.adapterStateDictionary
    #expect(saved.count == 3 * 6)
    #expect(saved["layers.1.linear1.lora_scale"]?.item() == 2)
    var other = Self.model()
    try other.load(adapterStateDictionary: saved)
    #expect(other(x).bytes == model(x).bytes)
    #expect(other.parameterPaths == model.parameterPaths)
    other.removeAdapters()
    #expect(other(x).bytes == Self.model()(x).bytes)
    // A whole state has them too.
    var third = Self.model()
    third.injectAdapters(
      into: ["**.self_attn", "layers.1.linear*"], rank: 4, alpha: 1, key: RandomKey(seed: 9))
    try third.load(stateDictionary: model.stateDictionary)
    #expect(third(x).bytes == model(x).bytes)
  }

  @Test func adaptersThatDoNotFitAreListed() throws {
    let (model, _) = try trained()
    var saved = model.adapterStateDictionary
    saved["layers.1.linear1.lora_A.weight"] = nil
    saved["layers.0.self_attn.out_proj.lora_B.weight"] = .zeros([17, 4])
    saved["layers.7.linear1.lora_A.weight"] = .zeros([4, 16])
    var other = Self.model()
    let before = other.stateDictionary
    let error = #expect(throws: StateDictionaryError.self) {
      try other.load(adapterStateDictionary: saved)
    }
    #expect(error?.missing.map(\.path) == ["layers.1.linear1.lora_A.weight"])
    #expect(error?.missing.map(\.shape) == [[4, 16]])
    #expect(error?.extra.map(\.name) == ["layers.7.linear1.lora_A.weight"])
    #expect(error?.mismatches.map(\.path) == ["layers.0.self_attn.out_proj.lora_B.weight"])
    #expect(error?.mismatches.map(\.expectedShape) == [[16, 4]])
    #expect(other.stateDictionary == before)
    #expect(!other.parameterPaths.isEmpty)
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      var model = Self.model()
      model.injectAdapters(into: ["**.linear3"], rank: 4, key: RandomKey(seed: 1))
    }
    await #expect(processExitsWith: .failure) {
      var model = Self.model()
      model.injectAdapters(into: ["**.linear1"], rank: 0, key: RandomKey(seed: 1))
    }
    await #expect(processExitsWith: .failure) {
      var model = Self.model()
      model.injectAdapters(into: ["**.linear1"], rank: 1, key: RandomKey(seed: 1))
      model.injectAdapters(into: ["**.linear1"], rank: 1, key: RandomKey(seed: 1))
    }
  }
}
