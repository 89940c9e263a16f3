// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import TensorCore

@Suite struct OptimizerTests {
  struct Pair: Layer {
    var first: Linear
    var second: Linear

    init(key: RandomKey, dtype: DType = .float32) {
      let (a, b) = key.split()
      first = Linear(inputs: 3, outputs: 5, key: a, dtype: dtype)
      second = Linear(inputs: 5, outputs: 2, key: b, dtype: dtype)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { second(first(x).tanh()) }

    mutating func visitParameters(_ visit: ParameterVisitor) {
      visit("first", &first)
      visit("second", &second)
    }
  }

  static let all: [any Optimizer] = [
    SGD(learningRate: 0.1), SGD(learningRate: 0.1, momentum: 0.9, dampening: 0.1),
    SGD(learningRate: 0.1, momentum: 0.9, isNesterov: true, weightDecay: 0.1),
    Adam(learningRate: 0.1), Adam(learningRate: 0.1, weightDecay: 0.1, isAMSGrad: true),
    AdamW(learningRate: 0.1), RMSprop(learningRate: 0.1),
    RMSprop(learningRate: 0.1, momentum: 0.5, isCentered: true), Adagrad(learningRate: 0.1),
    Lion(learningRate: 0.1, weightDecay: 0.1), LAMB(learningRate: 0.1, weightDecay: 0.1),
    Adafactor(learningRate: 0.1, weightDecay: 0.1),
  ]

  private func gradients(like parameters: [Tensor], step: Int) -> [Tensor] {
    parameters.enumerated().map {
      .randomNormal(
        $1.shape, key: RandomKey(seed: UInt64(step * 100 + $0)), dtype: $1.dtype)
    }
  }

  private func bytes(_ tensors: [Tensor]) -> [[UInt8]] { tensors.map(\.bytes) }

  @Test(arguments: all.indices) func aRestoredStateGoesOnWithTheSameBits(index: Int) throws {
    var first = Self.all[index]
    var model = Pair(key: RandomKey(seed: 1))
    for step in 0..<4 {
      first.update(&model, gradients: gradients(like: model.parameters, step: step))
    }
    var second = Self.all[index]
    try second.restore(first.state, for: model.parameters)
    #expect(second.state == first.state)
    var other = model
    for step in 4..<8 {
      let gradients = gradients(like: model.parameters, step: step)
      first.update(&model, gradients: gradients)
      second.update(&other, gradients: gradients)
    }
    #expect(bytes(model.parameters) == bytes(other.parameters))
    #expect(first.state == second.state && first.step == 8)
  }

  @Test(arguments: all.indices) func aModuleAndAListAreTreatedAlike(index: Int) {
    var (first, second) = (Self.all[index], Self.all[index])
    var model = Pair(key: RandomKey(seed: 2), dtype: .float64)
    var list = model.parameters
    for step in 0..<3 {
      let gradients = gradients(like: list, step: step)
      first.update(&model, gradients: gradients)
      second.update(&list, gradients: gradients)
    }
    #expect(bytes(model.parameters) == bytes(list))
  }

  @Test(arguments: all.indices) func aScaleIsThatOfTheGradients(index: Int) {
    var (first, second) = (Self.all[index], Self.all[index])
    var a = Pair(key: RandomKey(seed: 3)).parameters
    var b = a
    for step in 0..<3 {
      let gradients = gradients(like: a, step: step)
      first.update(&a, gradients: gradients, gradientScale: 0.25)
      second.update(&b, gradients: gradients.map { $0 * 0.25 })
    }
    #expect(bytes(a) == bytes(b))
  }

  /// Whoever holds an old copy sees no change, and a parameter nobody else holds stays where it is.
  @Test(arguments: all.indices) func copiesAreValues(index: Int) {
    var optimizer = Self.all[index]
    var model = Pair(key: RandomKey(seed: 4))
    let old = model
    let before = bytes(old.parameters)
    optimizer.update(&model, gradients: gradients(like: old.parameters, step: 0))
    let copy = optimizer
    let state = copy.state
    optimizer.update(&model, gradients: gradients(like: old.parameters, step: 1))
    #expect(bytes(old.parameters) == before)
    #expect(copy.state == state)
  }

