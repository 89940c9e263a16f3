// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

/// Packed weights, and products with them.
@Suite struct QuantizedTensorTests {
  static let formats = QuantizedFormat.allCases

  /// Packed weights with any bits, but scales that are numbers.
  static func random(
    _ format: QuantizedFormat, _ n: Int, _ k: Int, seed: UInt64
  ) throws -> QuantizedTensor {
    var generator = SeededGenerator(seed: seed)
    let count = n * k / format.blockWeights
    var bytes = (0..<count * format.blockBytes).map { _ in
      UInt8.random(in: 0...255, using: &generator)
    }
    let scales = format == .q6_K ? [208] : format == .q8_0 || format == .q4_0 ? [0] : [0, 2]
    for block in 0..<count {
      for place in scales {
        let scale = Float16(Double.random(in: -1...1, using: &generator)).bitPattern
        bytes[block * format.blockBytes + place] = UInt8(truncatingIfNeeded: scale)
        bytes[block * format.blockBytes + place + 1] = UInt8(scale >> 8)
      }
    }
    return try QuantizedTensor(bytes: bytes, shape: [n, k], format: format)
  }

  @Test func numbersAreThoseOfTheReferenceOnEveryLevel() throws {
    for (_, vectors) in try GGUFVectors.manifests() {
      #expect(Set(vectors.blocks.map(\.format)) == Set(Self.formats.map(\.description)))
      for blocks in vectors.blocks {
        let format = try #require(QuantizedFormat(name: blocks.format))
        let count = blocks.bytes.bytes.count / format.blockBytes
        let packed = try QuantizedTensor(
          bytes: blocks.bytes.bytes, shape: [count, format.blockWeights], format: format)
        for (level, bytes) in onEveryLevel({ _ in packed.dequantized().bytes }) {
          #expect(bytes == blocks.numbers?.bytes, "\(format) \(level)")
        }
      }
    }
  }

