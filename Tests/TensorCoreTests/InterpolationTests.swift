// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct InterpolationTests {
  static let row = Tensor([1, 2, 4, 8], shape: [1, 1, 4])

  /// Recorded from jax.image.resize (half-pixel centres) in float64.
  @Test func linearAgreesWithJAX() {
    let x = Tensor((0..<10).map { Double($0 * $0) / 7 }, shape: [1, 1, 2, 5])
    expectClose(
      x.interpolated(to: [3, 8], mode: .linear).scalars(as: Double.self),
      [
        0.0, 0.0625, 0.16964285714285715, 0.4375, 0.7946428571428571, 1.2410714285714286,
        1.8482142857142856, 2.2857142857142856, 1.7857142857142856, 2.1607142857142856,
        2.714285714285714, 3.4285714285714284, 4.232142857142857, 5.125, 6.178571428571429,
        6.928571428571429, 3.571428571428571, 4.258928571428571, 5.258928571428571,
        6.419642857142857, 7.669642857142857, 9.008928571428571, 10.508928571428571,
        11.571428571428571,
      ], absolute: 1e-13)
  }

  @Test func nearestTakesTheElementBelow() {
    #expect(
      Self.row.interpolated(to: 8).scalars(as: Float.self) == [1, 1, 2, 2, 4, 4, 8, 8])
    #expect(Self.row.interpolated(to: 3).scalars(as: Float.self) == [1, 2, 4])
    #expect(
      Self.row.interpolated(to: 3, mode: .nearestExact).scalars(as: Float.self) == [1, 4, 8])
  }

  @Test func cornersAlign() {
    let y = Self.row.interpolated(to: 7, mode: .linear, alignCorners: true)
    #expect(y.scalars(as: Float.self) == [1, 1.5, 2, 3, 4, 6, 8])
    #expect(
      Self.row.interpolated(to: 1, mode: .linear, alignCorners: true).scalars(as: Float.self)
        == [1])
  }

  /// A cubic kernel reproduces straight lines between borders it does not see, and its weights add to 1.
  @Test func cubicsKeepConstantsAndPassThroughPoints() {
    let ones = Tensor.ones([1, 1, 5], dtype: .float64).interpolated(to: 13, mode: .cubic)
    expectClose(ones.scalars(as: Double.self), Array(repeating: 1, count: 13), ulps: 8)
    let x = Tensor([3, 1, 4, 1, 5] as [Double], shape: [1, 1, 5])
    let y = x.interpolated(to: 17, mode: .cubic, alignCorners: true).scalars(as: Double.self)
    for i in 0..<5 { #expect(y[i * 4] == [3, 1, 4, 1, 5][i]) }
    // Half way, Keys' weights with a = -0.75 are -3/32, 19/32, 19/32, -3/32.
    let between: Double = -9 + 19 + 76 - 3
    expectClose([y[6]], [between / 32])
  }

  @Test func axesFollowOneAnother() {
    let x = Tensor.arange(12).reshaped(to: [1, 1, 3, 4])
    let both = x.interpolated(to: [6, 8], mode: .linear)
    let one = x.interpolated(to: [3, 8], mode: .linear).interpolated(to: [6, 8], mode: .linear)
    #expect(both.bytes == one.bytes)
    let volume = Tensor.arange(8).reshaped(to: [1, 1, 2, 2, 2])
      .interpolated(to: 3, mode: .linear, alignCorners: true)
    // 4 z + 2 y + x at every half.
    var expected: [Float] = []
    for z in 0..<3 {
      for y in 0..<3 {
        for x in 0..<3 { expected.append(Float(4 * z + 2 * y + x) / 2) }
      }
    }
    #expect(volume.scalars(as: Float.self) == expected)
  }

  @Test func areasAreAverages() {
    #expect(Self.row.interpolated(to: 2, mode: .area).scalars(as: Float.self) == [1.5, 6])
  }

  @Test func factorsRoundDown() {
    #expect(Self.row.interpolated(scaledBy: [1.6]).shape == [1, 1, 6])
    // The factor itself says where the elements are, not 6 / 4.
    #expect(
      Self.row.interpolated(scaledBy: [1.6]).scalars(as: Float.self) == [1, 1, 2, 2, 4, 8])
    #expect(Self.row.interpolated(scaledBy: [1]).bytes == Self.row.bytes)
  }

  @Test func integersMoveWithoutChanging() {
    let x = Tensor([1, 1 << 60, 3] as [Int64], shape: [1, 1, 3])
    #expect(
      x.interpolated(to: 6).scalars(as: Int64.self) == [1, 1, 1 << 60, 1 << 60, 3, 3])
  }

  @Test func everyElementOfTheGradientAddsUp() throws {
    for mode in [Tensor.Interpolation.nearest, .linear, .cubic, .area] {
      let x = Tensor((0..<20).map { Double($0 % 7) }, shape: [1, 1, 4, 5])
      let g = try gradient(at: x) { $0.interpolated(to: [7, 3], mode: mode).sum() }
      expectClose([g.sum().item()], [21], absolute: 1e-12, "\(mode)")
    }
  }

  static let mistakes: [(String, @Sendable () -> Tensor)] = {
    let x = Tensor.zeros([1, 1, 4, 5])
    return [
      ("size: shape [0] has 0 in spatial axis 0", { x.interpolated(to: 0) }),
      ("has 3 numbers for 2 spatial axes", { x.interpolated(to: [1, 2, 3]) }),
      ("has no corners to align", { x.interpolated(to: 3, alignCorners: true) }),
      ("is not [batch, channels", { Tensor.zeros([3]).interpolated(to: 3) }),
      ("times 0.1 is no length in spatial axis 0", { x.interpolated(scaledBy: [0.1, 1]) }),
      ("times nan is no length", { x.interpolated(scaledBy: [.nan]) }),
      ("nothing to interpolate", { Tensor.zeros([1, 1, 0]).interpolated(to: 3) }),
      ("has more elements than memory", { x.interpolated(to: [1 << 31 - 1, 1 << 31 - 1]) }),
    ]
  }()

  @Test(arguments: mistakes.indices) func mistakesAreNamed(index: Int) {
    let (text, mistake) = Self.mistakes[index]
    let error = #expect(throws: TensorError.self) { try withTensorErrors { mistake() } }
    #expect(
      error?.description.contains(text) == true, "\(error.map(\.description) ?? "") / \(text)")
  }
}