  @Test func parametersAreWrittenWhereTheyLie() {
    var adam = Adam()
    var parameters = [Tensor.zeros([1000]), .zeros([70_000])]
    let gradients = parameters.map { Tensor.ones(like: $0) }
    adam.update(&parameters, gradients: gradients)
    func places(_ adam: Adam) -> [UnsafeMutableRawPointer] {
      adam.state.slots.flatMap { $0.tensors.map(\.data) }
    }
    let before = (parameters.map(\.data), places(adam))
    adam.update(&parameters, gradients: gradients)
    #expect(parameters.map(\.data) == before.0)
    #expect(places(adam) == before.1)
  }

  @Test func groupsHaveTheirOwnRateAndDecayAndCanBeFrozen() {
    var model = Pair(key: RandomKey(seed: 5))
    let before = model.parameters
    var sgd = SGD(learningRate: 1, weightDecay: 0.5)
    sgd.groups = [
      ParameterGroup("first.bias", isFrozen: true),
      ParameterGroup("**.bias", rateFactor: 2, weightDecay: 0),
      ParameterGroup("second", rateFactor: 0.5),
    ]
    let ones = before.map { Tensor.ones(like: $0) }
    sgd.update(&model, gradients: ones)
    let after = model.parameters
    #expect(bytes([after[1]]) == bytes([before[1]]))
    expectClose(
      after[0].scalars(as: Float.self), (before[0] * 0.5 - 1).scalars(as: Float.self),
      ulps: 4, absolute: 1e-6, "first.weight")
    expectClose(
      after[2].scalars(as: Float.self), (before[2] * 0.75 - 0.5).scalars(as: Float.self),
      ulps: 4, absolute: 1e-6, "second.weight")
    expectClose(
      after[3].scalars(as: Float.self), (before[3] - 2).scalars(as: Float.self),
      ulps: 4, absolute: 1e-6, "second.bias")
  }

  /// A group's numbers are those of an optimizer of its own, whatever the rule.
  @Test(arguments: all.indices) func aGroupIsTreatedAsByAnOptimizerOfItsOwn(index: Int) {
    let start = Pair(key: RandomKey(seed: 8)).parameters.map { $0 + 0.5 }
    func trained(
      _ groups: [ParameterGroup], rate: Double = 0.1, _ parameters: [Tensor]
    ) -> [Tensor] {
      var optimizer = Self.all[index]
      optimizer.learningRate = rate
      optimizer.groups = groups
      var parameters = parameters
      for step in 0..<2 {
        optimizer.update(&parameters, gradients: gradients(like: start, step: step))
      }
      return parameters
    }
    let plain = trained([], start)
    let slow = trained([], rate: 0.05, start)
    let bare = trained([ParameterGroup("**", weightDecay: 0)], start)
    let heavy = trained([ParameterGroup("**", weightDecay: 0.7)], start)
    let mixed = trained(
      [
        ParameterGroup("0", isFrozen: true), ParameterGroup("1", rateFactor: 0.5),
        ParameterGroup("2", weightDecay: 0.7),
      ], start)
    let name = "\(type(of: Self.all[index]))"
    #expect(mixed[0].bytes == start[0].bytes, "\(name)")
    #expect(mixed[1].bytes == slow[1].bytes && slow[1].bytes != plain[1].bytes, "\(name)")
    #expect(mixed[2].bytes == heavy[2].bytes && heavy[2].bytes != bare[2].bytes, "\(name)")
    #expect(mixed[3].bytes == plain[3].bytes, "\(name)")
  }

  @Test func aStateThatDoesNotFitIsListedAndChangesNothing() throws {
    var adam = Adam()
    var x = [Tensor.zeros([2, 3]), .zeros([4])]
    adam.update(&x, gradients: x)
    let before = adam.state
    var wrong = before
    wrong.slots[0].tensors[1] = .zeros([5])
    wrong.slots[1].name = "other"
    #expect(
      throws: OptimizerError.stateMismatch([
        "firstMoments[1] is [5] of float32, not [4] of float32", "secondMoments is missing",
        "other is not remembered by this optimizer",
      ])
    ) { try adam.restore(wrong, for: x) }
    #expect(adam.state == before)
  }

