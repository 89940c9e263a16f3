// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import Testing

@Suite struct AutodiffTests {
  @Test func valueAndGradientsOfAProduct() throws {
    let x = Tensor([1, 2, 3])
    let y = Tensor([4, 5, 6])
    let (value, gradients) = try valueAndGradient(at: [x, y]) { ($0[0] * $0[1]).sum() }
    #expect(value.item() == 32)
    #expect(gradients[0].scalars(as: Float.self) == [4, 5, 6])
    #expect(gradients[1].scalars(as: Float.self) == [1, 2, 3])
    #expect(!value.isTracked && !gradients[0].isTracked)
  }

  @Test func aTensorUsedTwiceGetsBothGradients() throws {
    let g = try gradient(at: Tensor([3])) { ($0 * $0 + $0 * 2).sum() }
    #expect(g.scalars(as: Float.self) == [8])
  }

  @Test func unusedInputsHaveZeroGradients() throws {
    let x = Tensor([1, 2])
    let y = Tensor([[1, 2, 3]])
    let gradients = try gradient(at: [x, y]) { $0[0].sum() }
    #expect(gradients[1].shape == [1, 3])
    #expect(gradients[1].scalars(as: Float.self) == [0, 0, 0])
    let none = try gradient(at: [x]) { _ in Tensor.scalar(1) }
    #expect(none[0].scalars(as: Float.self) == [0, 0])
  }

  @Test func onlyASingleNumberCanBeDifferentiated() {
    #expect(throws: TensorError.notScalar(shape: [2])) {
      try gradient(at: Tensor([1, 2])) { $0 * 2 }
    }
  }

  @Test func integersCannotBeDifferentiated() {
    #expect(throws: TensorError.unsupportedType(operation: "gradient", dtype: .int32)) {
      try gradient(at: Tensor([Int32(1)])) { _ in Tensor.scalar(1) }
    }
  }

  @Test func errorsOfTheBodyPassThrough() {
    struct Refusal: Error {}
    #expect(throws: Refusal.self) { try gradient(at: Tensor([1])) { _ in throw Refusal() } }
  }

  /// Has a real result, no rule, and is nobody's neighbour in the catalogue.
  struct Mystery: NonDifferentiableUnary {
    static let name = "mystery"
    static let samples: [Sample] = []
    func forward(_ x: Tensor) throws(TensorError) -> Tensor { x * 3 }
  }

  @Test func gradientThroughAnOperationWithoutARuleThrowsAndNamesIt() throws {
    #expect(throws: TensorError.notDifferentiable(operation: "mystery")) {
      try gradient(at: Tensor([1])) { Tensor.apply(Mystery(), $0 * 2).sum() }
    }
    // Where the gradient need not pass it, there is nothing to complain about.
    let g = try gradient(at: Tensor([5])) { x in
      (x * withoutGradient { Tensor.apply(Mystery(), x) }).sum()
    }
    #expect(g.scalars(as: Float.self) == [15])
    let detached = try gradient(at: Tensor([5])) {
      (Tensor.apply(Mystery(), $0.detached()) * $0).sum()
    }
    #expect(detached.scalars(as: Float.self) == [15])
  }

  @Test func thirdDerivativeByNesting() throws {
    // (x⁴)''' = 24 x
    let x = Tensor([1.5] as [Double])
    let third = try gradient(at: x) { x in
      try gradient(at: x) { x in
        try gradient(at: x) { x in (x * x * x * x).sum() }.sum()
      }.sum()
    }
    #expect((third.item() - 36).magnitude < 1e-12)
  }

  @Test func innerGradientSeesOuterVariablesItCaptures() throws {
    // d/dy of d/dx (x² y³) = 2 x · 3 y²
    let x = Tensor([2.0] as [Double])
    let g = try gradient(at: Tensor([3.0] as [Double])) { y in
      try gradient(at: x) { x in (x * x * y * y * y).sum() }.sum()
    }
    #expect((g.item() - 108).magnitude < 1e-12)
  }

  @Test func innerGradientDoesNotConfuseVariables() throws {
    // d/dx [x · d/dy (x + y)] at y = 1 is 1, not 2 (Siskind, Pearlmutter 2005).
    let g = try gradient(at: Tensor.scalar(1, dtype: .float64)) { x in
      try x * gradient(at: Tensor.scalar(1, dtype: .float64)) { y in x + y }
    }
    #expect(g.item() == 1)
  }

  @Test func innerValueStaysDifferentiable() throws {
    let g = try gradient(at: Tensor.scalar(3, dtype: .float64)) { x in
      let (value, gradients) = try valueAndGradient(at: [x]) { $0[0] * $0[0] }
      return value + gradients[0]  // x² + 2x
    }
    #expect(g.item() == 8)
  }

  @Test func gradientInsideWithoutGradientWorksAndIsAConstantOutside() throws {
    let g = try gradient(at: Tensor.scalar(3)) { x in
      let slope = try withoutGradient { try gradient(at: x) { $0 * $0 } }
      #expect(slope.item() == 6)
      return x * slope
    }
    #expect(g.item() == 6)
  }

  @Test func whatEscapesFromAGradientIsAConstantElsewhere() throws {
    var leaked = Tensor.scalar(0)
    _ = try gradient(at: Tensor.scalar(2)) { x in
      leaked = x * x
      return leaked * 3
    }
    #expect(try gradient(at: Tensor.scalar(5)) { leaked * $0 }.item() == 4)
    #expect(try gradient(at: Tensor.scalar(5)) { _ in leaked }.item() == 0)
    #expect(try gradient(at: leaked) { $0 * $0 }.item() == 8)
  }

  @Test func aMillionOperationsAreDifferentiatedAndFreedOnASmallStack() async {
    await #expect(processExitsWith: .success) {
      let thread = Thread {
        do {
          let g = try gradient(at: Tensor.scalar(1, dtype: .float64)) { x in
            var y = x
            for _ in 0..<1_000_000 { y = y * 1.000001 }
            return y
          }
          guard (g.item() - 2.718280469).magnitude < 1e-6 else { exit(3) }
          // And freed without having been walked back over.
          _ = try gradient(at: Tensor.scalar(1)) { x in
            var y = x
            for _ in 0..<1_000_000 { y = -y }
            return x
          }
        } catch { exit(2) }
        exit(0)
      }
      thread.stackSize = 512 * 1024
      thread.start()
      while true { sleep(1) }
    }
  }

  @Test func sumsOfGradientsHaveOneOrder() throws {
    let x = Tensor.randomNormal([100], key: RandomKey(seed: 5))
    func g() throws -> UInt64 {
      fingerprint([
        try gradient(at: x) { x in
          (0..<20).map { (x * Double($0) * 0.1).tanh().sum() }.reduce(Tensor.scalar(0), +)
        }
      ])
    }
    let first = try g()
    for _ in 0..<5 { #expect(try g() == first) }
  }

  @Test func gradientCheckFindsAWrongGradient() throws {
    let x = Tensor([0.5, -0.25, 1.5] as [Double])
    let right = try gradientCheck(at: [x]) { ($0[0].tanh() * $0[0]).sum() }
    #expect(right.worstError < 1e-9, "\(right)")
    let wrong = try gradientCheck(at: [x]) { ($0[0].detached().tanh() * $0[0]).sum() }
    #expect(wrong.worstError > 0.1)
  }
}
