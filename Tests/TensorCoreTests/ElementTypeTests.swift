// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import Testing

/// Element types against NumPy and ml_dtypes: `Scripts/vectors/numpy_types.py` wrote the numbers down.
@Suite struct ElementTypeTests {
  struct Vectors: Decodable, Sendable {
    let promotions: [String: [String: DType]]
    let arithmetic: [Arithmetic]
    let conversions: Conversions
  }

  struct Arithmetic: Decodable, Sendable {
    let operation: String
    let left: DType
    let right: DType
    let x: Numbers
    let y: Numbers
    let result: DType
    let z: Numbers
  }

  /// Integers as numbers, floating-point numbers as Python writes them.
  enum Numbers: Decodable, Sendable {
    case whole([Int64])
    case floating([Double])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let whole = try? container.decode([Int64].self) {
        self = .whole(whole)
      } else {
        self = .floating(try container.decode([String].self).map { Double($0) ?? .nan })
      }
    }

    func tensor(_ dtype: DType) -> Tensor {
      switch self {
      case .whole(let values): Tensor(values).cast(to: dtype)
      case .floating(let values): Tensor(values).cast(to: dtype)
      }
    }
  }

  struct Conversions: Decodable, Sendable {
    let float32: [UInt32]
    let float16: [UInt16]
    let bfloat16: [UInt16]
    let float64: [String]
    let float16OfFloat64: [UInt16]

    enum CodingKeys: String, CodingKey {
      case float32, float16, bfloat16, float64
      case float16OfFloat64 = "float16 of float64"
    }
  }

  static let vectors: Vectors? = {
    do {
      let file = try #require(
        Bundle.module.url(
          forResource: "types", withExtension: "json", subdirectory: "Vectors/numpy"))
      return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    } catch {
      Issue.record(error)
      return nil
    }
  }()

  // MARK: Promotion

  @Test func typesPromoteAsInNumPy() throws {
    let table = try #require(Self.vectors).promotions
    #expect(table.count == 10 && table.values.allSatisfy { $0.count == 10 })
    for a in DType.allCases {
      for b in DType.allCases {
        let expected = table[a.description]?[b.description]
        #expect(DType.promoted(a, b) == expected, "\(a) and \(b)")
        let sum = Tensor.ones([2], dtype: a) + Tensor.ones([2], dtype: b)
        #expect(sum.dtype == expected, "\(a) + \(b)")
        let isTruth = a == .bool && b == .bool
        #expect(sum.scalars(as: Double.self) == (isTruth ? [1, 1] : [2, 2]), "\(a) + \(b)")
      }
    }
  }

  @Test func arithmeticIsNumPys() throws {
    let cases = try #require(Self.vectors).arithmetic
    #expect(cases.count > 70)
    for test in cases {
      let x = test.x.tensor(test.left)
      let y = test.y.tensor(test.right)
      let result: Tensor
      switch test.operation {
      case "add": result = x + y
      case "subtract": result = x - y
      case "multiply": result = x * y
      case "divide": result = x / y
      case "floorDivide": result = x.floorDivide(y)
      case "remainder": result = x % y
      case "and": result = x & y
      case "or": result = x | y
      case "xor": result = x ^ y
      case "shiftLeft": result = x << y
      case "shiftRight": result = x >> y
      default: continue
      }
      let name = "\(test.operation) of \(test.left)"
      #expect(result.dtype == test.result, "\(name)")
      let expected = test.z.tensor(test.result)
      if result.bytes != expected.bytes {
        let (a, b) = (result.scalars(as: Double.self), expected.scalars(as: Double.self))
        for i in a.indices where !(a[i] == b[i] && a[i].sign == b[i].sign) && !b[i].isNaN {
          Issue.record(
            "\(name): \(x.scalars(as: Double.self)[i]), \(y.scalars(as: Double.self)[i]) is \(a[i]), not \(b[i])"
          )
        }
        #expect(a.map(\.isNaN) == b.map(\.isNaN), "\(name)")
      }
    }
  }

  @Test func unaryIntegerArithmeticWraps() throws {
    let x = Tensor([Int8.min, -3, 0, 5])
    #expect((-x).scalars(as: Int8.self) == [.min, 3, 0, -5])
    #expect((~x).scalars(as: Int8.self) == [.max, 2, -1, -6])
    #expect(x.relu().scalars(as: Int8.self) == [0, 0, 0, 5])
    #expect((-Tensor([UInt8(1), 0])).scalars(as: UInt8.self) == [255, 0])
    #expect((~Tensor([true, false])).scalars(as: Bool.self) == [false, true])
    #expect(x.exp().dtype == .float16 && Tensor([Int32(0)]).exp().dtype == .float64)
    let truth = Tensor([true])
    #expect(throws: TensorError.unsupportedType(operation: "negate", dtype: .bool)) {
      try withTensorErrors { -truth }
    }
    #expect(throws: TensorError.unsupportedType(operation: "subtract", dtype: .bool)) {
      try withTensorErrors { truth - truth }
    }
    #expect(throws: TensorError.unsupportedType(operation: "bitwise and", dtype: .float32)) {
      try withTensorErrors { Tensor([1, 2]) & Tensor([1, 2]) }
    }
  }

  @Test func integersBroadcastAndReadEveryLayout() {
    let x = Tensor.arange(6, dtype: .int32).reshaped(to: [2, 3])
    let column = Tensor([Int32(10), 20], shape: [2, 1])
    #expect((x * column).scalars(as: Int32.self) == [0, 10, 20, 60, 80, 100])
    #expect((x.transposed() - 1).scalars(as: Int32.self) == [-1, 2, 0, 3, 1, 4])
    #expect((-x.reversed(axis: 1)).scalars(as: Int32.self) == [-2, -1, 0, -5, -4, -3])
  }

  @Test func integerProductsAreExact() {
    let x = Tensor.arange(6, dtype: .int64).reshaped(to: [2, 3])
    let product = x.matmul(x.transposed())
    #expect(product.dtype == .int64 && product.scalars(as: Int64.self) == [5, 14, 14, 50])
    let big = Tensor([Int64(1) << 62, 3], shape: [1, 2])
    let four = Tensor([Int64(4), 5], shape: [2, 1])
    #expect(big.matmul(four).scalars(as: Int64.self) == [15])
    let bytes = Tensor([UInt8(200), 100], shape: [1, 2])
    #expect(bytes.matmul(bytes.transposed()).scalars(as: UInt8.self) == [80])
    let truth = Tensor([true, false, false, true], shape: [2, 2])
    #expect(truth.matmul(truth).scalars(as: Bool.self) == [true, false, false, true])
    #expect((x.cast(to: .int8).matmul(Tensor([1.5, 1, 1] as [Float]))).dtype == .float32)
    let batch = Tensor.arange(12, dtype: .int16).reshaped(to: [2, 2, 3])
    #expect(
      batch.matmul(Tensor.arange(3, dtype: .int16)).scalars(as: Int16.self) == [5, 14, 23, 32])
  }

  // MARK: Half width

  @Test func everyHalfWidthNumberSurvivesTheWayToFloat32AndBack() throws {
    let patterns = (0...UInt16.max).map { $0 }
    let bytes = patterns.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    for dtype in [DType.float16, .bfloat16] {
      let x = try Tensor(bytes: bytes, shape: [65536], dtype: dtype)
      for (level, back) in onEveryLevel({ _ in x.cast(to: .float32).cast(to: dtype) }) {
        #expect(back.bytes == bytes, "\(dtype) at \(level)")
      }
      #expect(x.cast(to: .float64).cast(to: dtype).bytes.count == bytes.count)
      let values = x.scalars(as: Float.self)
      for (pattern, value) in zip(patterns, values) {
        let expected =
          dtype == .float16
          ? Float(Float16(bitPattern: pattern)) : Float(BFloat16(bitPattern: pattern))
        #expect(value == expected || (value.isNaN && expected.isNaN))
      }
    }
  }

  @Test func float32AndFloat64RoundToHalfWidthAsInNumPy() throws {
    let c = try #require(Self.vectors).conversions
    let singles = c.float32.map(Float.init(bitPattern:))
    let x = Tensor(singles)
    for (level, pair) in onEveryLevel({ _ in (x.cast(to: .float16), x.cast(to: .bfloat16)) }) {
      #expect(pair.0.scalars(as: Float16.self).map(\.bitPattern) == c.float16, "\(level)")
      #expect(pair.1.scalars(as: BFloat16.self).map(\.bitPattern) == c.bfloat16, "\(level)")
    }
    #expect(singles.map { BFloat16($0).bitPattern } == c.bfloat16)
    let doubles = c.float64.map { Double(bitPattern: UInt64($0, radix: 16) ?? 0) }
    let halves = Tensor(doubles).cast(to: .float16).scalars(as: Float16.self)
    #expect(halves.map(\.bitPattern) == c.float16OfFloat64)
  }

  @Test func conversionsToHalfWidthRoundOnce() {
    // Just above the middle between two numbers of 8 bits, by less than float32 or float64 can see.
    let values = [(Int64(1) << 60) + (1 << 52) + 1, -((Int64(1) << 60) + (1 << 52) + 1), 1 << 60]
    let rounded = Tensor(values).cast(to: .bfloat16).scalars(as: Float.self)
    #expect(rounded == [0x1.02p60, -0x1.02p60, 0x1p60])
    let aboveTheMiddle: [Double] = [1 + 0x1p-8 + 0x1p-40, 1 + 0x1p-8]
    let doubles = Tensor(aboveTheMiddle).cast(to: .bfloat16)
    #expect(doubles.scalars(as: Double.self) == [1 + 0x1p-7, 1])
    let whole = Tensor([Int32(16_842_753), 16_842_752]).cast(to: .bfloat16)
    #expect(whole.scalars(as: Float.self) == [16_908_288, 16_777_216])
    #expect(
      Tensor([Int64.max, .min, 70000]).cast(to: .float16).scalars(as: Float.self) == [
        .infinity, -.infinity, .infinity,
      ])
  }

  @Test(arguments: [DType.float16, .bfloat16])
  func halfWidthIsComputedInFloat32AndRoundedOnce(dtype: DType) {
    let key = RandomKey(seed: 4)
    let x = Tensor.randomNormal([257], key: key.child(0)).cast(to: dtype)
    let y = Tensor.randomNormal([257], key: key.child(1)).cast(to: dtype)
    let (wideX, wideY) = (x.cast(to: .float32), y.cast(to: .float32))
    let operations: [(String, (Tensor, Tensor) -> Tensor)] = [
      ("+", { $0 + $1 }), ("*", { $0 * $1 }), ("/", { $0 / $1 }), ("exp", { a, _ in a.exp() }),
      ("tanh", { a, _ in a.tanh() }), ("sum", { a, _ in a.sum() }),
      ("matmul", { $0.matmul($1) }),
    ]
    for (name, operation) in operations {
      let half = operation(x, y)
      #expect(half.dtype == dtype, "\(name)")
      #expect(half == operation(wideX, wideY).cast(to: dtype), "\(name)")
    }
    #expect(x.less(than: y) == wideX.less(than: wideY))
    #expect(x.item(at: 3) == wideX.item(at: 3))
  }

  @Test func gradientsPassThroughHalfWidth() throws {
    let x = Tensor([0.5, -1.25, 3])
    let g = try gradient(at: x) { ($0.cast(to: .bfloat16) * $0.cast(to: .float16)).sum() }
    #expect(g == Tensor([1, -2.5, 6]))
  }

  @Test(arguments: [DType.float16, .bfloat16])
  func parametersOfHalfWidthHaveGradientsOfHalfWidth(dtype: DType) throws {
    let inputs = [
      Tensor([[0.5, -1.25, 3], [2, 1, -0.5]]), Tensor([[1, -0.5], [0.25, 2], [-1, 0.75]]),
    ].map { $0.cast(to: dtype) }
    func loss(_ x: [Tensor]) -> Tensor {
      let y = x[0].matmul(x[1]).gelu()
      return (y.softmax() * y).sum() + x[0][1].sum()
    }
    let (value, found) = try valueAndGradient(at: inputs, of: loss)
    let wide = inputs.map { $0.cast(to: .float64) }
    let expected = try gradient(at: wide, of: loss)
    #expect(value.dtype == dtype)
    for (a, b) in zip(found, expected) {
      #expect(a.dtype == dtype)
      let near = dtype == .float16 ? 4e-3 : 3e-2
      #expect(a.cast(to: .float64).allClose(to: b, relative: near, absolute: near), "\(a) \(b)")
    }
    let (_, along) = try jvp(at: [inputs[0]], along: [Tensor.ones(like: inputs[0])]) {
      [$0[0].exp()]
    }
    #expect(along[0] == inputs[0].exp())
    let second = try hessian(at: inputs[1]) { ($0 * $0 * 3).sum() }
    #expect(second == (Tensor.eye(6, dtype: dtype) * 6).reshaped(to: [3, 2, 3, 2]))
  }

  @Test func everyCastAgreesWithScalars() {
    let values: [Double] = [0, -0.0, 1, -1, 2.9, -2.9, 127, 128, 255, 300, -129, 1e10, -1e10, .nan]
    for from in DType.allCases {
      let x = Tensor(values).cast(to: from)
      let read = x.scalars(as: Double.self)
      for to in DType.allCases {
        let cast = x.cast(to: to)
        #expect(cast.dtype == to && cast.shape == [values.count])
        let expected = read.map { Self.convert($0, to, wraps: !from.isFloatingPoint) }
        let found = cast.scalars(as: Double.self)
        for i in found.indices {
          #expect(
            found[i] == expected[i] || (found[i].isNaN && expected[i].isNaN),
            "\(read[i]) from \(from) to \(to) is \(found[i])")
        }
      }
    }
  }

  /// The rule of `cast(to:)`, once more and slowly.
  private static func convert(_ x: Double, _ dtype: DType, wraps: Bool) -> Double {
    func whole<T: FixedWidthInteger>(_ type: T.Type) -> Double {
      if x.isNaN { return 0 }
      if wraps { return Double(T(truncatingIfNeeded: Int64(x))) }
      if x >= Double(T.max) { return Double(T.max) }
      if x <= Double(T.min) { return Double(T.min) }
      return Double(T(x))
    }
    switch dtype {
    case .float64: return x
    case .float32: return Double(Float(x))
    case .float16: return Double(Float16(x))
    case .bfloat16: return Double(BFloat16(Float(x)))
    case .int8: return whole(Int8.self)
    case .int16: return whole(Int16.self)
    case .int32: return whole(Int32.self)
    case .int64: return whole(Int64.self)
    case .uint8: return whole(UInt8.self)
    case .bool: return x != 0 ? 1 : 0
    }
  }

  // MARK: BFloat16

  @Test func bfloat16IsANumber() throws {
    let third: BFloat16 = 0.3333
    #expect(third.description == "0.334" && Float(third) == 0.33398438)
    #expect(BFloat16(Float.nan).isNaN && BFloat16(3.5e38) == .infinity && !third.isNaN)
    #expect(BFloat16(Float(bitPattern: 0x7f80_0001)).isNaN)
    #expect(BFloat16.greatestFiniteMagnitude.description == "3.39e+38")
    #expect(BFloat16.leastNonzeroMagnitude.description == "9e-41")
    #expect(BFloat16.infinity.description == "inf" && BFloat16.nan.description == "nan")
    #expect(BFloat16(-0.0) == 0 && BFloat16(-0.0).hashValue == BFloat16(0).hashValue)
    #expect(BFloat16.nan != .nan && third < 1 && BFloat16(2) > third)
    let text = try JSONEncoder().encode([third, 2])
    #expect(try JSONDecoder().decode([BFloat16].self, from: text) == [third, 2])
    for pattern in 0..<0x7f80 as Range<UInt16> {
      let x = BFloat16(bitPattern: pattern)
      #expect(Float(x.description).map { BFloat16($0) } == x, "\(x)")
    }
  }

  @Test(arguments: DType.allCases) func everyTypeIsStoredFilledAndCoded(dtype: DType) throws {
    let x = Tensor.full(1, shape: [2, 3], dtype: dtype)
    #expect(x.scalars(as: Double.self) == [1, 1, 1, 1, 1, 1])
    #expect(Tensor.scalar(1, dtype: dtype).item() == 1)
    #expect(Tensor.eye(2, dtype: dtype).scalars(as: Double.self) == [1, 0, 0, 1])
    let read = try JSONDecoder().decode(Tensor.self, from: JSONEncoder().encode(x.transposed()))
    #expect(read == x.transposed() && read.dtype == dtype)
    #expect(x.description.hasPrefix("[["))
    let hostile = #"{"dtype":"\#(dtype)","shape":[1000000000000],"data":"AQAAAA=="}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Tensor.self, from: Data(hostile.utf8))
    }
  }
}

