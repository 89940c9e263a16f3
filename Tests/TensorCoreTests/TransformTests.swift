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

/// Derivatives beyond the gradient of one number.
@Suite struct TransformTests {
  let x = Tensor([0.5, -1.25, 2.0])
  let y = Tensor([1.5, 0.25, -0.75])

  func numbers(_ tensor: Tensor) -> [Double] { tensor.scalars(as: Double.self) }

  // MARK: vjp

  @Test func aPullbackCanBeAskedAgain() throws {
    let (values, pullback) = try vjp(at: [x, y]) { [$0[0] * $0[1], $0[0].exp()] }
    #expect(numbers(values[0]) == [0.75, -0.3125, -1.5])
    #expect(values.map(\.isTracked) == [false, false])
    let one = Tensor.ones([3], dtype: .float64)
    let none = Tensor.zeros([3], dtype: .float64)
    for _ in 0..<3 {
      let gradients = try pullback([one, none])
      #expect(numbers(gradients[0]) == numbers(y))
      #expect(numbers(gradients[1]) == numbers(x))
    }
    #expect(numbers(try pullback([none, one])[0]) == numbers(x.exp()))
  }

  @Test func cotangentsMustFitTheResults() throws {
    let (_, pullback) = try vjp(at: [x]) { [$0[0] * 2] }
    #expect(
      throws: TensorError.shapeMismatch(operation: "pullback", left: [3], right: [2], axis: nil)
    ) { try pullback([Tensor([1.0, 2.0])]) }
    #expect(
      throws: TensorError.typeMismatch(operation: "pullback", left: .float64, right: .float32)
    ) { try pullback([Tensor.ones([3])]) }
    #expect(throws: TensorError.self) { try pullback([]) }
  }

  @Test func unusedInputsAndConstantResultsGiveZeros() throws {
    let (_, pullback) = try vjp(at: [x, y]) { [$0[0] * 2, Tensor([7.0])] }
    let gradients = try pullback([x, Tensor([1.0])])
    #expect(numbers(gradients[1]) == [0, 0, 0])
    let (_, nothing) = try vjp(at: [x]) { _ in [Tensor([7.0])] }
    #expect(numbers(try nothing([Tensor([1.0])])[0]) == [0, 0, 0])
  }

  @Test func aPullbackCanBeDifferentiated() throws {
    // d/dv <v^T J, w> with J = diag(2x) is 2xw.
    let (_, pullback) = try vjp(at: [x]) { [$0[0] * $0[0]] }
    let g = try gradient(at: y) { v in (try pullback([v])[0] * 3).sum() }
    #expect(numbers(g) == numbers(x * 6))
  }

  // MARK: jvp

  @Test func tangentsPassForward() throws {
    let (values, derivatives) = try jvp(at: [x, y], along: [y, x]) { [$0[0] * $0[1], $0[1].sum()] }
    #expect(numbers(values[0]) == numbers(x * y))
    #expect(numbers(derivatives[0]) == numbers(y * y + x * x))
    #expect(derivatives[1].item() == 1.25)
  }

  @Test func tangentsMustFitTheInputs() {
    #expect(throws: TensorError.shapeMismatch(operation: "jvp", left: [3], right: [1], axis: nil)) {
      try jvp(at: [x], along: [Tensor([1.0])]) { $0 }
    }
    #expect(throws: TensorError.typeMismatch(operation: "jvp", left: .float64, right: .float32)) {
      try jvp(at: [x], along: [Tensor.ones([3])]) { $0 }
    }
    #expect(throws: TensorError.self) { try jvp(at: [x], along: []) { $0 } }
  }

  @Test func aDirectionalDerivativeCanBeDifferentiated() throws {
    // d/dx of 3x² t is 6 x t.
    let g = try gradient(at: x) { x in
      try jvp(at: [x], along: [y]) { [$0[0] * $0[0] * $0[0]] }.derivatives[0].sum()
    }
    expectClose(numbers(g), numbers(x * y * 6), ulps: 4, absolute: 1e-15, "second")
  }

  // MARK: Jacobian and Hessian

  @Test func jacobianHasTheShapesOfBoth() throws {
    let matrix = Tensor([1.0, 2, 3, 4, 5, 6], shape: [2, 3])
    let j = try jacobian(at: x) { matrix.matmul($0) }
    #expect(j.shape == [2, 3])
    #expect(numbers(j) == numbers(matrix))
    let outer = try jacobian(at: x) { $0.reshaped(to: [3, 1]) * $0 }
    #expect(outer.shape == [3, 3, 3])
    let row = try jacobian(at: x) { $0.sum() }
    #expect(numbers(row) == [1, 1, 1])
    let empty = try jacobian(at: Tensor([Double]())) { $0 * 2 }
    #expect(empty.shape == [0, 0])
  }

  @Test func jacobianRefusesMoreDimensionsThanATensorHas() {
    let cube = Tensor.ones([1, 1, 1, 1, 1], dtype: .float64)
    #expect(throws: TensorError.self) { try jacobian(at: cube) { $0 * 2 } }
  }

  @Test func hessianOfACubic() throws {
    let h = try hessian(at: x) { ($0 * $0 * $0).sum() + $0.sum() * $0.sum() }
    for i in 0..<3 {
      for j in 0..<3 {
        let expected = (i == j ? 6 * numbers(x)[i] : 0) + 2
        #expect((numbers(h)[i * 3 + j] - expected).magnitude < 1e-12)
      }
    }
  }

  @Test func hessianVectorProductIsTheHessianTimesTheVector() throws {
    let f: (Tensor) -> Tensor = { ($0.exp() * $0.sum()).sum() + ($0 * $0).sum().exp() }
    let h = try hessian(at: x, of: f)
    let product = try hessianVectorProduct(at: [x], along: [y]) { f($0[0]) }[0]
    expectClose(
      numbers(product), numbers(h.matmul(y)), ulps: 64, absolute: 1e-12, "Hessian times vector")
  }

  // MARK: Checkpoints

  @Test func aCheckpointChangesNeitherValueNorGradients() throws {
    let w = Tensor((0..<9).map { Double($0) / 9 - 0.4 }, shape: [3, 3])
    func network(_ w: Tensor, _ x: Tensor, checkpoints: Bool) -> Tensor {
      var h = x
      for _ in 0..<4 {
        let block: @Sendable () -> Tensor = { [h] in (h.matmul(w).tanh() + h).exp().tanh() }
        h = checkpoints ? checkpointed(block) : block()
      }
      return h.sum()
    }
    let plain = try valueAndGradient(at: [w, x]) { network($0[0], $0[1], checkpoints: false) }
    let saved = try valueAndGradient(at: [w, x]) { network($0[0], $0[1], checkpoints: true) }
    #expect(plain.value.item() == saved.value.item())
    for (a, b) in zip(plain.gradients, saved.gradients) {
      expectClose(numbers(a), numbers(b), ulps: 8, absolute: 1e-14, "checkpointed")
    }
    let report = try secondGradientCheck(at: [w, x]) {
      network($0[0], $0[1], checkpoints: true)
    }
    #expect(report.worstError < 1e-6, "\(report)")
  }

  /// In a process of its own: what the pool holds is the whole process's.
  @Test func aCheckpointKeepsOnlyWhatItCaptures() async {
    await #expect(processExitsWith: .success) {
      let n = 1 << 16
      let x = Tensor.ones([n])
      func bytesHeld(_ block: (Tensor) -> Tensor) throws -> Int {
        var held = 0
        _ = try gradient(at: x) { x in
          let before = TensorRuntime.poolStatistics.bytesInUse
          let y = block(x)
          held = TensorRuntime.poolStatistics.bytesInUse - before
          return y.sum()
        }
        return held
      }
      @Sendable func deep(_ x: Tensor) -> Tensor {
        var h = x
        for _ in 0..<32 { h = h.tanh() }
        return h
      }
      let plain = try bytesHeld(deep)
      let saved = try bytesHeld { x in checkpointed { deep(x) } }
      precondition(plain - saved > 30 * n * 4, "\(plain) \(saved)")
    }
  }

  @Test func aCheckpointRunsAgainOnlyWhenAsked() throws {
    let runs = Counter()
    let result = checkpointed { [x] in
      runs.add()
      return x * 2
    }
    #expect(runs.count == 1 && !result.isTracked)
    _ = try gradient(at: x) { x in
      let unused = checkpointed {
        runs.add()
        return x.exp()
      }
      _ = unused
      return x.sum()
    }
    #expect(runs.count == 2)
  }

  @Test func aLongChainOfCheckpointsIsFreedWithoutDepth() throws {
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      _ = try? gradient(at: Tensor([1.0])) { x in
        var h = x
        for _ in 0..<50_000 { h = checkpointed { [h] in h * 1.00001 } }
        return h.sum()
      }
      done.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    done.wait()
  }

  final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var value = 0
    func add() { lock.withLock { value += 1 } }
    var count: Int { lock.withLock { value } }
  }

  // MARK: Custom gradients

  @Test func aRuleOfTheCallersIsUsed() throws {
    func straight(_ x: Tensor) -> Tensor {
      withCustomGradient(at: [x]) {
        $0[0].cast(to: .int32).cast(to: .float64)
      } gradient: {
        g, _, _ in
        [g]
      }
    }
    #expect(numbers(straight(x)) == [0, -1, 2])
    let g = try gradient(at: x) { (straight($0) * 3).sum() }
    #expect(numbers(g) == [3, 3, 3])
  }

  @Test func aRuleCanBeDifferentiatedAgain() throws {
    func square(_ x: Tensor) -> Tensor {
      withCustomGradient(at: [x]) {
        $0[0] * $0[0]
      } gradient: { g, x, _ in
        [g * x[0] * 2]
      }
    }
    let report = try secondGradientCheck(at: [x]) { (square($0[0]) * $0[0]).sum() }
    #expect(report.worstError < 1e-8, "\(report)")
    func exponential(_ x: Tensor) -> Tensor {
      withCustomGradient(at: [x]) {
        $0[0].exp()
      } gradient: { g, _, y in
        [g * y]
      }
    }
    let again = try secondGradientCheck(at: [x]) { (exponential($0[0]) * $0[0]).sum() }
    #expect(again.worstError < 1e-8, "\(again)")
  }

  @Test func aBroadcastGradientIsSummed() throws {
    let bias = Tensor([0.5])
    let g = try gradient(at: bias) { b in
      withCustomGradient(at: [b, x]) {
        $0[0] + $0[1]
      } gradient: { g, _, _ in
        [g, g]
      }.sum()
    }
    #expect(numbers(g) == [3])
  }

  @Test func aRuleThatDoesNotFitIsAnError() {
    #expect(throws: TensorError.self) {
      try gradient(at: x) { x in
        withCustomGradient(at: [x]) {
          $0[0] * 2
        } gradient: { _, _, _ in
          []
        }.sum()
      }
    }
    #expect(
      throws: TensorError.shapeMismatch(
        operation: "custom gradient", left: [2], right: [3], axis: nil)
    ) {
      try gradient(at: x) { x in
        withCustomGradient(at: [x]) {
          $0[0] * 2
        } gradient: { _, _, _ in
          [Tensor([1.0, 2.0])]
        }
        .sum()
      }
    }
    struct Refusal: Error {}
    #expect(throws: Refusal.self) {
      try gradient(at: x) { x in
        withCustomGradient(at: [x]) {
          $0[0] * 2
        } gradient: { _, _, _ in
          throw Refusal()
        }.sum()
      }
    }
  }
}
