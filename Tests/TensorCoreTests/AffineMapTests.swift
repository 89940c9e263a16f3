// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

/// `Tensor.linear`: its bits are those of the product by its definition and of one addition.
@Suite struct AffineMapTests {
  /// (rows, outputs, inputs) around the edges of tiles, of the squares turned in registers (16), of blocks
  /// and of the products too small to be packed.
  static let sizes = [
    (1, 1, 1), (1, 10, 48), (1, 65, 128), (1, 384, 128), (2, 16, 16), (3, 31, 17), (5, 33, 40),
    (13, 32, 64), (14, 48, 33), (29, 65, 17), (128, 10, 70), (9, 40, 513), (20, 20, 1100),
    (7, 1030, 21), (100, 200, 130),
  ]

  static func expected<Value: FloatingPoint>(
    _ x: [Value], _ weight: [Value], _ bias: [Value], rows: Int, inputs: Int
  ) -> [Value] {
    (0..<(rows * bias.count)).map { place in
      let (i, j) = (place / bias.count, place % bias.count)
      var sum: Value = 0
      for p in 0..<inputs { sum.addProduct(x[i * inputs + p], weight[j * inputs + p]) }
      return sum + bias[j]
    }
  }

  func expectBitsOfDefinition<Value: TensorScalar & BinaryFloatingPoint>(
    _ type: Value.Type, _ rows: Int, _ outputs: Int, _ inputs: Int
  ) {
    var random = SeededGenerator(seed: 31)
    let x = MatMulTests.values(rows * inputs, &random).map { Value($0) / 3 }
    let weight = MatMulTests.values(outputs * inputs, &random).map { Value($0) / 7 }
    let bias = MatMulTests.values(outputs, &random).map { Value($0) / 5 }
    let expected = Self.expected(x, weight, bias, rows: rows, inputs: inputs)
    let (a, w, b) = (
      Tensor(x, shape: [rows, inputs]), Tensor(weight, shape: [outputs, inputs]),
      Tensor(bias, shape: [outputs])
    )
    let plain = onEveryLevel { _ in
      Tensor.linear(a, weight: w, bias: b).scalars(as: Value.self)
    }
    for (level, y) in plain {
      #expect(y == expected, "\(rows) x \(inputs) x \(outputs) on \(level), seed 31")
    }
    for disguise in Disguise.allCases {
      let results = onEveryLevel { _ in
        Tensor.linear(disguise(a), weight: disguise(w), bias: disguise(b)).scalars(as: Value.self)
      }
      for (level, y) in results {
        #expect(y == expected, "\(rows) x \(inputs) x \(outputs) \(disguise) on \(level), seed 31")
      }
    }
  }

  @Test(arguments: sizes)
  func floatsHaveTheBitsOfTheDefinition(rows: Int, outputs: Int, inputs: Int) {
    expectBitsOfDefinition(Float.self, rows, outputs, inputs)
  }

  @Test(arguments: sizes)
  func doublesHaveTheBitsOfTheDefinition(rows: Int, outputs: Int, inputs: Int) {
    expectBitsOfDefinition(Double.self, rows, outputs, inputs)
  }

