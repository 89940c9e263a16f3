// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import TensorCore

/// The engine's way through operations with several results, on one that has a hidden one too.
@Suite struct GeneralOperationTests {
  /// (x y, x + y, exp x, index 7)
  struct Several: DifferentiableGeneral {
    static let name = "several"
    static let saves: Saves = [.input, .output]
    static let operands = OperandTypes.floating
    static let samples: [Sample] = []

    func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
      [inputs[0] * inputs[1], inputs[0] + inputs[1], inputs[0].exp(), Tensor([Int64(7)])]
    }

    func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
      let sum = saved.gradient(g, 1)
      return [
        saved.gradient(g, 0) * saved.inputs[1] + sum + saved.gradient(g, 2) * saved.outputs[2],
        saved.wants(1) ? saved.gradient(g, 0) * saved.inputs[0] + sum : nil,
      ]
    }
  }

  func several(_ x: Tensor, _ y: Tensor) -> [Tensor] {
    Tensor.apply(Several(), [x, y], resultCount: 4)
  }

  let inputs = [Tensor([0.3, -0.7, 1.1]), Tensor([2.0, 0.4, -1.3])]

  @Test func gradientsOfAllResultsMeet() throws {
    let report = try gradientCheck(at: inputs) { x in
      let r = several(x[0], x[1])
      return (r[0] * r[2] + r[1] * r[1]).sum() + (r[0] * 2).sum()
    }
    #expect(report.worstError < 1e-8, "\(report)")
  }

  @Test func secondGradientsPassThroughSavedResults() throws {
    let report = try gradientCheck(at: inputs) { x in
      let first = try gradient(at: x) { y in
        let r = several(y[0], y[1])
        return (r[0] * r[2] * r[2]).sum() + (r[1] * r[0]).sum()
      }
      return (first[0] * first[1]).sum() + first[0].sum()
    }
    #expect(report.worstError < 1e-7, "\(report)")
  }

  @Test func oneResultAloneIsEnough() throws {
    let gradients = try gradient(at: inputs) { several($0[0], $0[1])[1].sum() }
    #expect(gradients[0].scalars(as: Double.self) == [1, 1, 1])
    #expect(gradients[1].scalars(as: Double.self) == [1, 1, 1])
  }

  @Test func anInputNobodyAsksAboutMayHaveNoGradient() throws {
    let gradients = try gradient(at: inputs[0]) { several($0, inputs[1])[0].sum() }
    #expect(gradients.scalars(as: Double.self) == [2.0, 0.4, -1.3])
  }

  @Test func aGradientThroughAnIntegerResultThrows() {
    let end = TensorError.notDifferentiable(operation: "cast to or from integers")
    #expect(throws: end) {
      try gradient(at: inputs) { several($0[0], $0[1])[3].cast(to: .float64).sum() }
    }
  }

  @Test func mixedTypesMeetInTheWiderOne() throws {
    let x = inputs[0].cast(to: .float32)
    let gradients = try gradient(at: [x, inputs[1]]) { several($0[0], $0[1])[0].sum() }
    #expect(gradients.map(\.dtype) == [.float32, .float64])
    #expect(several(x, inputs[1])[0].dtype == .float64)
  }

  @Test func failureGivesEveryResultThePoison() {
    #expect(throws: TensorError.self) {
      try withTensorErrors {
        let r = several(inputs[0], Tensor([1.0, 2.0]))
        #expect(r.map(\.isPoisoned) == [true, true, true, true])
      }
    }
  }

  @Test func promotionFollowsTheTable() {
    typealias D = DType
    let rows: [(D, D, D)] = [
      (.int8, .uint8, .int16), (.int32, .float32, .float64), (.int16, .float32, .float32),
      (.int8, .float16, .float16), (.int16, .float16, .float32), (.int64, .float16, .float64),
      (.bool, .int8, .int8), (.bool, .bfloat16, .bfloat16), (.float16, .bfloat16, .float32),
      (.float32, .float64, .float64), (.uint8, .int16, .int16), (.int64, .uint8, .int64),
    ]
    for (a, b, c) in rows {
      #expect(D.promoted(a, b) == c, "\(a) \(b)")
      #expect(D.promoted(b, a) == c, "\(b) \(a)")
    }
  }
}
