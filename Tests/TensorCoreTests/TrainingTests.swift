// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import TestSupport
import Testing

/// Two layers with a tanh between them.
struct Perceptron: Layer {
  var hidden: Linear
  var output: Linear

  init(_ inputs: Int, _ width: Int, _ outputs: Int, key: RandomKey) {
    let (first, second) = key.split()
    hidden = Linear(inputs: inputs, outputs: width, initialization: .xavierUniform(), key: first)
    output = Linear(inputs: width, outputs: outputs, key: second)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { output(hidden(x).tanh()) }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("hidden", &hidden)
    visit("output", &output)
  }
}

@Suite struct TrainingTests {
  static func train(steps: Int, seed: UInt64) throws -> (Perceptron, losses: [Double]) {
    var model = Perceptron(20, 33, 5, key: RandomKey(seed: seed))
    var adam = AdamW(learningRate: 0.01, weightDecay: 0.01)
    let data = Tensor.randomNormal([50, 20], key: RandomKey(seed: seed).child(1))
    let labels = Tensor((0..<50).map { Int32($0 % 5) })
    var losses: [Double] = []
    for step in 0..<steps {
      let rows = RandomKey(seed: seed).child(UInt64(100 + step)).permutation(50).prefix(17)
      let batch = data.indexSelect(Array(rows))
      let answers = labels.indexSelect(Array(rows))
      let (loss, gradients) = try valueAndGradient(at: model) {
        .crossEntropy(logits: $0(batch), labels: answers)
      }
      adam.update(&model, gradients: gradients)
      losses.append(loss.item())
    }
    return (model, losses)
  }

  @Test func aPerceptronLearnsExclusiveOr() throws {
    var model = Perceptron(2, 8, 2, key: RandomKey(seed: 4))
    var adam = Adam(learningRate: 0.05)
    let x = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
    let labels = [0, 1, 1, 0]
    var loss = 1.0
    for _ in 0..<200 {
      let (value, gradients) = try valueAndGradient(at: model) {
        .crossEntropy(logits: $0(x), labels: labels)
      }
      adam.update(&model, gradients: gradients)
      loss = value.item()
    }
    #expect(loss < 0.01)
    #expect(model(x).argmax().scalars(as: Int64.self) == [0, 1, 1, 0])
  }

  @Test func fiftyStepsHaveTheSameBitsOnEveryLevel() throws {
    let prints = try onEveryLevel { _ in
      fingerprint(try Self.train(steps: 50, seed: 2).0.parameters)
    }
    #expect(Set(prints.map(\.1)).count == 1, "\(prints)")
  }

  @Test func manyTasksTrainAtOnceWithTheSameBits() async throws {
    let expected = fingerprint(try Self.train(steps: 20, seed: 3).0.parameters)
    try await withThrowingTaskGroup(of: UInt64.self) { group in
      for _ in 0..<8 {
        group.addTask { fingerprint(try Self.train(steps: 20, seed: 3).0.parameters) }
      }
      for try await print in group { #expect(print == expected) }
    }
  }

  @Test func tasksShareTensorsFreely() async {
    let x = Tensor.randomNormal([64, 64], key: RandomKey(seed: 1))
    let expected = fingerprint([x.transposed().matmul(x)])
    await withTaskGroup(of: UInt64.self) { group in
      for _ in 0..<16 { group.addTask { fingerprint([x.transposed().matmul(x)]) } }
      for await print in group { #expect(print == expected) }
    }
  }

  @Test func memoryIsFlatOverManySteps() async {
    await #expect(processExitsWith: .success) {
      _ = try Self.train(steps: 20, seed: 5)
      let before = TensorRuntime.poolStatistics
      _ = try Self.train(steps: 500, seed: 5)
      let after = TensorRuntime.poolStatistics
      #expect(after.bytesInUse == before.bytesInUse)
      #expect(after.freshAllocations - before.freshAllocations < 10)
      #expect(after.bytesInUse == 0, "\(after)")
    }
  }

  @Test func anUpdateHappensInPlaceWhereNobodyElseHoldsTheParameters() async {
    await #expect(processExitsWith: .success) {
      var model = Linear(inputs: 1 << 10, outputs: 1 << 10, key: RandomKey(seed: 1))
      let gradients = model.parameters.map { Tensor.ones($0.shape) }
      var adam = Adam()
      adam.update(&model, gradients: gradients)
      let before = TensorRuntime.poolStatistics
      for _ in 0..<3 { adam.update(&model, gradients: gradients) }
      // A copy of one matrix would have raised the peak by 4 MiB.
      let after = TensorRuntime.poolStatistics
      #expect(after.bytesInUse == before.bytesInUse)
      #expect(after.peakBytesInUse - before.bytesInUse < 1 << 20, "\(before) \(after)")
    }
  }

