// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

/// Sweeps every operation that the linker collected, on its own samples.
@Suite struct CatalogueTests {
  static let entries = OperationCatalogue.entries
  static let cases = entries.flatMap { entry in entry.samples.map { Case(entry: entry, sample: $0) }
  }
  static let smooth = cases.filter(\.entry.isDifferentiable)

  struct Case: CustomTestStringConvertible, Sendable {
    let entry: OperationCatalogue.Entry
    let sample: Sample
    var testDescription: String { "\(entry.name) \(sample.label)" }

    func run(_ inputs: [Tensor]) -> Tensor { sample.run(inputs) }
    func loss(_ inputs: [Tensor]) -> Tensor { sample.run(inputs).weighed() }
    var isEmpty: Bool { sample.tensors().contains { $0.count == 0 } }
    var step: Double { sample.isSinglePrecision ? 1e-2 : 1e-5 }
    var tolerance: Double { sample.isSinglePrecision ? 1e-4 : 1e-6 }
  }

  @Test func linkerCollectsEveryOperation() {
    let names = Self.entries.map(\.name)
    #expect(Set(names).count == names.count, "names come twice: \(names)")
    let expected: Set = [
      "add", "subtract", "multiply", "divide", "negate", "exp", "log", "sqrt", "tanh", "sigmoid",
      "relu", "cast", "cast to or from integers", "equal", "less", "sum", "max", "argmax",
      "reshape",
      "transpose", "expand", "slice", "place slice", "indexSelect", "indexAdd", "concat", "matmul",
      "softmax", "logSoftmax", "crossEntropy",
    ]
    #expect(expected.isSubset(of: names), "missing: \(expected.subtracting(names))")
  }

  @Test(arguments: entries.map(\.name)) func everyOperationHasSamples(name: String) throws {
    let entry = try #require(Self.entries.first { $0.name == name })
    #expect(entry.samples.contains { $0.tensors().allSatisfy { $0.count > 1 } })
  }

  @Test(arguments: smooth) func gradientAgreesWithDifferences(_ test: Case) throws {
    let report = try gradientCheck(at: test.sample.tensors(), step: test.step, of: test.loss)
    #expect(report.worstError < test.tolerance, "\(test.testDescription): \(report)")
  }

  @Test(arguments: smooth) func secondGradientAgreesWithDifferences(_ test: Case) throws {
    let report = try gradientCheck(at: test.sample.tensors(), step: test.step) { inputs in
      // A square makes the gradient depend on the inputs even where the operation is linear.
      let first = try gradient(at: inputs) { x in
        let y = test.run(x)
        return (y * y).weighed() + test.loss(x)
      }
      return first.enumerated().map { $1.weighed($0 + 2) }.reduce(
        Tensor.scalar(0, dtype: .float64), +)
    }
    #expect(report.worstError < test.tolerance * 10, "\(test.testDescription): \(report)")
  }

  @Test(arguments: smooth) func fusedGradientEqualsComposedOne(_ test: Case) throws {
    let inputs = test.sample.tensors()
    let fused = try gradient(at: inputs, of: test.loss)
    var composed: [Tensor] = []
    // Inside another gradient the rules must be differentiable, so no fused kernel runs.
    _ = try gradient(at: inputs) { outer in
      let inner = try gradient(at: outer, of: test.loss)
      composed = inner.map { $0.detached() }
      return inner.map { $0.sum() }.reduce(Tensor.scalar(0, dtype: .float64), +)
    }
    for (a, b) in zip(fused, composed) {
      expectClose(
        a.scalars(as: Double.self), b.scalars(as: Double.self), ulps: 8, absolute: 1e-13,
        test.testDescription)
    }
  }