extension Tensor {
  fileprivate func item(at index: Int) -> Double { sliced(index..<(index + 1)).item() }
}

/// Where a result needs more digits than the integers have, it is float64, as in NumPy.
@Suite struct IntegerPrecisionTests {
  static let types: [DType] = [.uint8, .int8, .int16, .int32, .int64]

  @Test(arguments: types) func statisticsOfIntegersAreFloat64(dtype: DType) {
    let values = (0..<300).map { Double($0 % 120) }
    let x = Tensor(values).cast(to: dtype)
    let exact = Tensor(values)
    for (found, expected) in [
      (x.mean(), exact.mean()), (x.variance(), exact.variance()), (x.norm(), exact.norm()),
      (x.logSumExp(), exact.logSumExp()), (x.standardDeviation(), exact.standardDeviation()),
    ] {
      #expect(found.dtype == .float64)
      #expect(found.item() == expected.item())
    }
  }

  @Test(arguments: types) func linearAlgebraOfIntegersIsFloat64(dtype: DType) {
    let exact = Tensor([4.0, 1, 2, 1, 5, 3, 2, 3, 6], shape: [3, 3])
    let x = exact.cast(to: dtype)
    for (found, expected) in [
      (x.inverse(), exact.inverse()), (x.solve(x), exact.solve(exact)),
      (x.cholesky(), exact.cholesky()), (x.determinant(), exact.determinant()),
      (x.qr().r, exact.qr().r), (x.svd().s, exact.svd().s), (x.eigh().values, exact.eigh().values),
      (x.pinv(), exact.pinv()), (x.matrixExp(), exact.matrixExp()),
      (x.lstsq(x).solution, exact.lstsq(exact).solution),
    ] {
      #expect(found.dtype == .float64 && found == expected)
    }
  }
}
