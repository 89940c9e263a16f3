// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import Testing

@Suite struct ErrorTests {
  static let a = Tensor.zeros([2, 3])
  static let b = Tensor.zeros([4, 5])

  /// Each mistake, and what is said about it.
  static let mistakes: [(TensorError, @Sendable () -> Tensor)] = [
    (.shapeMismatch(operation: "add", left: [2, 3], right: [4, 5], axis: 0), { a + b }),
    (.shapeMismatch(operation: "matmul", left: [2, 3], right: [4, 5], axis: 0), { a.matmul(b) }),
    (.invalidAxis(operation: "sum", axis: 2, shape: [2, 3]), { a.sum(axis: 2) }),
    (.invalidAxis(operation: "sum", axis: 1, shape: [2, 3]), { a.sum(axes: [1, 1]) }),
    (
      .shapeMismatch(operation: "reshape", left: [2, 3], right: [4], axis: nil),
      { a.reshaped(to: [4]) }
    ),
    (
      .shapeMismatch(operation: "reshape", left: [2, 3], right: [4, -1], axis: 1),
      { a.reshaped(to: [4, -1]) }
    ),
    (
      .invalidShape(operation: "full", shape: [-1], reason: "has a negative dimension"),
      { Tensor.zeros([-1]) }
    ),
    (
      .invalidShape(
        operation: "full", shape: [1 << 40, 1 << 40],
        reason: "has more elements than memory can hold"), { Tensor.zeros([1 << 40, 1 << 40]) }
    ),
    (
      .invalidShape(
        operation: "full", shape: [1, 1, 1, 1, 1, 1, 1, 1, 1], reason: "has more than 8 dimensions"),
      { Tensor.zeros([1, 1, 1, 1, 1, 1, 1, 1, 1]) }
    ),
    (.indexOutOfRange(operation: "slice of axis 0", index: 3, bound: 2), { a.sliced(1..<4) }),
    (
      .indexOutOfRange(operation: "slice of axis 1", index: .min, bound: 3),
      { a.sliced(.min ..< .max, axis: -1) }
    ),
    (.indexOutOfRange(operation: "indexSelect", index: -1, bound: 2), { a.indexSelect([0, -1]) }),
    (
      .indexOutOfRange(operation: "crossEntropy", index: 3, bound: 3),
      { .crossEntropy(logits: a, labels: [0, 3]) }
    ),
    (
      .shapeMismatch(operation: "crossEntropy", left: [2, 3], right: [1], axis: 0),
      { .crossEntropy(logits: a, labels: [0]) }
    ),
    (
      .shapeMismatch(operation: "expand", left: [2, 3], right: [3], axis: nil),
      { a.expanded(to: [3]) }
    ),
    (.emptyReduction(operation: "max", shape: [2, 0]), { Tensor.zeros([2, 0]).max(axis: 1) }),
    (.emptyReduction(operation: "argmax", shape: [2, 0]), { Tensor.zeros([2, 0]).argmax() }),
    (
      .shapeMismatch(operation: "concat", left: [2, 3], right: [4, 5], axis: 1),
      { .concat([a, b]) }
    ),
    (
      .shapeMismatch(operation: "Tensor", left: [3], right: [2, 2], axis: nil),
      { Tensor([1, 2, 3] as [Float], shape: [2, 2]) }
    ),
    (
      .shapeMismatch(operation: "Tensor", left: [1], right: [2], axis: 1),
      { Tensor([[1], [1, 2]]) }
    ),
    (.outOfMemory(bytes: 1 << 50), { Tensor.zeros([1 << 48]) }),
  ]

  @Test(arguments: mistakes.indices) func mistakesInsideAScopeAreThrown(index: Int) {
    let (expected, mistake) = Self.mistakes[index]
    #expect(throws: expected) {
      try withTensorErrors {
        let result = mistake()
        #expect(result.isPoisoned)
        #expect((result + 1).exp().isPoisoned)
      }
    }
  }

  @Test func messageNamesOperationShapesAndAxis() {
    let error = TensorError.shapeMismatch(
      operation: "add", left: [2, 3], right: [4, 5], axis: 0)
    #expect(error.description == "add: shapes [2, 3] and [4, 5] do not fit in axis 0")
  }

  @Test func outsideAScopeAMistakeTraps() async {
    await #expect(processExitsWith: .failure) {
      print(Tensor.zeros([2, 3]) + Tensor.zeros([4, 5]))
    }
  }

  @Test func theFirstErrorIsThrownAndTheScopeEnds() throws {
    #expect(throws: TensorError.invalidAxis(operation: "sum", axis: 7, shape: [2, 3])) {
      try withTensorErrors {
        let bad = Self.a.sum(axis: 7)
        _ = Self.a + Self.b
        return bad.matmul(Self.b)
      }
    }
    #expect(try withTensorErrors { (Self.a + 1).sum().item() } == 6)
  }

  @Test func scopesFollowTasks() async {
    await #expect(throws: TensorError.self) {
      try await withTensorErrors {
        await withTaskGroup(of: Void.self) { group in
          group.addTask { _ = Self.a + Self.b }
        }
      }
    }
  }

  @Test func errorsInsideAGradientAreThrownByIt() {
    #expect(
      throws: TensorError.shapeMismatch(
        operation: "add", left: [2, 3], right: [4, 5], axis: 0)
    ) {
      try withTensorErrors {
        try gradient(at: Self.a) { ($0 + Self.b).sum() }
      }
    }
  }

  @Test func bytesOfAnotherLengthAreRefusedBeforeAnythingIsAllocated() {
    #expect(
      throws: TensorError.shapeMismatch(
        operation: "Tensor(bytes:)", left: [4], right: [1_000_000_000_000], axis: nil)
    ) { try Tensor(bytes: [0, 0, 0, 0], shape: [1_000_000_000_000], dtype: .float32) }
    #expect(throws: TensorError.self) {
      try Tensor(bytes: [], shape: [-1, -1], dtype: .float32)
    }
  }
}