  @Test(arguments: smooth) func derivativeAlongADirectionAgreesWithTheGradient(
    _ test: Case
  ) throws {
    let inputs = test.sample.tensors()
    let tangents = inputs.enumerated().map { index, x in
      Tensor((0..<x.count).map { Double(($0 * 29 + index * 7) % 13) / 13 - 0.4 }, shape: x.shape)
    }
    let (values, derivatives) = try jvp(at: inputs, along: tangents) { [test.run($0)] }
    let gradients = try gradient(at: inputs, of: test.loss)
    let along = zip(gradients, tangents).map { ($0 * $1).sum().item() }.reduce(0, +)
    let weighed = derivatives[0].weighed().item()
    #expect(derivatives[0].shape == values[0].shape)
    let tolerance = test.sample.isSinglePrecision ? 1e-6 : 1e-9
    #expect(
      (along - weighed).magnitude <= tolerance * Swift.max(1, along.magnitude),
      "\(along) \(weighed)")
  }

  @Test(arguments: cases) func fusedResultEqualsComposedOne(_ test: Case) {
    guard let composed = test.sample.composed else { return }
    let inputs = test.sample.tensors()
    expectClose(
      test.run(inputs).scalars(as: Double.self), composed(inputs).scalars(as: Double.self),
      ulps: 8, absolute: 1e-14, test.testDescription)
  }

  @Test(arguments: cases) func memoryLayoutDoesNotChangeABit(_ test: Case) throws {
    let inputs = test.sample.tensors(dtype: .float32)
    let expected = fingerprint([test.run(inputs)])
    let gradients =
      test.entry.isDifferentiable ? fingerprint(try gradient(at: inputs, of: test.loss)) : 0
    for disguise in Disguise.allCases {
      for index in inputs.indices where inputs[index].count > 0 {
        var others = inputs
        others[index] = disguise(inputs[index])
        #expect(fingerprint([others[index]]) == fingerprint([inputs[index]]))
        let name = "\(test.testDescription), input \(index) \(disguise)"
        #expect(fingerprint([test.run(others)]) == expected, "\(name)")
        if test.entry.isDifferentiable {
          let found = fingerprint(try gradient(at: others, of: test.loss))
          #expect(found == gradients, "\(name)")
        }
      }
    }
  }

  @Test(arguments: cases) func instructionSetDoesNotChangeABit(_ test: Case) throws {
    for dtype in [DType.float32, .float64] {
      let inputs = test.sample.tensors(dtype: dtype)
      let prints = try onEveryLevel { _ in
        let gradients = test.entry.isDifferentiable ? try gradient(at: inputs, of: test.loss) : []
        return fingerprint([test.run(inputs)] + gradients)
      }
      #expect(Set(prints.map(\.1)).count == 1, "\(test.testDescription) \(dtype): \(prints)")
    }
  }

  @Test(arguments: cases) func float32AgreesWithFloat64(_ test: Case) {
    let single = test.run(test.sample.tensors(dtype: .float32))
    let double = test.run(test.sample.tensors())
    #expect(single.shape == double.shape)
    for (a, b) in zip(single.scalars(as: Double.self), double.scalars(as: Double.self)) {
      #expect((a - b).magnitude <= 2e-6 * Swift.max(1, b.magnitude), "\(test.testDescription)")
    }
  }

  @Test(arguments: cases) func nanReachesTheResult(_ test: Case) {
    let inputs = test.sample.tensors()
    guard test.sample.propagatesNaN, inputs[0].count > 0, test.run(inputs).count > 0 else { return }
    var found = false
    for place in 0..<inputs[0].count {
      var values = inputs[0].scalars(as: Double.self)
      values[place] = .nan
      var poisoned = inputs
      poisoned[0] = Tensor(values, shape: inputs[0].shape)
      let result = test.run(poisoned).scalars(as: Double.self)
      let isThere = result.contains { $0.isNaN }
      found = found || isThere
      if inputs.count == 1 && result.count >= inputs[0].count {
        #expect(isThere, "\(test.testDescription) lost a NaN at \(place)")
      }
    }
    #expect(found, "\(test.testDescription) lost every NaN")
  }

  @Test(arguments: cases.filter(\.isEmpty)) func emptyInputsHaveResultsAndGradients(
    _ test: Case
  ) throws {
    let inputs = test.sample.tensors()
    let result = test.run(inputs)
    let hasNaN = result.scalars(as: Double.self).contains { $0.isNaN }
    #expect(!hasNaN)
    guard test.entry.isDifferentiable else { return }
    let gradients = try gradient(at: inputs, of: test.loss)
    #expect(gradients.map(\.shape) == inputs.map(\.shape))
  }

  @Test(arguments: cases.filter { !$0.entry.isDifferentiable && !$0.isEmpty })
  func gradientThroughAnOperationWithoutARuleThrows(_ test: Case) {
    let error = #expect(throws: TensorError.self) {
      try gradient(at: test.sample.tensors()) { test.run($0).cast(to: .float64).sum() }
    }
    guard case .notDifferentiable = error else {
      Issue.record("\(test.testDescription): \(String(describing: error))")
      return
    }
  }

  @Test(arguments: smooth) func recordingDoesNotChangeTheResult(_ test: Case) throws {
    let inputs = test.sample.tensors(dtype: .float32)
    var tracked: UInt64 = 0
    _ = try gradient(at: inputs) { x in
      let y = test.run(x)
      tracked = fingerprint([y])
      return y.weighed()
    }
    #expect(tracked == fingerprint([test.run(inputs)]))
  }
}
