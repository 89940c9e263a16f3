// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct TrainingPassTests {
  let x = Tensor.randomNormal([6, 3], key: RandomKey(seed: 4))

  @Test func dropoutFollowsFromTheKeyAndNothingElse() throws {
    var layer = Dropout(0.5)
    let ones = Tensor.ones([1000])
    #expect(layer(ones).bytes == ones.bytes)
    func run(_ seed: UInt64) -> [Tensor] {
      withTraining(&layer, key: RandomKey(seed: seed)) { [$0(ones), $0(ones)] }
    }
    let (first, again, other) = (run(1), run(1), run(2))
    #expect(first.map(\.bytes) == again.map(\.bytes))
    #expect(first[0].bytes != first[1].bytes)
    #expect(first[0].bytes != other[0].bytes)
    #expect(TrainingPass.current == nil)
    #expect((first[0].mean().item() - 1).magnitude < 0.2)
  }

  @Test func dropoutWithoutAKeyIsAnError() throws {
    var layer = Dropout(0.5)
    #expect(throws: TensorError.self) {
      try withTensorErrors { withTraining(&layer) { _ = $0(x) } }
    }
    var idle = Dropout(0)
    #expect(withTraining(&idle) { $0(x) }.bytes == x.bytes)
  }

  @Test func runningStatisticsMoveOnlyWhenThePassSucceeds() throws {
    var model = TestNetwork()
    let before = model.norm.runningMean
    _ = model(x)
    #expect(model.norm.runningMean.bytes == before.bytes)
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try withTraining(&model, key: RandomKey(seed: 1)) { model in
        _ = model(x)
        throw Stop()
      }
    }
    #expect(model.norm.runningMean.bytes == before.bytes)
    #expect(throws: TensorError.self) {
      try withTensorErrors {
        withTraining(&model, key: RandomKey(seed: 1)) { model in
          _ = model(x)
          _ = model(Tensor.zeros([6, 4]))
        }
      }
    }
    withTraining(&model, key: RandomKey(seed: 1)) { _ = $0(x) }
    let mean = model.input(x).mean(axis: 0)
    #expect(model.norm.runningMean.allClose(to: mean * 0.1, relative: 1e-5, absolute: 1e-6))
    #expect(model.norm.batchCount.item() == 1)
  }

  @Test func equalLayersHaveBuffersOfTheirOwnAndASharedOneMovesTwice() {
    struct Pair: Layer {
      var norms = Array(repeating: BatchNorm(channels: 3), count: 2)
      func callAsFunction(_ x: Tensor) -> Tensor { norms[1](norms[0](norms[0](x) + 5) * 3 + 1) }
      mutating func visitParameters(_ visit: ParameterVisitor) { visit("norms", &norms) }
    }
    var pair = Pair()
    _ = withTraining(&pair) { $0(x) }
    #expect(pair.norms.map { $0.batchCount.item() } == [2, 1])
    // 0.9 (0.1 mean x) + 0.1 · 5
    let expected = x.mean(axis: 0) * 0.09 + 0.5
    #expect(pair.norms[0].runningMean.allClose(to: expected, relative: 1e-5, absolute: 1e-6))
    #expect(
      pair.norms[1].runningMean.allClose(to: .full(0.1, shape: [3]), relative: 1e-4, absolute: 1e-6)
    )
  }

  @Test func passesNest() {
    var outer = BatchNorm(channels: 3)
    var inner = BatchNorm(channels: 3)
    withTraining(&outer) { outer in
      withTraining(&inner) { inner in _ = outer(inner(x)) }
      _ = outer(x)
    }
    #expect(outer.batchCount.item() == 2)
    #expect(inner.batchCount.item() == 1)
  }

  @Test func aBufferOfAnotherModelTraps() async {
    await #expect(processExitsWith: .failure) {
      var model = Flatten()
      let other = BatchNorm(channels: 3)
      let y = withTraining(&model) { _ in other(Tensor.ones([4, 3])) }
      precondition(y.count < 0)
    }
  }

  @Test func whatIsRunAgainDropsTheSameAndCountsOnce() throws {
    func gradients(_ checkpoints: Bool) throws -> ([Tensor], TestNetwork) {
      var model = TestNetwork()
      let key = RandomKey(seed: 7)
      let gradients = try valueAndGradient(training: &model, key: key) { model in
        let h = checkpoints ? checkpointed { [x] in model(x) } : model(x)
        return (model.dropout(h) * h).sum()
      }.gradients
      return (gradients, model)
    }
    let (plain, first) = try gradients(false)
    let (repeated, second) = try gradients(true)
    #expect(plain.map(\.bytes) == repeated.map(\.bytes))
    #expect(first.stateDictionary == second.stateDictionary)
    #expect(second.norm.batchCount.item() == 1)
  }

  @Test func checkpointsNest() throws {
    func gradients(_ depth: Int) throws -> ([Tensor], TestNetwork) {
      var model = TestNetwork()
      @Sendable func run(_ model: TestNetwork, _ x: Tensor, _ depth: Int) -> Tensor {
        depth == 0
          ? model(model.dropout(x)) : checkpointed { run(model, model.dropout(x), depth - 1) }
      }
      let gradients = try valueAndGradient(training: &model, key: RandomKey(seed: 7)) {
        run($0, x, depth).square().sum()
      }.gradients
      return (gradients, model)
    }
    var plain = TestNetwork()
    let expected = try valueAndGradient(training: &plain, key: RandomKey(seed: 7)) { model in
      model(model.dropout(model.dropout(model.dropout(x)))).square().sum()
    }.gradients
    let (nested, model) = try gradients(2)
    #expect(nested.map(\.bytes) == expected.map(\.bytes))
    #expect(model.stateDictionary == plain.stateDictionary)
  }

  @Test func aPullbackAfterThePassRepeatsIt() throws {
    var layer = Dropout(0.5)
    let (value, pullback) = try withTraining(&layer, key: RandomKey(seed: 2)) { layer in
      try vjp(at: [x]) { moving in [checkpointed { layer(moving[0]) }] }
    }
    let gradient = try pullback([Tensor.ones(like: x)])[0]
    #expect((gradient .!= 0) == (value[0] .!= 0))
  }

  @Test func trainingAndUseDifferWhereTheyShould() throws {
    var model = TestNetwork()
    let use = model(x)
    let trained = withTraining(&model, key: RandomKey(seed: 3)) { $0(x) }
    #expect(use.bytes != trained.bytes)
    // The other layers have no modes.
    var plain = Sequential(
      Linear(inputs: 3, outputs: 8, key: RandomKey(seed: 1)), Activation.gelu(), LayerNorm(8))
    let inTraining = withTraining(&plain, key: RandomKey(seed: 3)) { $0(x) }
    #expect(plain(x).bytes == inTraining.bytes)
  }
}