  @Test func thePoolGivesBackWhatItIsAskedTo() async {
    await #expect(processExitsWith: .success) {
      do { _ = Tensor.zeros([1 << 20]) + 1 }
      #expect(TensorRuntime.poolStatistics.bytesCached >= 8 << 20)
      TensorRuntime.trimPool()
      #expect(TensorRuntime.poolStatistics.bytesCached == 0)
      TensorRuntime.poolByteCap = 1 << 20
      do { _ = Tensor.zeros([1 << 20]) + 1 }
      #expect(TensorRuntime.poolStatistics.bytesCached <= 1 << 20)
      #expect(TensorRuntime.poolStatistics.peakBytesInUse >= 8 << 20)
    }
  }
}

@Suite struct AdamTests {
  /// The algorithm of the papers, one number at a time, with the roundings of the kernel.
  struct Reference {
    var m: Float = 0
    var v: Float = 0
    var t = 0

    mutating func step(
      _ p: inout Float, _ g: Float, rate: Double, beta1: Double, beta2: Double, epsilon: Double,
      decay: Double
    ) {
      t += 1
      m = (Float(1 - beta1) * g).addingProduct(Float(beta1), m)
      v = (Float(1 - beta2) * g * g).addingProduct(Float(beta2), v)
      let t = t
      let power = { (base: Double) in (0..<t).reduce(1.0) { power, _ in power * base } }
      let denominator = (v * Float(1 / (1 - power(beta2)))).squareRoot() + Float(epsilon)
      let size = Float(-rate * (1 / (1 - power(beta1))))
      p = (p * Float(1 - rate * decay)).addingProduct(size, m / denominator)
    }
  }

  @Test(arguments: [0, 0.1]) func stepsAreThoseOfTheReference(decay: Double) {
    var random = SeededGenerator(seed: 31)
    let n = 37
    var values = (0..<n).map { _ in Float.random(in: -1...1, using: &random) }
    var parameters = [Tensor(values)]
    var adam = AdamW(learningRate: 0.01, weightDecay: decay)
    var references = [Reference](repeating: Reference(), count: n)
    for _ in 0..<30 {
      let gradient = (0..<n).map { _ in Float.random(in: -1...1, using: &random) }
      adam.update(&parameters, gradients: [Tensor(gradient)])
      for i in 0..<n {
        references[i].step(
          &values[i], gradient[i], rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8,
          decay: decay)
      }
    }
    expectClose(parameters[0].scalars(as: Float.self), values, ulps: 4, absolute: 1e-7, "seed 31")
    expectClose(
      adam.firstMoments[0].scalars(as: Float.self), references.map(\.m), ulps: 0, "seed 31")
    expectClose(
      adam.secondMoments[0].scalars(as: Float.self), references.map(\.v), ulps: 0, "seed 31")
    #expect(adam.step == 30)
  }

  @Test func aModuleAndAListOfItsParametersAreTreatedAlike() {
    var model = Perceptron(3, 4, 2, key: RandomKey(seed: 1))
    var list = model.parameters
    var first = Adam(learningRate: 0.1)
    var second = first
    for step in 0..<3 {
      let gradients = list.map {
        Tensor.randomNormal($0.shape, key: RandomKey(seed: UInt64(step)))
      }
      first.update(&model, gradients: gradients)
      second.update(&list, gradients: gradients)
    }
    #expect(fingerprint(model.parameters) == fingerprint(list))
    #expect(
      model.parameterPaths == ["hidden.weight", "hidden.bias", "output.weight", "output.bias"])
    #expect(model.parameterCount == 3 * 4 + 4 + 4 * 2 + 2)
  }

  @Test func doublePrecisionConvergesToTheMinimum() throws {
    var x = [Tensor([3.0, -2] as [Double])]
    var adam = Adam(learningRate: 0.1)
    for _ in 0..<500 {
      let g = try gradient(at: x) { (($0[0] - 1) * ($0[0] - 1)).sum() }
      adam.update(&x, gradients: g)
    }
    for value in x[0].scalars(as: Double.self) { #expect((value - 1).magnitude < 1e-3) }
  }

  @Test func gradientsOfAnotherShapeTrap() async {
    await #expect(processExitsWith: .failure) {
      var x = [Tensor([1, 2])]
      var adam = Adam()
      adam.update(&x, gradients: [Tensor([1, 2, 3])])
      print(x)
    }
  }
}
