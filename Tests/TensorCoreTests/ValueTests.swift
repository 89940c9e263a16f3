// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import Testing

@Suite struct ValueTests {
  // MARK: Creation

  @Test func nestedArraysOfEveryKind() {
    #expect(Tensor([[1, 2], [3, 4]]).dtype == .float32)
    #expect(Tensor([[Int32(1), 2, 3]]).shape == [1, 3])
    #expect(Tensor([[Float16(1.5)], [2]]).dtype == .float16)
    #expect(Tensor([BFloat16(1.5)]).scalars(as: Float.self) == [1.5])
    #expect(Tensor([[[1, 2]], [[3, 4]]]).shape == [2, 1, 2])
    let deep = Tensor([[[true], [false]]])
    #expect(deep.shape == [1, 2, 1] && deep.scalars(as: Bool.self) == [true, false])
    #expect(Tensor([[Double]]()).shape == [0, 0])
    #expect(Tensor([[Float]](repeating: [], count: 3)).shape == [3, 0])
    #expect(Tensor([[[Float]]]()).shape == [0, 0, 0])
  }

  @Test func literals() {
    let x: Tensor = [[1, 2], [3, 4.5]]
    #expect(x == Tensor([1, 2, 3, 4.5] as [Float], shape: [2, 2]))
    let truth: Tensor = [[true, false]]
    #expect(truth.dtype == .bool && truth.shape == [1, 2])
    let deep: Tensor = [[[[1], [2]]]]
    #expect(deep.shape == [1, 1, 2, 1])
    let empty: Tensor = []
    #expect(empty.shape == [0])
    let hollow: Tensor = [[], []]
    #expect(hollow.shape == [2, 0])
    #expect((x + [10, 20]).scalars(as: Float.self) == [11, 22, 13, 24.5])
  }

