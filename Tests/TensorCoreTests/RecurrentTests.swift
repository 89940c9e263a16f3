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

@Suite struct RecurrentTests {
  struct Weights {
    var random = SeededGenerator(seed: 71)

    mutating func next(_ shape: [Int]) -> Tensor {
      Tensor(
        (0..<shape.reduce(1, *)).map { _ in Double.random(in: -1...1, using: &random) },
        shape: shape)
    }
  }

  /// Row b of x Wᵀ + b, one number.
  static func sum(_ x: Tensor, _ row: Int, _ weight: Tensor, _ bias: Tensor?, _ unit: Int) -> Double
  {
    let (values, weights) = (x.scalars(as: Double.self), weight.scalars(as: Double.self))
    let width = x.shape[1]
    var sum = bias?.scalars(as: Double.self)[unit] ?? 0
    for i in 0..<width { sum += values[row * width + i] * weights[unit * width + i] }
    return sum
  }

  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  @Test(arguments: [true, false]) func lstmFollowsTheDefinition(hasBias: Bool) throws {
    var weights = Weights()
    let (batch, inputs, width) = (3, 4, 5)
    let x = weights.next([batch, inputs])
    let (h, c) = (weights.next([batch, width]), weights.next([batch, width]))
    let w = weights.next([4 * width, inputs])
    let u = weights.next([4 * width, width])
    let b = hasBias ? weights.next([4 * width]) : nil
    let d = hasBias ? weights.next([4 * width]) : nil
    let result = Tensor.lstmCell(
      x, state: (h, c), inputWeight: w, hiddenWeight: u, inputBias: b, hiddenBias: d)
    var hidden: [Double] = []
    var cell: [Double] = []
    for row in 0..<batch {
      for unit in 0..<width {
        func gate(_ i: Int) -> Double {
          Self.sum(x, row, w, b, i * width + unit) + Self.sum(h, row, u, d, i * width + unit)
        }
        let old = c.scalars(as: Double.self)[row * width + unit]
        let new = Self.sigmoid(gate(1)) * old + Self.sigmoid(gate(0)) * tanh(gate(2))
        cell.append(new)
        hidden.append(Self.sigmoid(gate(3)) * tanh(new))
      }
    }
    expectClose(result.hidden.scalars(as: Double.self), hidden, ulps: 0, absolute: 1e-14)
    expectClose(result.cell.scalars(as: Double.self), cell, ulps: 0, absolute: 1e-14)
  }

  @Test(arguments: [true, false], [true, false])
  func gruFollowsTheDefinition(linearBeforeReset: Bool, hasBias: Bool) throws {
    var weights = Weights()
    let (batch, inputs, width) = (2, 3, 4)
    let x = weights.next([batch, inputs])
    let h = weights.next([batch, width])
    let w = weights.next([3 * width, inputs])
    let u = weights.next([3 * width, width])
    let b = hasBias ? weights.next([3 * width]) : nil
    let d = hasBias ? weights.next([3 * width]) : nil
    let result = Tensor.gruCell(
      x, hidden: h, inputWeight: w, hiddenWeight: u, inputBias: b, hiddenBias: d,
      linearBeforeReset: linearBeforeReset)
    let old = h.scalars(as: Double.self)
    func gate(_ i: Int, _ row: Int, _ unit: Int) -> Double {
      Self.sigmoid(
        Self.sum(x, row, w, b, i * width + unit) + Self.sum(h, row, u, d, i * width + unit))
    }
    var expected: [Double] = []
    for row in 0..<batch {
      for unit in 0..<width {
        var own = Self.sum(x, row, w, b, 2 * width + unit)
        if linearBeforeReset {
          own += gate(0, row, unit) * Self.sum(h, row, u, d, 2 * width + unit)
        } else {
          let reset = Tensor(
            (0..<(batch * width)).map { old[$0] * gate(0, $0 / width, $0 % width) },
            shape: [batch, width])
          own += Self.sum(reset, row, u, d, 2 * width + unit)
        }
        let z = gate(1, row, unit)
        expected.append((1 - z) * tanh(own) + z * old[row * width + unit])
      }
    }
    expectClose(result.scalars(as: Double.self), expected, ulps: 0, absolute: 1e-14)
  }

