// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct DropoutTests {
  let key = RandomKey(seed: 6)

  @Test(arguments: [0.1, 0.5, 0.9]) func aShareOfTheElementsDropsOut(rate: Double) {
    let x = Tensor.ones([100_003])
    let y = x.dropout(rate: rate, key: key).scalars(as: Double.self)
    let kept = y.filter { $0 != 0 }
    // Six standard deviations.
    let expected = Double(y.count) * (1 - rate)
    #expect(
      (Double(kept.count) - expected).magnitude < 6 * (expected * rate).squareRoot(), "seed 6")
    #expect(kept.allSatisfy { ($0 - 1 / (1 - rate)).magnitude < 1e-5 })
  }

  @Test func longTensorsDoNotRepeatThemselves() {
    let part = 1 << 16
    let y = Tensor.ones([2 * part]).dropout(rate: 0.5, key: key).scalars(as: Float.self)
    let equal = (0..<part).count { y[$0] == y[part + $0] }
    #expect((Double(equal) / Double(part) - 0.5).magnitude < 0.02, "seed 6")
  }

  @Test func theEndsAreExact() {
    let x = Tensor([1, .nan, .infinity, -2])
    #expect(x.dropout(rate: 0, key: key).bytes == x.bytes)
    #expect(x.dropout(rate: 1, key: key).scalars(as: Float.self) == [0, 0, 0, 0])
  }

  @Test func typeAndLayoutDoNotChangeWhatDropsOut() {
    let x = Tensor.ones([37, 11])
    func mask(_ x: Tensor) -> [Bool] {
      x.dropout(rate: 0.3, key: key).scalars(as: Double.self).map { $0 == 0 }
    }
    let expected = mask(x)
    #expect(expected.contains(true) && expected.contains(false))
    #expect(mask(x.cast(to: .float64)) == expected)
    #expect(mask(x.reshaped(to: [11, 37]).transposed()) == expected)
    #expect(mask(x.cast(to: .int64)) == expected)
    #expect(
      x.dropout(rate: 0.3, key: key.child(1)).scalars(as: Double.self).map { $0 == 0 }
        != expected)
  }

  @Test func theGradientPassesWhereTheElementStayed() throws {
    let x = Tensor.randomNormal([5, 40], key: RandomKey(seed: 1))
    let y = x.dropout(rate: 0.4, key: key).scalars(as: Float.self)
    let g = try gradient(at: x) { $0.dropout(rate: 0.4, key: key).sum() }
    for (value, slope) in zip(y, g.scalars(as: Float.self)) {
      #expect(slope == (value == 0 ? 0 : Float(1 / 0.6)))
    }
  }

  @Test func threadsDoNotChangeABit() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor.randomNormal([1_000_001], key: RandomKey(seed: 1))
      func print() -> UInt64 { fingerprint([x.dropout(rate: 0.2, key: RandomKey(seed: 2))]) }
      TensorRuntime.threads = 1
      let one = print()
      TensorRuntime.threads = 3
      #expect(print() == one)
    }
  }

  @Test func aRateOutsideIsAnError() {
    for rate in [-0.1, 1.1, .nan] {
      #expect(throws: TensorError.self) {
        try withTensorErrors { Tensor.ones([2]).dropout(rate: rate, key: key) }
      }
    }
  }
}
