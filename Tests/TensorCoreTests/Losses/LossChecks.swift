// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

/// What all suites of losses need: random numbers, and what is expected of a loss.
enum LossChecks {
  static func random(
    _ shape: [Int], _ range: ClosedRange<Double> = -2...2, seed: UInt64
  ) -> Tensor {
    var random = SeededGenerator(seed: seed)
    return Tensor(
      (0..<shape.reduce(1, *)).map { _ in Double.random(in: range, using: &random) }, shape: shape)
  }

  static func expect(
    _ tensor: Tensor, _ values: [Double], absolute: Double = 1e-13, _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectClose(
      tensor.scalars(as: Double.self), values, ulps: 4, absolute: absolute, comment,
      sourceLocation: sourceLocation)
  }

  static func error(
    _ expected: TensorError, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () -> Tensor
  ) {
    #expect(throws: expected, sourceLocation: sourceLocation) { try withTensorErrors { body() } }
  }

  /// Checks all reductions of a loss whose elements are known.
  static func expectReductions(
    _ values: [Double], sourceLocation: SourceLocation = #_sourceLocation,
    _ loss: (Tensor.LossReduction) -> Tensor
  ) {
    expect(loss(.none), values, sourceLocation: sourceLocation)
    expect(loss(.sum), [values.reduce(0, +)], absolute: 1e-12, sourceLocation: sourceLocation)
    expect(
      loss(.mean), [values.reduce(0, +) / Double(values.count)], sourceLocation: sourceLocation)
  }
}
