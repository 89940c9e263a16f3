// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import TensorCore

/// Every mistake of moving elements has an error of its own.
@Suite struct MovementErrorTests {
  static let a = Tensor.zeros([2, 3])
  static let mistakes: [(TensorError, @Sendable () -> Tensor)] = [
    (.invalidAxis(operation: "unsqueeze", axis: 4, shape: [2, 3]), { a.unsqueezed(axis: 4) }),
    (
      .invalidShape(
        operation: "squeeze", shape: [2, 3], reason: "has more than one element in axis 1"),
      { a.squeezed(axes: [-1]) }
    ),
    (
      .invalidAxis(operation: "flatten", axis: 0, shape: [2, 3]),
      { a.flattened(from: 1, through: 0) }
    ),
    (
      .shapeMismatch(operation: "unflatten", left: [2, 3], right: [2, -1], axis: 1),
      { a.unflattened(axis: 1, to: [2, -1]) }
    ),
    (
      .shapeMismatch(operation: "movingAxes", left: [0], right: [0, 1], axis: nil),
      { a.movingAxes([0], to: [0, 1]) }
    ),
    (
      .invalidAxis(operation: "movingAxes", axis: 0, shape: [2, 3]),
      { a.movingAxes([0, 1], to: [0, 0]) }
    ),
    (.invalidAxis(operation: "diagonal", axis: -2, shape: [2, 3]), { a.diagonal(axes: (0, -2)) }),
    (
      .invalidAxis(operation: "diagonalMatrix", axis: -1, shape: []),
      { Tensor.scalar(1).diagonalMatrix() }
    ),
    (
      .invalidShape(
        operation: "diagonalMatrix", shape: [2, .max, .max],
        reason: "has more elements than memory can hold"), { a.diagonalMatrix(offset: .min) }
    ),
    (
      .invalidShape(
        operation: "unfold", shape: [2, 3], reason: "has no windows of 4 elements in axis 1"),
      { a.unfolded(axis: 1, size: 4) }
    ),
    (
      .invalidShape(operation: "unfold", shape: [2, 3], reason: "cannot be walked in steps of 0"),
      { a.unfolded(axis: 1, size: 2, step: 0) }
    ),
    (
      .invalidShape(
        operation: "slice of axis 0", shape: [2, 3], reason: "cannot be walked in steps of 0"),
      { a.sliced(0..<1, step: 0) }
    ),
    (
      .shapeMismatch(operation: "split", left: [2, 3], right: [1, 1], axis: 1),
      { a.split(sizes: [1, 1], axis: 1)[0] }
    ),
    (
      .invalidShape(operation: "split", shape: [2, 3], reason: "has no 2 equal parts in axis 1"),
      { a.split(parts: 2, axis: 1)[0] }
    ),
    (
      .invalidShape(operation: "chunk", shape: [2, 3], reason: "cannot be divided into 0 parts"),
      { a.chunk(0)[0] }
    ),
    (
      .invalidShape(operation: "stack", shape: [], reason: "cannot come from no tensors"),
      { .stack([]) }
    ),
    (
      .shapeMismatch(operation: "stack", left: [2, 3], right: [3], axis: nil),
      { .stack([a, a[0]]) }
    ),
    (
      .invalidShape(operation: "repeat", shape: [2, 3], reason: "cannot have a row -1 times"),
      { a.repeated([1, -1], axis: 0) }
    ),
    (
      .invalidShape(
        operation: "repeat", shape: [2, .max, 3], reason: "has more elements than memory can hold"),
      { a.repeated(.max, axis: 0) }
    ),
    (
      .invalidShape(
        operation: "tile", shape: [.max, 3], reason: "has more elements than memory can hold"),
      { a.tiled([.max, 1]) }
    ),
    (
      .invalidShape(operation: "tile", shape: [2, 3], reason: "cannot come -1 times"),
      { a.tiled([-1]) }
    ),
    (
      .invalidShape(
        operation: "pad", shape: [2, .max], reason: "has more elements than memory can hold"),
      { a.padded([(.max, 1)]) }
    ),
    (
      .invalidShape(
        operation: "pad", shape: [2, 3], reason: "cannot lose 2 and 2 elements of axis 1"),
      { a.padded([(-2, -2)]) }
    ),
    (
      .invalidShape(operation: "pad", shape: [0], reason: "has nothing to repeat in axis 0"),
      { Tensor.zeros([0]).padded([(1, 1)], mode: .reflect) }
    ),
    (
      .invalidShape(operation: "pad", shape: [2, 3], reason: "has fewer axes than the 3 widths"),
      { a.padded([(1, 1), (1, 1), (1, 1)]) }
    ),
    (.invalidShape(operation: "tril", shape: [3], reason: "is no matrix"), { a[0].tril() }),
    (
      .shapeMismatch(operation: "gather", left: [2, 3], right: [3, 1], axis: 0),
      { a.gather(Tensor.zeros([3, 1], dtype: .int64), axis: 1) }
    ),
    (
      .indexOutOfRange(operation: "gather", index: 3, bound: 3),
      { a.gather(Tensor([Int64(3)], shape: [1, 1]), axis: 1) }
    ),
    (
      .indexOutOfRange(operation: "scatterND", index: 2, bound: 2),
      { a.scatterND(a, at: Tensor([Int64(2)], shape: [1, 1])) }
    ),
    (
      .typeMismatch(operation: "scatter", left: .float32, right: .int64),
      { a.scatter(Tensor([Int64(3)]), at: Tensor([Int64(3)], shape: [1, 1]), axis: 1) }
    ),
    (
      .shapeMismatch(operation: "gatherND", left: [2, 3], right: [1, 3], axis: nil),
      { a.gatherND(Tensor([Int64(0), 0, 0], shape: [1, 3])) }
    ),
    (.unsupportedType(operation: "maskedFill", dtype: .float32), { a.maskedFill(a, 0) }),
    (
      .shapeMismatch(operation: "maskedFill", left: [2, 3], right: [2, 2, 3], axis: nil),
      { a.maskedFill(Tensor.zeros([2, 2, 3], dtype: .bool), 0) }
    ),
    (.unsupportedType(operation: "gather", dtype: .float32), { a.gather(a, axis: 0) }),
    (
      .invalidShape(operation: "meshgrid", shape: [2, 3], reason: "is no vector"),
      { Tensor.meshgrid([a])[0] }
    ),
  ]

  @Test(arguments: mistakes.indices) func mistakesAreNamed(index: Int) {
    let (expected, mistake) = Self.mistakes[index]
    #expect(throws: expected) {
      try withTensorErrors {
        #expect(mistake().isPoisoned)
      }
    }
  }
}