  @Test func gradientsOfTwoStepsAreRight() throws {
    var weights = Weights()
    let lstm = [
      weights.next([2, 2, 3]), weights.next([8, 3]), weights.next([8, 2]), weights.next([8]),
      weights.next([8]), weights.next([2, 2]), weights.next([2, 2]),
    ]
    func step(_ x: [Tensor], _ i: Int) -> Tensor {
      x[0].sliced(i..<(i + 1)).reshaped(to: [2, 3])
    }
    func twoLSTM(_ x: [Tensor]) -> Tensor {
      var state = (hidden: x[5], cell: x[6])
      for i in 0..<2 {
        state = Tensor.lstmCell(
          step(x, i), state: state, inputWeight: x[1], hiddenWeight: x[2], inputBias: x[3],
          hiddenBias: x[4])
      }
      return state.hidden.weighed() + state.cell.weighed(2)
    }
    let first = try gradientCheck(at: lstm, of: twoLSTM)
    #expect(first.worstError < 1e-8, "\(first)")
    let gru = [
      weights.next([2, 2, 3]), weights.next([6, 3]), weights.next([6, 2]), weights.next([6]),
      weights.next([6]), weights.next([2, 2]),
    ]
    for linearBeforeReset in [true, false] {
      let second = try gradientCheck(at: gru) { x in
        var hidden = x[5]
        for i in 0..<2 {
          hidden = .gruCell(
            step(x, i), hidden: hidden, inputWeight: x[1], hiddenWeight: x[2], inputBias: x[3],
            hiddenBias: x[4], linearBeforeReset: linearBeforeReset)
        }
        return hidden.weighed()
      }
      #expect(second.worstError < 1e-8, "\(second)")
    }
  }

  @Test func linearKeepsLeadingAxes() throws {
    var weights = Weights()
    let (x, w, b) = (weights.next([2, 3, 4]), weights.next([5, 4]), weights.next([5]))
    let y = Tensor.linear(x, weight: w, bias: b)
    #expect(y.shape == [2, 3, 5])
    let flat = x.reshaped(to: [6, 4])
    for row in 0..<6 {
      for unit in 0..<5 {
        let expected = Self.sum(flat, row, w, b, unit)
        #expect((y.scalars(as: Double.self)[row * 5 + unit] - expected).magnitude < 1e-14)
      }
    }
    #expect(
      Tensor.linear(x.sliced(0..<1).sliced(0..<1, axis: 1).reshaped(to: [4]), weight: w)
        .shape == [5])
    #expect(Tensor.linear(.zeros([0, 4], dtype: .float64), weight: w).shape == [0, 5])
    let report = try gradientCheck(at: [x, w, b]) {
      Tensor.linear($0[0], weight: $0[1], bias: $0[2]).weighed()
    }
    #expect(report.worstError < 1e-9, "\(report)")
  }

  @Test func mistakesAreNamed() {
    func error(_ expected: TensorError, _ body: () -> Tensor) {
      #expect(throws: expected) { try withTensorErrors { body() } }
    }
    error(.shapeMismatch(operation: "linear", left: [2, 3], right: [5, 4], axis: 1)) {
      .linear(.zeros([2, 3]), weight: .zeros([5, 4]))
    }
    error(.shapeMismatch(operation: "linear bias", left: [5, 3], right: [1], axis: 0)) {
      .linear(.zeros([2, 3]), weight: .zeros([5, 3]), bias: .zeros([1]))
    }
    error(
      .shapeMismatch(operation: "lstmCell hidden weight", left: [2, 4], right: [12, 4], axis: nil)
    ) {
      Tensor.lstmCell(
        .zeros([2, 3]), state: (.zeros([2, 4]), .zeros([2, 4])), inputWeight: .zeros([16, 3]),
        hiddenWeight: .zeros([12, 4])
      ).cell
    }
    error(.shapeMismatch(operation: "gruCell", left: [2, 3], right: [1, 4], axis: 0)) {
      .gruCell(
        .zeros([2, 3]), hidden: .zeros([1, 4]), inputWeight: .zeros([12, 3]),
        hiddenWeight: .zeros([12, 4]))
    }
  }
}
