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