  @Test func packedNumbersAreThoseOfTheReference() throws {
    for (_, vectors) in try GGUFVectors.manifests() {
      let bytes = vectors.rows.bytes
      let rows = try Tensor(bytes: bytes, shape: [bytes.count / 256, 64], dtype: .float32)
      #expect(vectors.quantized.count == 3)
      for expected in vectors.quantized {
        let format = try #require(QuantizedFormat(name: expected.format))
        for (level, bytes) in try onEveryLevel({ _ in
          try QuantizedTensor(quantizing: rows, as: format).bytes
        }) {
          #expect(bytes == expected.bytes.bytes, "\(format) \(level)")
        }
        #expect(
          try QuantizedTensor(quantizing: rows.transposed().transposed(), as: format).bytes
            == expected.bytes.bytes)
      }
    }
  }

  /// What the documentation says about the largest error, with an allowance for the scale's own rounding.
  @Test func theErrorOfAWeightIsBounded() throws {
    let x = Tensor.randomNormal([64, 96], key: RandomKey(seed: 3))
    let numbers = x.scalars(as: Float.self)
    for (format, part) in [(QuantizedFormat.q8_0, 254.0), (.q4_0, 8), (.q4_1, 30)] {
      let back = try QuantizedTensor(quantizing: x, as: format).dequantized().scalars(
        as: Float.self)
      for block in stride(from: 0, to: numbers.count, by: 32) {
        let part_ = numbers[block..<block + 32]
        let least = Double(part_.min() ?? 0)
        let most = Double(part_.max() ?? 0)
        let range = format == .q4_1 ? most - least : max(most, -least)
        for i in block..<block + 32 {
          let error = abs(Double(numbers[i]) - Double(back[i]))
          #expect(error <= range / part + range * 1e-3, "\(format) at \(i)")
        }
      }
    }
  }

  @Test func whatCannotBePackedIsRefused() {
    func refusal(_ x: Tensor, _ format: QuantizedFormat) -> TensorError? {
      #expect(throws: TensorError.self) { try QuantizedTensor(quantizing: x, as: format) }
    }
    for value in [Double.nan, .infinity, -.infinity, 1e38] {
      for format in Self.formats where format.canQuantize {
        var x = Tensor.ones([2, 32])
        x[1, 7] = .scalar(value)
        guard case .invalidArgument(_, let reason)? = refusal(x, format) else { continue }
        #expect(reason.contains(" at 39 cannot be packed as \(format)"), "\(reason)")
      }
    }
    for format in [QuantizedFormat.q4_K, .q6_K] {
      guard case .invalidArgument? = refusal(.ones([256]), format) else { continue }
    }
    for shape in [[], [31], [2, 33], [32, 2]] {
      guard case .invalidShape? = refusal(.ones(shape), .q8_0) else { continue }
    }
    #expect(
      refusal(.ones([32], dtype: .int32), .q8_0)
        == .unsupportedType(operation: "QuantizedTensor", dtype: .int32))
    #expect(throws: TensorError.self) {
      try QuantizedTensor(bytes: [0], shape: [1, 32], format: .q8_0)
    }
    #expect(throws: TensorError.self) {
      try QuantizedTensor(bytes: [], shape: [1 << 40, 1 << 40], format: .q8_0)
    }
  }

  /// The product's bits are those of the product with the numbers, on every level, for few rows and many.
  @Test(arguments: formats) func productsHaveTheBitsOfProductsWithNumbers(
    format: QuantizedFormat
  ) throws {
    let unit = format.blockWeights
    let seed: UInt64 = 11
    for (n, k) in [(1, unit), (16, unit), (65, 3 * unit), (200, 2 * unit), (128, 5 * unit)] {
      let weights = try Self.random(format, n, k, seed: seed + UInt64(n))
      let numbers = weights.dequantized().transposed()
      for m in [1, 2, 3, 7, 8, 40, 64, 65, 90] {
        let x = Tensor.randomNormal([m, k], key: RandomKey(seed: UInt64(m)))
        let expected = x.matmul(numbers).bytes
        for (level, bytes) in onEveryLevel({ _ in x.matmul(transposed: weights).bytes }) {
          #expect(bytes == expected, "\(format) \(level) \([m, n, k]), seed \(seed)")
        }
      }
    }
  }

  /// The slow model: one fused multiply-add after another.
  @Test(arguments: formats) func productsAreSumsInTheOrderOfK(format: QuantizedFormat) throws {
    let k = 2 * format.blockWeights
    let weights = try Self.random(format, 5, k, seed: 7)
    let numbers = weights.dequantized().scalars(as: Float.self)
    let x = Tensor.randomNormal([2, k], key: RandomKey(seed: 1))
    let left = x.scalars(as: Float.self)
    var expected: [Float] = []
    for i in 0..<2 {
      for j in 0..<5 {
        var sum: Float = 0
        for p in 0..<k { sum.addProduct(left[i * k + p], numbers[j * k + p]) }
        expected.append(sum)
      }
    }
    #expect(x.matmul(transposed: weights).scalars(as: Float.self) == expected)
  }

  @Test func productsHaveTheSameBitsOnAnyNumberOfThreads() async {
    await #expect(processExitsWith: .success) {
      for format in Self.formats {
        let weights = try Self.random(format, 1000, 1024, seed: 5)
        for m in [1, 4, 40, 80] {
          let x = Tensor.randomNormal([m, 1024], key: RandomKey(seed: 2))
          TensorRuntime.threads = 1
          let expected = x.matmul(transposed: weights).bytes
          for threads in 2...4 {
            TensorRuntime.threads = threads
            precondition(x.matmul(transposed: weights).bytes == expected, "\(format) \(threads)")
          }
        }
      }
    }
  }

  @Test func shapesAndTypesOfProducts() throws {
    let weights = try QuantizedTensor(
      quantizing: .randomNormal([6, 64], key: RandomKey(seed: 1)), as: .q4_1)
    let x = Tensor.randomNormal([2, 3, 64], key: RandomKey(seed: 2))
    let y = x.matmul(transposed: weights)
    #expect(y.shape == [2, 3, 6])
    #expect(y.bytes == x.reshaped(to: [6, 64]).matmul(transposed: weights).bytes)
    #expect(x[0, 0].matmul(transposed: weights).shape == [6])
    let turned = x.transposed([2, 1, 0]).transposed([2, 1, 0])
    #expect(turned.matmul(transposed: weights).bytes == y.bytes)
    for dtype in [DType.float16, .bfloat16, .float64] {
      let z = x.cast(to: dtype).matmul(transposed: weights)
      #expect(z.dtype == dtype && z.shape == y.shape)
    }
    #expect(Tensor.zeros([0, 64]).matmul(transposed: weights).shape == [0, 6])
    #expect(throws: TensorError.self) {
      try withTensorErrors { _ = Tensor.ones([2, 32]).matmul(transposed: weights) }
    }
    let none = try QuantizedTensor(bytes: [], shape: [0, 64], format: .q8_0)
    #expect(x.matmul(transposed: none).shape == [2, 3, 0])
  }

  @Test func gradientsPassToTheNumbers() throws {
    let weights = try QuantizedTensor(
      quantizing: .randomNormal([6, 64], key: RandomKey(seed: 1)), as: .q8_0)
    let x = Tensor.randomNormal([3, 64], key: RandomKey(seed: 2))
    let numbers = weights.dequantized()
    let (_, packed) = try valueAndGradient(at: [x]) {
      ($0[0].matmul(transposed: weights) * $0[0].matmul(transposed: weights)).sum()
    }
    let (_, plain) = try valueAndGradient(at: [x]) {
      ($0[0].matmul(numbers.transposed()) * $0[0].matmul(numbers.transposed())).sum()
    }
    #expect(packed[0].bytes == plain[0].bytes)
  }
}