  @Test func raggedListsAreErrors() {
    #expect(
      throws: TensorError.shapeMismatch(operation: "Tensor", left: [2, 2], right: [1], axis: 1)
    ) {
      try withTensorErrors { () -> Tensor in [[1, 2], [3]] }
    }
    #expect(throws: TensorError.self) { try withTensorErrors { () -> Tensor in [1, [2]] } }
    #expect(throws: TensorError.self) { try withTensorErrors { () -> Tensor in [[2], 1] } }
    #expect(throws: TensorError.typeMismatch(operation: "Tensor", left: .float32, right: .bool)) {
      try withTensorErrors { () -> Tensor in [1, true] }
    }
    #expect(
      throws: TensorError.shapeMismatch(operation: "Tensor", left: [1], right: [2], axis: 2)
    ) {
      try withTensorErrors { Tensor([[[Int8(1)]], [[1, 2]]]) }
    }
    #expect(throws: TensorError.self) { try withTensorErrors { Tensor([[Int8(1)], []]) } }
  }

  @Test func raggedLiteralTraps() async {
    await #expect(processExitsWith: .failure) {
      let x: Tensor = [[1, 2], [3]]
      print(x)
    }
  }

  @Test func memoryGoesInAndOut() {
    let values: [Int32] = [1, 2, 3, 4, 5, 6]
    let fromSpan = Tensor(values.span, shape: [2, 3])
    #expect(fromSpan == Tensor(values, shape: [2, 3]))
    #expect(values.withUnsafeBufferPointer { Tensor($0) } == Tensor(values))
    let raw = values.withUnsafeBytes { Tensor(copying: $0, shape: [3, 2], dtype: .int32) }
    #expect(raw == Tensor(values, shape: [3, 2]))
    #expect(Tensor([UInt8]().span).shape == [0])
    // Not aligned, and truth values that are neither 0 nor 1.
    let bytes: [UInt8] = [9, 0, 2, 1]
    let truth = bytes.withUnsafeBytes {
      Tensor(copying: .init(rebasing: $0[1...]), shape: [3], dtype: .bool)
    }
    #expect(truth.bytes == [0, 1, 1])
    let sum = fromSpan.transposed().withSpan(of: Int32.self) { span in
      span.indices.reduce(0) { $0 * 10 + Int(span[$1]) }
    }
    #expect(sum == 142536)
    #expect(fromSpan.withUnsafeBytes { $0.count } == 24)
    #expect(Tensor.zeros([0]).withUnsafeBytes { $0.count } == 0)
    #expect(
      throws: TensorError.shapeMismatch(operation: "Tensor", left: [6], right: [4], axis: nil)
    ) { try withTensorErrors { Tensor(values.span, shape: [4]) } }
  }

  @Test func readingAnotherTypeTraps() async {
    await #expect(processExitsWith: .failure) {
      Tensor([1, 2]).withSpan(of: Double.self) { print($0.count) }
    }
  }

  @Test func sequencesAreThoseOfNumPy() {
    #expect(Tensor.arange(2, 9, step: 3, dtype: .int16).scalars(as: Int16.self) == [2, 5, 8])
    #expect(Tensor.arange(5, 0, step: -2).scalars(as: Float.self) == [5, 3, 1])
    #expect(Tensor.arange(5, 0).shape == [0])
    #expect(
      Tensor.arange(.min, .max, step: .max, dtype: .int64).scalars(as: Int64.self) == [
        .min, -1, .max - 1,
      ]
    )
    // np.arange(0, 1, 0.1), np.arange(1, 0, -0.3), np.arange(0.5, 0.6, 0.1)
    let tenths = Tensor.arange(0, 1, step: 0.1, dtype: .float64).scalars(as: Double.self)
    #expect(tenths.count == 10 && tenths[3] == 0.30000000000000004 && tenths[9] == 0.9)
    #expect(
      Tensor.arange(1, 0, step: -0.3, dtype: .float64).scalars(as: Double.self) == [
        1, 0.7, 0.3999999999999999, 0.09999999999999987,
      ])
    #expect(Tensor.arange(0.5, 0.6, step: 0.1).count == 1)
    #expect(Tensor.arange(1, 0, step: 0.5).count == 0)
    // np.linspace(0, 1, 4), np.linspace(2, 1, 1)
    #expect(
      Tensor.linspace(0, 1, count: 4, dtype: .float64).scalars(as: Double.self) == [
        0, 0.3333333333333333, 0.6666666666666666, 1,
      ])
    #expect(Tensor.linspace(2, 1, count: 1).scalars(as: Float.self) == [2])
    #expect(Tensor.linspace(0, 1, count: 0).shape == [0])
    #expect(
      Tensor.logspace(-2, 3, count: 6, dtype: .float64).scalars(as: Double.self) == [
        0.01, 0.1, 1, 10, 100, 1000,
      ])
    let roots = Tensor.logspace(0, 1, count: 3, base: 2, dtype: .float64)
    #expect(roots.allClose(to: Tensor([1, 2.0.squareRoot(), 2]), relative: 1e-15))
    for mistake in [
      { Tensor.arange(0, 5, step: 0) }, { .arange(0, 5, step: 0.0) },
      { .arange(0, .infinity, step: 1) }, { .arange(.nan, 5, step: 1) },
      { .linspace(0, 1, count: -1) }, { .logspace(0, 1, count: 3, base: -1) },
      { .arange(0, 1e300, step: 1) }, { .arange(.min, .max) }, { .eye(-1) },
    ] as [@Sendable () -> Tensor] {
      #expect(throws: TensorError.self) { try withTensorErrors(mistake) }
    }
  }

  @Test func matricesWithOnesOnADiagonal() {
    #expect(Tensor.eye(2, 3) == [[1, 0, 0], [0, 1, 0]])
    #expect(Tensor.eye(2, 3, diagonal: 2) == [[0, 0, 1], [0, 0, 0]])
    #expect(Tensor.eye(3, 2, diagonal: -1) == [[0, 0], [1, 0], [0, 1]])
    #expect(Tensor.eye(2, diagonal: 5) == Tensor.zeros([2, 2]))
    #expect(Tensor.eye(2, diagonal: .min) == Tensor.zeros([2, 2]))
    #expect(Tensor.identity(2, dtype: .int8) == Tensor([[Int8(1), 0], [0, 1]]))
    #expect(Tensor.eye(0).shape == [0, 0])
  }

  @Test func likeAnother() {
    let x = Tensor([[Int16(1), 2]])
    #expect(Tensor.zeros(like: x) == Tensor([[Int16(0), 0]]))
    #expect(Tensor.ones(like: x) == Tensor([[Int16(1), 1]]))
    #expect(Tensor.full(7, like: x) == Tensor([[Int16(7), 7]]))
  }

  // MARK: Equality

  @Test func equalityIsThatOfValues() {
    let x: Tensor = [[1, 2], [3, 4]]
    #expect(x == x.transposed().transposed() && x != x.transposed())
    #expect(x != x.cast(to: .float64) && x != x.reshaped(to: [4]))
    #expect(Tensor([0.0, 1]) == Tensor([-0.0, 1]))
    let nan = Tensor([Float.nan])
    #expect(nan != nan)
    #expect(Tensor.zeros([0, 2]) == Tensor.zeros([0, 2]))
    #expect(Tensor.zeros([0, 2]) != Tensor.zeros([2, 0]))
    #expect(Tensor([BFloat16(1)]) == Tensor([BFloat16(1)]))
    _ = try? withTensorErrors {
      let bad = Tensor.zeros([-1])
      #expect(bad != bad && !bad.allClose(to: bad))
    }
  }

  @Test func closeness() {
    let x: Tensor = [1, 100, 0]
    #expect(x.allClose(to: x * 1.000001) && !x.allClose(to: x * 1.0001))
    #expect(x.allClose(to: x + 1e-3, absolute: 1e-2) && !x.allClose(to: x + 1e-3, absolute: 0))
    #expect(x.allClose(to: Tensor([Int64(1), 100, 0])))
    #expect(Tensor.ones([2, 3]).allClose(to: Tensor.scalar(1)))
    #expect(Tensor.scalar(1).allClose(to: Tensor.ones([2, 3])))
    let infinite = Tensor([Float.infinity, -.infinity])
    #expect(infinite.allClose(to: infinite) && !infinite.allClose(to: -infinite))
    #expect(!Tensor([1]).allClose(to: Tensor([Float.infinity])))
    #expect(!Tensor([Float.infinity]).allClose(to: Tensor([1]), absolute: 1e9))
    #expect(!Tensor([Float.nan]).allClose(to: Tensor([Float.nan])))
    let large = Tensor([Int64.max - 1])
    #expect(!large.allClose(to: Tensor([Int64.max - 513]), relative: 0, absolute: 1))
    #expect(throws: TensorError.self) { try withTensorErrors { x.allClose(to: [1, 2]) } }
  }

  // MARK: Numbers beside tensors

  @Test(arguments: DType.allCases) func numbersAreWeak(dtype: DType) {
    let x = Tensor.full(1, shape: [2], dtype: dtype)
    let whole: DType = dtype == .bool ? .int64 : dtype
    let real: DType = dtype.isFloatingPoint ? dtype : .float64
    for y in [x + 2, 2 + x, x * 3, 3 * x, x - 1, 1 - x, x % 2, x.floorDivide(2)] {
      #expect(y.dtype == whole)
    }
    for y in [x + 2.5, 2.5 + x, x * 0.5, 0.5 * x, x - 0.5, 0.5 - x, x / 2.0, 2.0 / x] {
      #expect(y.dtype == real)
    }
    #expect((x / 2).dtype == real && (1 / x).dtype == real)
    #expect((x + 2).scalars(as: Double.self) == [3, 3])
    #expect((5 - x).scalars(as: Double.self) == [4, 4])
    #expect((x * 2.5).scalars(as: Double.self) == [2.5, 2.5])
    #expect((x / 2).scalars(as: Double.self) == [0.5, 0.5])
    if dtype != .bool {
      var z = x
      z += 2
      z *= 3
      z -= 1
      #expect(z.dtype == dtype && z.scalars(as: Double.self) == [8, 8])
      z /= 4
      #expect(z.dtype == real && z.scalars(as: Double.self) == [2, 2])
    }
  }

  @Test func literalsAreTheNumbersTheyLookLike() {
    let x = Tensor([Int32(6)])
    #expect((x * (1 / 3)).scalars(as: Double.self) == [6 * (1.0 / 3)])
    #expect((Tensor([Float(6)]) * (1 / 4)).scalars(as: Float.self) == [1.5])
    #expect((x * 2.0).dtype == .int32 && (x + 0.5).dtype == .float64)
    #expect((Tensor([UInt8(1)]) + 300).scalars(as: Double.self) == [301])
    #expect((Tensor([UInt8(1)]) * -1).scalars(as: Double.self) == [-1])
  }

  @Test func integersThatDoNotFitAreErrors() {
    let x = Tensor([UInt8(1)])
    let (many, negative) = (300, -1)
    #expect(
      throws: TensorError.invalidArgument(
        operation: "a number beside a tensor", reason: "300 is no uint8")
    ) { try withTensorErrors { x + many } }
    #expect(throws: TensorError.self) { try withTensorErrors { x * negative } }
    #expect((x .< many).scalars(as: Bool.self) == [true])
    #expect((Tensor([Int64(1)]) + (Int.max - 1)).scalars(as: Int64.self) == [.max])
  }

  @Test func chainsOfNumbersAndTensorsReadAsWritten() {
    let x: Tensor = [1, 2]
    let y = 2 * x * 3 + 1 - x / 2 + 0.5 * (1 - x) * (x - 1) * 4.0
    #expect(y.scalars(as: Float.self) == [6.5, 10])
  }

  // MARK: Compound assignment

  @Test func assignmentUsesItsOwnMemory() {
    for dtype in [DType.float32, .float64] {
      var x = Tensor.full(2, shape: [1000], dtype: dtype)
      let y = Tensor.full(3, shape: [1000], dtype: dtype)
      let place = x.withUnsafeBytes { $0.baseAddress }
      x += y
      x *= 2
      x -= y
      x /= 0.5
      #expect(x == Tensor.full(14, shape: [1000], dtype: dtype))
      #expect(x.withUnsafeBytes { $0.baseAddress } == place)
    }
  }

  @Test func assignmentIsSeenByNobodyElse() {
    var x: Tensor = [1, 2, 3, 4]
    let copy = x
    let view = x.sliced(1..<3)
    x += 10
    #expect(copy == [1, 2, 3, 4] && view == [2, 3] && x == [11, 12, 13, 14])
    var part = x.sliced(0..<2)
    part *= 2
    #expect(part == [22, 24] && x == [11, 12, 13, 14])
    x += x
    #expect(x == [22, 24, 26, 28])
    x -= x.sliced(0..<1)
    #expect(x == [0, 2, 4, 6])
  }

  @Test func assignmentIsThatOfTheOperator() throws {
    var x: Tensor = [1, 2]
    x += Tensor([[1], [2]])
    #expect(x == [[2, 3], [3, 4]])
    x += Tensor([Double(0.5)])
    #expect(x.dtype == .float64)
    var truth = Tensor([false, true])
    truth += Tensor([true, true])
    #expect(truth == Tensor([true, true]))
    #expect(throws: TensorError.self) {
      try withTensorErrors {
        var z: Tensor = [1, 2]
        z += [1, 2, 3]
        return z
      }
    }
    let gradients = try gradient(at: [Tensor([2, 3]), Tensor([5, 7])]) { inputs in
      var z = inputs[0]
      z *= inputs[1]
      z += inputs[0]
      z *= z
      return z.sum()
    }
    #expect(gradients == [[144, 384], [48, 144]])
  }
}
