// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct InitializerTests {
  static func moments(_ x: Tensor) -> (mean: Double, deviation: Double, low: Double, high: Double) {
    (x.mean().item(), x.standardDeviation().item(), x.min().item(), x.max().item())
  }

  /// Mean 0 and the standard deviation, within six of their own standard deviations at 60,000 numbers.
  static func expectSpread(
    _ rule: Initializer, _ deviation: Double, uniform: Bool, _ label: String,
    shape: [Int] = [200, 300]
  ) {
    let x = rule(shape, key: RandomKey(seed: 11), dtype: .float64)
    let found = moments(x)
    let n = Double(x.count).squareRoot()
    #expect(found.mean.magnitude < 6 * deviation / n, "\(label), seed 11")
    #expect((found.deviation / deviation - 1).magnitude < 6 / n, "\(label), seed 11")
    if uniform {
      let bound = 3.0.squareRoot() * deviation
      #expect(found.high < bound && found.high > 0.999 * bound, "\(label), seed 11")
      #expect(found.low >= -bound && found.low < -0.999 * bound, "\(label), seed 11")
    } else {
      #expect(found.high > 3 * deviation && found.low < -3 * deviation, "\(label), seed 11")
    }
    #expect(rule(shape, key: RandomKey(seed: 11), dtype: .float64).bytes == x.bytes)
    #expect(rule(shape, key: RandomKey(seed: 12), dtype: .float64).bytes != x.bytes)
  }

  @Test func spreadsAreThoseOfThePapers() {
    Self.expectSpread(.xavierUniform(), (2 / 500.0).squareRoot(), uniform: true, "xavier")
    Self.expectSpread(
      .xavierNormal(gain: .tanh), 5 / 3 * (2 / 500.0).squareRoot(), uniform: false, "xavier normal")
    Self.expectSpread(.kaimingNormal(), (2 / 300.0).squareRoot(), uniform: false, "kaiming normal")
    Self.expectSpread(
      .kaimingUniform(mode: .outputs, gain: .leakyReLU(slope: 2)), (2 / 5.0 / 200).squareRoot(),
      uniform: true, "kaiming uniform")
    Self.expectSpread(
      .kaimingNormal(gain: .selu), 0.75 / (30 * 10.0).squareRoot(), uniform: false, "field",
      shape: [200, 30, 5, 2])
    Self.expectSpread(.normal(standardDeviation: 3), 3, uniform: false, "normal")
    Self.expectSpread(.uniform(in: -2..<2), 2 / 3.0.squareRoot(), uniform: true, "uniform")
  }

  @Test func fansCountTheKernel() {
    #expect(Fans(of: [8, 4, 3, 5]) == Fans(inputs: 60, outputs: 120))
    #expect(Fans(of: [8, 4]) == Fans(inputs: 4, outputs: 8))
    #expect(Fans(of: [7]) == Fans(inputs: 7, outputs: 7))
    #expect(Fans(of: []) == Fans(inputs: 1, outputs: 1))
  }

  /// Every result of a transposed convolution sums over inputs / groups channels and the kernel.
  @Test func transposedConvolutionsCountTheirInputs() {
    let key = RandomKey(seed: 13)
    let weights: [(Tensor, [Int], field: Int)] = [
      (
        ConvTranspose1d(inputs: 300, outputs: 20, kernel: 10, groups: 2, key: key).weight,
        [300, 10, 10], 10
      ),
      (
        ConvTranspose2d(inputs: 300, outputs: 20, kernel: [5, 2], groups: 2, key: key).weight,
        [300, 10, 5, 2], 10
      ),
      (
        ConvTranspose3d(inputs: 300, outputs: 20, kernel: 2, groups: 2, key: key).weight,
        [300, 10, 2, 2, 2], 8
      ),
    ]
    for (weight, shape, field) in weights {
      #expect(weight.shape == shape)
      let expected = (2 / Double(300 / 2 * field)).squareRoot()
      let found = Self.moments(weight).deviation
      #expect(
        (found / expected - 1).magnitude < 6 / Double(weight.count).squareRoot(),
        "\(shape), seed 13: \(found), not \(expected)")
    }
  }

  @Test func truncatedNumbersStayInside() {
    let x = Initializer.truncatedNormal(standardDeviation: 0.02, in: -0.04...0.04)(
      [200, 300], key: RandomKey(seed: 3))
    let found = Self.moments(x)
    #expect(found.low >= -0.04 && found.high <= 0.04)
    // Of the normal distribution within two standard deviations: 0.8796.
    #expect((found.deviation / 0.02 - 0.8796).magnitude < 0.01, "seed 3")
  }

  @Test(arguments: [[5, 5], [7, 3], [3, 7], [4, 2, 3], [1, 6]])
  func orthogonalRowsOrColumnsAreOrthonormal(shape: [Int]) {
    let x = Initializer.orthogonal(gain: Gain(2))(shape, key: RandomKey(seed: 5), dtype: .float64)
    #expect(x.shape == shape)
    let m = x.reshaped(to: [shape[0], -1]) / 2
    let product = m.shape[0] < m.shape[1] ? m.matmul(m.transposed()) : m.transposed().matmul(m)
    #expect((product - Tensor.eye(product.shape[0], dtype: .float64)).abs().max().item() < 1e-12)
  }

  @Test func orthogonalMatricesTakeBothSigns() {
    // The first number of a rotation of the plane is a cosine of an angle that is uniform.
    let numbers = (0..<400).map {
      Initializer.orthogonal()([2, 2], key: RandomKey(seed: 1).child($0), dtype: .float64)[0, 0]
        as Tensor
    }.map { $0.item() }
    #expect((150...250).contains(numbers.count { $0 > 0 }), "seed 1")
    #expect((80...190).contains(numbers.count { $0.magnitude < 0.5 }), "seed 1")
  }

  @Test func constantsAndVectorsOfOrthogonal() throws {
    #expect(Initializer.ones([2, 3], key: RandomKey(seed: 1)) == .ones([2, 3]))
    #expect(Initializer.constant(0.5)([2], key: RandomKey(seed: 1)) == .full(0.5, shape: [2]))
    #expect(
      Initializer.xavierUniform(gain: Gain(0))([2, 3], key: RandomKey(seed: 1)) == .zeros([2, 3]))
    #expect(throws: TensorError.self) {
      try withTensorErrors { _ = Initializer.orthogonal()([3], key: RandomKey(seed: 1)) }
    }
  }
}
