// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct StateDictionaryTests {
  @Test func aStateGoesFromModelToModel() throws {
    let source = TestNetwork(key: RandomKey(seed: 1))
    var target = TestNetwork(key: RandomKey(seed: 2))
    target.freeze("input")
    #expect(source.stateDictionary != target.stateDictionary)
    try target.load(stateDictionary: source.stateDictionary)
    #expect(source.stateDictionary == target.stateDictionary)
    // What is frozen stays so.
    #expect(!target.parameterPaths.contains("input.weight"))
    let x = Tensor.randomNormal([4, 3], key: RandomKey(seed: 3))
    #expect(source(x).bytes == target(x).bytes)
  }

  @Test func everythingThatDoesNotFitIsListedAndNothingChanges() throws {
    var model = TestNetwork()
    let before = model.stateDictionary
    var dictionary = TestNetwork(key: RandomKey(seed: 9)).stateDictionary
    dictionary["input.bias"] = nil
    dictionary["norm.running_var"] = nil
    dictionary["blocks.0.weight"] = .zeros([4, 5])
    dictionary["norm.num_batches_tracked"] = .zeros([], dtype: .float32)
    dictionary["head.weight"] = .zeros([7])
    dictionary["blocks.2.bias"] = .zeros([1, 2], dtype: .int64)
    let error = #expect(throws: StateDictionaryError.self) {
      try model.load(stateDictionary: dictionary)
    }
    #expect(
      "\(try #require(error))" == """
        the state dictionary does not fit the module:
          missing input.bias: expected [4]
          missing norm.running_var: expected [4]
          extra blocks.2.bias: found [1, 2]
          extra head.weight: found [7]
          norm.num_batches_tracked: expected [] of int64, found [] of float32
          blocks.0.weight: expected [4, 4] of float32, found [4, 5] of float32
        """)
    #expect(error?.missing.map(\.path) == ["input.bias", "norm.running_var"])
    #expect(error?.extra.map(\.shape) == [[1, 2], [7]])
    #expect(error?.mismatches.map(\.foundShape) == [[], [4, 5]])
    #expect(model.stateDictionary == before)
  }

  @Test func partsOfADictionaryCanBeLeftOut() throws {
    var model = TestNetwork()
    let before = model.stateDictionary
    let new = Tensor.full(5, shape: [4])
    try model.load(
      stateDictionary: ["input.bias": new, "other": new], allowsMissing: true, allowsExtra: true)
    #expect(model.input.bias == new)
    #expect(
      model.stateDictionary.filter { $0.key != "input.bias" }
        == before.filter { $0.key != "input.bias" })
    #expect(throws: StateDictionaryError.self) {
      try model.load(stateDictionary: ["other": new], allowsMissing: true)
    }
    #expect(throws: StateDictionaryError.self) {
      try model.load(stateDictionary: ["input.bias": new], allowsExtra: true)
    }
    // What fits in part is still checked.
    #expect(throws: StateDictionaryError.self) {
      try model.load(
        stateDictionary: ["input.bias": .zeros([3])], allowsMissing: true, allowsExtra: true)
    }
  }

  @Test func namesAreMapped() throws {
    let source = TestNetwork(key: RandomKey(seed: 5)).stateDictionary
    var foreign = Dictionary(
      uniqueKeysWithValues: source.map { ("model." + $0.key, $0.value) })
    foreign["optimizer.step"] = .zeros([])
    var model = TestNetwork()
    try model.load(stateDictionary: foreign) {
      $0.hasPrefix("model.") ? String($0.dropFirst(6)) : nil
    }
    #expect(model.stateDictionary == source)
    let error = #expect(throws: StateDictionaryError.self) {
      try model.load(stateDictionary: foreign) { _ in "input.bias" }
    }
    #expect(Set(error?.ambiguous ?? []) == ["input.bias"])
  }

  @Test func floatingPointNumbersBecomeTheModelsType() throws {
    var model = TestNetwork(dtype: .float64)
    let source = TestNetwork(key: RandomKey(seed: 5))
    try model.load(stateDictionary: source.stateDictionary)
    #expect(model.input.weight.dtype == .float64)
    #expect(model.input.weight == source.input.weight.cast(to: .float64))
    var dictionary = source.stateDictionary
    dictionary["input.bias"] = .zeros([4], dtype: .int64)
    #expect(throws: StateDictionaryError.self) { try model.load(stateDictionary: dictionary) }
  }

  @Test func twoTensorsOfOnePathTrap() async {
    await #expect(processExitsWith: .failure) {
      struct Twice: Module {
        var a = Tensor.zeros([1])
        mutating func visitParameters(_ visit: ParameterVisitor) {
          visit("a", &a)
          visit("a", &a)
        }
      }
      precondition(Twice().stateDictionary.count > 5)
    }
  }
}