  @Test func bitsDependNeitherOnInstructionSetNorOnThreads() {
    func run() -> [[UInt8]] {
      Self.all.flatMap { optimizer -> [[UInt8]] in
        var optimizer = optimizer
        var x = [
          Tensor.randomNormal([1037], key: RandomKey(seed: 1)),
          .randomNormal([3, 70_001], key: RandomKey(seed: 2)), .zeros([0]),
          .randomNormal([17, 33], key: RandomKey(seed: 3)),
        ]
        for step in 0..<2 { optimizer.update(&x, gradients: gradients(like: x, step: step)) }
        return bytes(x)
      } + [
        withUnsafeBytes(
          of: gradientNorm(of: [.randomNormal([5, 100_003], key: RandomKey(seed: 4))]).value
        ) { Array($0) }
      ]
    }
    let threads = TensorRuntime.threads
    defer { TensorRuntime.threads = threads }
    let expected = run()
    for count in [1, 2, 5] {
      TensorRuntime.threads = count
      for (level, bytes) in onEveryLevel({ _ in run() }) {
        #expect(bytes == expected, "\(level), \(count) threads")
      }
    }
  }

  @Test func whatIsNotANumberStaysSo() {
    for optimizer in Self.all {
      var optimizer = optimizer
      var x = [Tensor([1, 1, 1] as [Float])]
      optimizer.update(&x, gradients: [Tensor([1, .nan, 1] as [Float])])
      #expect(x[0].scalars(as: Float.self)[1].isNaN, "\(type(of: optimizer))")
    }
  }

  /// Of a parameter of zeros, no share can be a step, and Adafactor's steps fall with time at any rate.
  @Test func stepsAreBoundedWhereTheRulesSaySo() {
    var zeros = [Tensor([0, 0] as [Float])]
    var lamb = LAMB(learningRate: 0.1)
    lamb.update(&zeros, gradients: [Tensor([3, -2] as [Float])])
    expectClose(zeros[0].scalars(as: Float.self), [-0.1, 0.1], ulps: 0, absolute: 1e-5, "LAMB")
    var ones = [Tensor([1, 1] as [Float])]
    var adafactor = Adafactor(learningRate: 100)
    adafactor.update(&ones, gradients: [Tensor([3, -2] as [Float])])
    expectClose(ones[0].scalars(as: Float.self), [0, 2], ulps: 0, absolute: 1e-5, "Adafactor")
  }

  /// As PyTorch: the mean of rows counts as the floor at least, an estimate as its square.
  @Test func smallGradientsOfAdafactorMeetTheFloors() {
    func step(_ shape: [Int], _ gradient: Double, floor: Double?, clipping: Double) -> Double {
      var ones = [Tensor.ones(shape, dtype: .float64)]
      var adafactor = Adafactor(squareFloor: floor, clipping: clipping)
      adafactor.update(&ones, gradients: [.full(gradient, shape: shape, dtype: .float64)])
      return (1 - ones[0].reshaped(to: [-1])[0].item()) / 0.01
    }
    let cases:
      [(shape: [Int], gradient: Double, floor: Double?, clipping: Double, expected: Double)] = [
        // The root of the estimate is the gradient itself, or the floor where that is larger.
        ([2], 1e-5, nil, 1, 1), ([2], 1e-5, 0.1, 1, 1e-4), ([2], 0.2, 0.1, 1, 1),
        // Of a matrix it is g⁴ / max(g², floor).
        ([2, 3], 0.01, 0.05, 1, 0.2), ([2, 3], 0.15, 0.05, 100, 0.05.squareRoot() / 0.15),
        ([2, 3], 0.3, 0.05, 1, 1),
      ]
    for (shape, gradient, floor, clipping, expected) in cases {
      let found = step(shape, gradient, floor: floor, clipping: clipping)
      #expect((found - expected).magnitude < 1e-9, "\(gradient) with \(floor ?? .nan): \(found)")
    }
  }

