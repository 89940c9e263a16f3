// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import Testing

/// The elementary functions against libm in the next higher precision, in units in the last place.
@Suite struct ElementaryFunctionTests {
  /// Numbers of every size: all exponents, and dense around 0.
  static let floats: [Float] = {
    var values: [Float] = [0, -0.0, 1, -1, .leastNonzeroMagnitude, .leastNormalMagnitude]
    for bits in stride(from: UInt32(0), to: 0x7f80_0000, by: 65_537) {
      values.append(Float(bitPattern: bits))
      values.append(-Float(bitPattern: bits))
    }
    for i in -20_000...20_000 { values.append(Float(i) / 199) }
    return values
  }()

  static func worst(
    _ values: [Float], _ computed: [Float], _ exact: (Double) -> Double
  ) -> (ulps: Double, at: Float) {
    var worst = (ulps: 0.0, at: Float(0))
    for (x, y) in zip(values, computed) {
      let right = exact(Double(x))
      if y.isNaN && right.isNaN || Double(y) == right { continue }
      if Float(right).isInfinite && y.isInfinite { continue }
      let unit = Double(Swift.max(Float(right).magnitude, .leastNormalMagnitude).ulp)
      let error = y.isNaN ? .infinity : (Double(y) - right).magnitude / unit
      if !(error <= worst.ulps) { worst = (error, x) }
    }
    return worst
  }

  @Test func float32FunctionsAreWithinTheirBounds() {
    let x = Tensor(Self.floats)
    func check(_ name: String, _ y: Tensor, bound: Double, _ exact: (Double) -> Double) {
      let worst = Self.worst(Self.floats, y.scalars(as: Float.self), exact)
      #expect(worst.ulps <= bound, "\(name) is \(worst.ulps) ulp off at \(worst.at)")
    }
    check("exp", x.exp(), bound: 2, exp)
    check("log", x.log(), bound: 2, log)
    check("tanh", x.tanh(), bound: 4, tanh)
    check("sqrt", x.sqrt(), bound: 0.5001, { $0.squareRoot() })
    let inside = Self.floats.filter { $0 > -87 }
    let worst = Self.worst(inside, Tensor(inside).sigmoid().scalars(as: Float.self)) {
      1 / (1 + exp(-$0))
    }
    #expect(worst.ulps <= 4, "sigmoid is \(worst.ulps) ulp off at \(worst.at)")
  }

  @Test func float64FunctionsAreWithinTheirBounds() {
    let values =
      (-4000...4000).map { Double($0) / 37.77 } + [
        1e-300, 1e-8, 3e8, 1e300, .leastNonzeroMagnitude,
      ]
    let x = Tensor(values)
    func check(_ name: String, _ y: Tensor, bound: Double, _ exact: (Double) -> Double) {
      for (x, y) in zip(values, y.scalars(as: Double.self)) {
        let right = exact(x)
        if y == right || y.isNaN && right.isNaN { continue }
        let error = (y - right).magnitude / Swift.max(right.magnitude, .leastNormalMagnitude).ulp
        #expect(error <= bound, "\(name)(\(x)) is \(y), libm says \(right)")
      }
    }
    check("exp", x.exp(), bound: 2, exp)
    check("log", x.log(), bound: 2, log)
    check("tanh", x.tanh(), bound: 4, tanh)
  }

  @Test func specialValues() {
    let x = Tensor([Float.infinity, -.infinity, .nan, 0, -0.0, 1000, -1000])
    func values(_ y: Tensor) -> [Float] { y.scalars(as: Float.self) }
    #expect(
      values(x.exp()).map(\.description) == ["inf", "0.0", "nan", "1.0", "1.0", "inf", "0.0"])
    #expect(
      values(x.log()).map(\.description)
        == ["inf", "nan", "nan", "-inf", "-inf", "6.9077554", "nan"])
    #expect(
      values(x.tanh()).map(\.description) == ["1.0", "-1.0", "nan", "0.0", "-0.0", "1.0", "-1.0"])
    #expect(
      values(x.sigmoid()).map(\.description) == ["1.0", "0.0", "nan", "0.5", "0.5", "1.0", "0.0"])
    #expect(
      values(x.relu()).map(\.description) == ["inf", "0.0", "nan", "0.0", "0.0", "1000.0", "0.0"])
  }
}