  @Test func threadsDoNotChangeABit() async {
    await #expect(processExitsWith: .success) {
      for (rows, outputs, inputs) in [
        (1301, 40, 217), (60, 1403, 517), (301, 403, 517), (1, 5000, 300),
      ] {
        let x = Tensor.randomNormal([rows, inputs], key: RandomKey(seed: 1))
        let weight = Tensor.randomNormal([outputs, inputs], key: RandomKey(seed: 2))
        let bias = Tensor.randomNormal([outputs], key: RandomKey(seed: 3))
        TensorRuntime.threads = 1
        let separate = (x.matmul(weight.transposed()) + bias).bytes
        for threads in 1...5 {
          TensorRuntime.threads = threads
          for _ in 0..<3 {
            #expect(
              Tensor.linear(x, weight: weight, bias: bias).bytes == separate,
              "\(rows) x \(inputs) x \(outputs), \(threads) threads")
          }
        }
      }
    }
  }

  @Test func gradientsAreThoseOfTheSeparateOperations() throws {
    let inputs = [
      Tensor.randomNormal([3, 5, 20], key: RandomKey(seed: 1)),
      Tensor.randomNormal([18, 20], key: RandomKey(seed: 2)),
      Tensor.randomNormal([18], key: RandomKey(seed: 3)),
    ]
    let cotangent = Tensor.randomNormal([3, 5, 18], key: RandomKey(seed: 4))
    let (fused, pullback) = try vjp(at: inputs) {
      [.linear($0[0], weight: $0[1], bias: $0[2])]
    }
    let (separate, other) = try vjp(at: inputs) {
      [$0[0].reshaped(to: [15, 20]).matmul($0[1].transposed()).reshaped(to: [3, 5, 18]) + $0[2]]
    }
    #expect(fused[0].bytes == separate[0].bytes)
    let (left, right) = (try pullback([cotangent]), try other([cotangent]))
    for index in 0..<3 {
      #expect(left[index].shape == inputs[index].shape)
      #expect((left[index] - right[index]).abs().max().item() < 1e-4)
    }
  }

  @Test func otherTypesArePromotedAsByTheSeparateOperations() {
    let x = Tensor.randomNormal([4, 6], key: RandomKey(seed: 1))
    let weight = Tensor.randomNormal([5, 6], key: RandomKey(seed: 2))
    let bias = Tensor.randomNormal([5], key: RandomKey(seed: 3))
    for (first, second, third) in [
      (DType.bfloat16, DType.bfloat16, DType.bfloat16), (.float32, .float64, .float32),
      (.float32, .float32, .float64), (.int32, .int32, .int64),
    ] {
      let (a, w, b) = (x.cast(to: first), weight.cast(to: second), bias.cast(to: third))
      let fused = Tensor.linear(a, weight: w, bias: b)
      let separate = a.matmul(w.transposed()) + b
      #expect(fused.dtype == separate.dtype)
      #expect(fused.bytes == separate.bytes)
    }
  }

  /// Few rows are cut by columns, one share for each thread, at both layouts of the weight.
  @Test func threadsChangeNoBitOfFewRows() async {
    await #expect(processExitsWith: .success) {
      for (rows, outputs, inputs) in [
        (1, 512, 128), (1, 97, 700), (3, 130, 515), (4, 1030, 64), (2, 1000, 500),
      ] {
        let x = Tensor.randomNormal([rows, inputs], key: RandomKey(seed: 1))
        let bias = Tensor.randomNormal([outputs], key: RandomKey(seed: 2))
        var layer = Linear(
          weight: .randomNormal([outputs, inputs], key: RandomKey(seed: 3)), bias: bias)
        TensorRuntime.threads = 1
        let one = layer(x).bytes
        func expectOne(_ what: String) {
          for threads in 1...4 {
            TensorRuntime.threads = threads
            // Again and again, since who does which share is a matter of luck; into memory of zeros, since that
            // of the last result would hide what nobody computes.
            for _ in 0..<20 {
              Tensor.zeros([rows, outputs]).evaluate()
              #expect(layer(x).bytes == one, "\(outputs) outputs, \(threads) threads, \(what)")
            }
          }
        }
        expectOne("row by row")
        layer.layOutForFewRows()
        expectOne("laid out anew")
      }
    }
  }

  @Test(arguments: [DType.float32, .float64]) func layoutForFewRowsKeepsValuesAndResults(
    dtype: DType
  ) throws {
    var layer = Linear(inputs: 37, outputs: 150, key: RandomKey(seed: 4), dtype: dtype)
    layer.bias = .randomNormal([150], key: RandomKey(seed: 5), dtype: dtype)
    layer.$weight.isFrozen = true
    let before = layer
    layer.layOutForFewRows()
    #expect(layer.weight.strides == [1, 150])
    #expect(layer.weight.shape == before.weight.shape)
    #expect(layer.weight.bytes == before.weight.bytes)
    #expect(layer.$weight.isFrozen)
    for rows in [1, 2, 3, 4, 5, 8, 9, 40] {
      let x = Tensor.randomNormal([rows, 37], key: RandomKey(seed: 6), dtype: dtype)
      #expect(layer(x).bytes == before(x).bytes, "\(rows) rows")
      // Recorded, and as a vector's and a batch's rows.
      let (values, pullback) = try vjp(at: [x]) { [layer($0[0])] }
      let (others, otherPullback) = try vjp(at: [x]) { [before($0[0])] }
      #expect(values[0].bytes == others[0].bytes, "\(rows) rows recorded")
      #expect(
        try pullback([values[0]])[0].bytes == otherPullback([others[0]])[0].bytes,
        "gradient of \(rows) rows")
      let batch = x.reshaped(to: [rows, 1, 37])
      #expect(layer(batch).bytes == before(x).bytes, "\(rows) rows of a batch")
    }
    let bare = Linear(weight: before.weight)
    let x = Tensor.randomNormal([3, 37], key: RandomKey(seed: 7), dtype: dtype)
    #expect(bare(x).bytes == x.matmul(before.weight.transposed()).bytes)
  }
}