  @Test func shortGradientsAreNotMadeLonger() {
    func factor(_ norm: Double) -> Double {
      clippingFactor(GradientNorm(value: norm, firstNonFinite: nil), limit: 2)
    }
    #expect(factor(0) == 1 && factor(1.5) == 1)
    #expect((factor(8) - 0.25).magnitude < 1e-6)
    // PyTorch's summand shows where the norm is as small.
    let small = clippingFactor(GradientNorm(value: 1e-5, firstNonFinite: nil), limit: 1e-6)
    #expect((small - 1 / 11.0).magnitude < 1e-12)
    #expect(clippingFactor(GradientNorm(value: .nan, firstNonFinite: 0), limit: 2) == 1)
  }

  /// A constant gradient leaves a variance of zero, which rounding must not make negative.
  @Test func centredMeansOfAConstantGradientStayFinite() {
    var optimizer = RMSprop(learningRate: 1e-3, alpha: 0.5, isCentered: true)
    var x = [Tensor([1, 2, 3] as [Float])]
    for _ in 0..<200 { optimizer.update(&x, gradients: [Tensor([0.1, 0.3, 7] as [Float])]) }
    #expect(gradientNorm(of: x).isFinite)
  }

  @Test func gradientsThatDoNotFitTrap() async {
    await #expect(processExitsWith: .failure) {
      var x = [Tensor([1, 2])]
      var sgd = SGD(learningRate: 1)
      sgd.update(&x, gradients: [Tensor([1, 2, 3])])
      print(x)
    }
    await #expect(processExitsWith: .failure) {
      var x = [Tensor.zeros([2])]
      var muon = Muon()
      muon.update(&x, gradients: x)
      print(x)
    }
  }

  /// Parameters that are not numbers any more would be found a step later, and blamed.
  @Test func ratesAndLimitsThatCannotBeTrap() async {
    for index in 0..<3 {
      await #expect(processExitsWith: .failure) { [index = index as Int] in
        var x = [Tensor([1, 2])]
        var adam = Adam(learningRate: [.nan, .infinity, -0.1][index])
        adam.update(&x, gradients: x)
      }
      await #expect(processExitsWith: .failure) { [index = index as Int] in
        let norm = GradientNorm(value: 1, firstNonFinite: nil)
        _ = clippingFactor(norm, limit: [.nan, 0, -0.1][index])
      }
    }
    await #expect(processExitsWith: .failure) {
      var x = [Tensor([1, 2]).cast(to: .bfloat16)]
      var adam = Adam()
      adam.update(&x, gradients: x)
    }
  }

  // MARK: Norms and sums

  @Test func normsNameTheFirstGradientThatIsNotFinite() {
    let fine = Tensor([3, 4] as [Float])
    #expect(gradientNorm(of: [fine, .zeros([0])]) == GradientNorm(value: 5, firstNonFinite: nil))
    let bad = Tensor([1, .infinity] as [Float])
    #expect(gradientNorm(of: [fine, bad, Tensor([Float.nan])]).firstNonFinite == 1)
    var list = [fine, bad]
    #expect(!clipGradients(&list, norm: 1).isFinite)
    #expect(bytes(list) == bytes([fine, bad]))
    // Squares that overflow are no infinite elements.
    let large = Tensor([3e200, 4e200] as [Double])
    let norm = gradientNorm(of: [large, .zeros([3], dtype: .float64)])
    #expect(norm.isFinite && (norm.value / 5e200 - 1).magnitude < 1e-12)
    #expect(gradientNorm(of: [Tensor([3e38, 4e37] as [Float])]).isFinite)
  }

  @Test func accumulatedMicroBatchesAreOneBatch() throws {
    let model = Pair(key: RandomKey(seed: 6), dtype: .float64)
    let x = Tensor.randomNormal([12, 3], key: RandomKey(seed: 7), dtype: .float64)
    func gradients(_ x: Tensor) throws -> [Tensor] {
      try valueAndGradient(at: model) { ($0(x) * $0(x)).mean() }.gradients
    }
    let whole = try gradients(x)
    var sum = GradientAccumulator()
    for (from, to) in [(0, 2), (2, 7), (7, 12)] {
      sum.add(try gradients(x.sliced(from..<to)), weight: Double(to - from))
    }
    for (a, b) in zip(sum.takeMean(), whole) {
      #expect(distance(a, b, tolerance: 1e-14) <= 1)
    }
    #expect(sum.weight == 0 && sum.sum.isEmpty)
  }
}
