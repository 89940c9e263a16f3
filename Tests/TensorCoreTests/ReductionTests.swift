// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct ReductionTests {
  /// The tree as documented: 16 lanes, halves, and blocks of 4096 combined pairwise.
  static func tree(_ x: [Float]) -> Float {
    func block(_ x: ArraySlice<Float>) -> Float {
      var lanes = [Float](repeating: 0, count: 16)
      for (i, value) in x.enumerated() { lanes[i % 16] += value }
      var width = 8
      while width > 0 {
        for l in 0..<width { lanes[l] += lanes[l + width] }
        width /= 2
      }
      return lanes[0]
    }
    var sums = stride(from: 0, to: Swift.max(x.count, 1), by: 4096).map {
      block(x[$0..<Swift.min($0 + 4096, x.count)])
    }
    // The largest power of two of blocks, then the rest: what a binary counter leaves.
    func combine(_ sums: ArraySlice<Float>) -> Float {
      if sums.count == 1 { return sums[sums.startIndex] }
      var half = 1
      while half * 2 < sums.count { half *= 2 }
      return combine(sums.prefix(half)) + combine(sums.dropFirst(half))
    }
    if sums.isEmpty { sums = [0] }
    return combine(sums[...])
  }

  @Test(arguments: [
    0, 1, 2, 15, 16, 17, 31, 33, 100, 4095, 4096, 4097, 8192, 12_289, 30_000, 131_072, 200_000,
    460_001,
  ])
  func sumHasTheBitsOfTheDocumentedTree(n: Int) {
    var random = SeededGenerator(seed: 21)
    let values = (0..<n).map { _ in Float.random(in: -1...1, using: &random) }
    let expected = Self.tree(values)
    for (level, sum) in onEveryLevel({ _ in Tensor(values).sum().scalars(as: Float.self)[0] }) {
      #expect(sum == expected, "\(n) elements on \(level), seed 21")
    }
  }

  @Test(arguments: [(3, 5), (20, 33), (100, 17), (5000, 20), (1, 40), (40, 1)])
  func rowsAndColumnsHaveTheSameTree(m: Int, n: Int) {
    var random = SeededGenerator(seed: 22)
    let values = (0..<(m * n)).map { _ in Float.random(in: -1...1, using: &random) }
    let x = Tensor(values, shape: [m, n])
    let columns = (0..<n).map { j in Self.tree((0..<m).map { values[$0 * n + j] }) }
    let rows = (0..<m).map { i in Self.tree((0..<n).map { values[i * n + $0] }) }
    #expect(x.sum(axis: 0).scalars(as: Float.self) == columns)
    #expect(x.sum(axis: 1).scalars(as: Float.self) == rows)
    let largest = (0..<n).map { j in (0..<m).map { values[$0 * n + j] }.max() }
    #expect(x.max(axis: 0).scalars(as: Float.self) == largest)
  }

  @Test func reductionOverSeveralAxesEqualsTheFlattenedOne() {
    let x = Tensor.arange(2 * 3 * 4 * 5).reshaped(to: [2, 3, 4, 5])
    let sum = x.sum(axes: [0, 2])
    #expect(sum.shape == [3, 5])
    for i in 0..<3 {
      for j in 0..<5 {
        let part = x.sliced(i..<(i + 1), axis: 1).sliced(j..<(j + 1), axis: 3)
        #expect(part.sum().item() == sum.sliced(i..<(i + 1)).sliced(j..<(j + 1), axis: 1).item())
      }
    }
    #expect(x.sum(axes: [-1, 0], keepDims: true).shape == [1, 3, 4, 1])
    #expect(x.mean(axes: [1, 3]).shape == [2, 4])
    #expect(x.mean().item() == 59.5)
  }

  @Test func nanIsTheLargest() {
    let x = Tensor([1, .nan, 3, 5, 4, 2], shape: [2, 3])
    let rows = x.max(axis: 1).scalars(as: Float.self)
    #expect(rows[0].isNaN && rows[1] == 5)
    #expect(x.argmax(axis: 1).scalars(as: Int64.self) == [1, 0])
  }

  /// Rows are taken by four chains, columns by one. Payloads of what is no number and the signs of zeros tell
  /// which of several came last.
  @Test(arguments: [15, 63, 64, 65, 127, 128, 200, 4096, 4097, 4200])
  func extremesOfRowsHaveTheBitsOfThoseOfColumns(n: Int) {
    var random = SeededGenerator(seed: UInt64(n))
    func payload() -> Float {
      Float(bitPattern: 0x7fc0_0000 | UInt32.random(in: 1...999, using: &random))
    }
    func row(_ kind: Int, _ sign: Float) -> [Float] {
      var x = (0..<n).map { _ in Float.random(in: 1...2, using: &random) * sign }
      switch kind {
      case 1: x = x.map { _ in Bool.random(using: &random) ? 0.0 : -0.0 }
      case 2: for _ in 0..<3 { x[Int.random(in: 0..<n, using: &random)] = payload() }
      case 3: x[n - 1] = payload()
      case 4: x[Int.random(in: 0..<n, using: &random)] = .infinity * -sign
      case 5: x = x.map { _ in -.infinity }
      case 6: x[n - 1] = sign * 0.5
      case 7: x[Int.random(in: 0..<n, using: &random)] = 3
      default: break
      }
      return x
    }
    let rows = [Float(1), -1].flatMap { sign in (0..<8).map { row($0, sign) } }
    let x = Tensor(rows.flatMap { $0 }, shape: [rows.count, n])
    let turned = Tensor(x.transposed().scalars(as: Float.self), shape: [n, rows.count])
    for dtype in [DType.float32, .float64] {
      let (x, turned) = (x.cast(to: dtype), turned.cast(to: dtype))
      for (level, found) in onEveryLevel({ _ in
        [x.max(axis: 1), turned.max(axis: 0), x.min(axis: 1), turned.min(axis: 0)].map(\.bytes)
      }) {
        #expect(found[0] == found[1], "max of \(n) in \(dtype) on \(level)")
        #expect(found[2] == found[3], "min of \(n) in \(dtype) on \(level)")
      }
      if dtype == .float32 {
        let largest = x.max(axis: 1).scalars(as: Float.self)
        for (i, row) in rows.enumerated() where !row.contains(where: \.isNaN) {
          #expect(largest[i] == row.max(), "row \(i) of \(n)")
        }
      }
    }
  }

  @Test func equalMaximaShareTheGradient() throws {
    let g = try gradient(at: Tensor([2, 7, 7, 1])) { $0.max() }
    #expect(g.scalars(as: Float.self) == [0, 0.5, 0.5, 0])
  }

  @Test func argmaxTakesTheFirstOfEquals() {
    #expect(Tensor([3, 9, 9, 1]).argmax().item() == 1)
  }

  @Test(arguments: [(4097, 3), (9000, 40), (5, 17), (4096, 16), (1, 1)])
  func columnsOfAnyHeightHaveTheTreeOfRows(m: Int, n: Int) {
    var random = SeededGenerator(seed: 23)
    let values = (0..<(m * n)).map { _ in Float.random(in: -1...1, using: &random) }
    let x = Tensor(values, shape: [m, n])
    let turned = Tensor(x.transposed().scalars(as: Float.self), shape: [n, m])
    for (name, reduce) in Self.reductions {
      let prints = onEveryLevel { _ in
        [fingerprint([reduce(x, 0)]), fingerprint([reduce(turned, 1)])]
      }
      #expect(Set(prints.flatMap(\.1)).count == 1, "\(name) \(m) \(n), seed 23")
    }
  }

  static let reductions: [(String, @Sendable (Tensor, Int) -> Tensor)] = [
    ("sum", { $0.sum(axis: $1) }), ("max", { $0.max(axis: $1) }), ("min", { $0.min(axis: $1) }),
    ("prod", { ($0 + 1.3).prod(axis: $1) }), ("variance", { $0.variance(axes: [$1]) }),
    ("norm 1", { $0.norm(1, axes: [$1]) }), ("norm 2", { $0.norm(axes: [$1]) }),
    ("logSumExp", { $0.logSumExp(axes: [$1]) }),
  ]

  @Test func reductionsAgreeWithSimpleLoops() {
    var random = SeededGenerator(seed: 24)
    let values = (0..<60).map { _ in Double.random(in: -2...2, using: &random) }
    let x = Tensor(values, shape: [5, 12])
    let rows = (0..<5).map { Array(values[($0 * 12)..<($0 * 12 + 12)]) }
    func check(_ y: Tensor, _ name: String, _ model: ([Double]) -> Double) {
      expectClose(y.scalars(as: Double.self), rows.map(model), ulps: 16, absolute: 1e-14, name)
    }
    func variance(_ r: [Double], _ correction: Double) -> Double {
      let mean = r.reduce(0, +) / 12
      return r.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (12 - correction)
    }
    func power(_ x: Double, _ p: Double) -> Double { Tensor([x]).pow(p).item() }
    check(x.prod(axis: 1), "prod") { $0.reduce(1, *) }
    check(x.min(axis: 1), "min") { $0.min() ?? .nan }
    check(x.variance(axes: [1]), "variance") { variance($0, 0) }
    check(x.variance(axes: [-1], correction: 1), "unbiased") { variance($0, 1) }
    check(x.standardDeviation(axes: [1]), "deviation") { variance($0, 0).squareRoot() }
    check(x.norm(axes: [1]), "norm") { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    check(x.norm(1, axes: [1]), "norm 1") { $0.reduce(0) { $0 + $1.magnitude } }
    check(x.norm(.infinity, axes: [1]), "norm ∞") { $0.map(\.magnitude).max() ?? .nan }
    check(x.norm(-.infinity, axes: [1]), "norm -∞") { $0.map(\.magnitude).min() ?? .nan }
    check(x.norm(0, axes: [1]), "norm 0") { Double($0.filter { $0 != 0 }.count) }
    check(x.norm(3, axes: [1]), "norm 3") {
      power($0.reduce(0) { $0 + power($1.magnitude, 3) }, 1 / 3.0)
    }
    check(x.logSumExp(axes: [1]), "logSumExp") {
      Tensor([$0.reduce(0) { $0 + Tensor([$1]).exp().item() }]).log().item()
    }
    let large = Tensor([1e9, 1e9 + 1, 1e9 + 2])
    #expect(large.variance(correction: 1).item() == 1)
    #expect(Tensor([1.0]).variance(correction: 1).item().isNaN)
  }

  @Test func integersReduceInInt64() {
    let x = Tensor([Int8(100), 100, -3, 7], shape: [2, 2])
    #expect(x.sum().dtype == .int64 && x.sum().item() == 204)
    #expect(x.sum(axis: 0).scalars(as: Int64.self) == [97, 107])
    #expect(x.prod().item() == -210_000)
    #expect(x.max().dtype == .int8 && x.max().item() == 100 && x.min().item() == -3)
    #expect(x.max(axis: 1).scalars(as: Int8.self) == [100, 7])
    #expect(x.argmax(axis: 0).scalars(as: Int64.self) == [0, 0])
    #expect(x.argmin(axis: 1).scalars(as: Int64.self) == [0, 0])
    #expect(x.argmin(axis: 0, keepDims: true).shape == [1, 2])
    #expect(x.mean().dtype == .float64 && x.mean().item() == 51)
    #expect(x.cumsum(axis: 1).scalars(as: Int64.self) == [100, 200, -3, 4])
    #expect(x.cumprod(axis: 0, reverse: true).scalars(as: Int64.self) == [-300, 700, -3, 7])
    #expect(x.variance().item() == Tensor([100.0, 100, -3, 7]).variance().item())
    #expect(Tensor([Int64.max, 1]).sum().scalars(as: Int64.self) == [.min])
    let flags = Tensor([true, false, true, true], shape: [2, 2])
    #expect(
      flags.sum().item() == 3 && flags.countNonzero(axes: [0]).scalars(as: Int64.self) == [2, 1])
    #expect(flags.any(axes: [1]).scalars(as: Bool.self) == [true, true])
    #expect(flags.all(axes: [1]).scalars(as: Bool.self) == [false, true])
    #expect(Tensor.zeros([0]).all().item() == 1 && Tensor.zeros([0]).any().item() == 0)
    #expect(Tensor([Double.nan, 0]).countNonzero().item() == 1)
    #expect(throws: TensorError.self) {
      try withTensorErrors { _ = Tensor([Int32]()).max() }
    }
  }

  @Test func productsHaveRightGradientsAtZeros() throws {
    func slopes(_ x: [Double]) throws -> [Double] {
      try gradient(at: Tensor(x)) { $0.prod() }.scalars(as: Double.self)
    }
    #expect(try slopes([2, 3, 4]) == [12, 8, 6])
    #expect(try slopes([2, 0, 4]) == [0, 8, 0])
    #expect(try slopes([0, 0, 4]) == [0, 0, 0])
    // d²(xyz)/dx dy at two zeros is the third.
    let second = try gradient(at: Tensor([0.0, 0, 4])) {
      try gradient(at: $0) { $0.prod() }.sliced(0..<1).sum()
    }
    #expect(second.scalars(as: Double.self) == [0, 4, 0])
    // Σ of running products of (2, 0, 5): 2 + 0 + 0.
    let running = try gradient(at: Tensor([2.0, 0, 5])) { $0.cumprod(axis: 0).sum() }
    #expect(running.scalars(as: Double.self) == [1, 12, 0])
  }

  @Test func runningSumsAndProductsAgreeWithLoops() throws {
    let values: [Double] = [1, -2, 3, 0.5, 0, 4]
    let x = Tensor(values, shape: [3, 2])
    #expect(x.cumsum(axis: 0).scalars(as: Double.self) == [1, -2, 4, -1.5, 4, 2.5])
    #expect(x.cumsum(axis: 1, reverse: true).scalars(as: Double.self) == [-1, -2, 3.5, 0.5, 4, 4])
    #expect(x.cumprod(axis: 0).scalars(as: Double.self) == [1, -2, 3, -1, 0, -4])
    #expect(x.cumprod(axis: 1, reverse: true).scalars(as: Double.self) == [-2, -2, 1.5, 0.5, 0, 4])
    #expect(x.diff(axis: 0).scalars(as: Double.self) == [2, 2.5, -3, 3.5])
    #expect(x.diff(axis: 0, order: 2).scalars(as: Double.self) == [-5, 1])
    #expect(x.diff(axis: 0, order: 99).count == 0)
    #expect(Tensor.zeros([2, 0]).diff().shape == [2, 0])
    #expect(throws: TensorError.invalidArgument(operation: "diff", reason: "an order of -1")) {
      try withTensorErrors { x.diff(axis: 0, order: -1) }
    }
    let scan = x.linearScan(adding: Tensor([1.0, 1, 1, 1, 1, 1], shape: [3, 2]), axis: 0)
    #expect(scan.scalars(as: Double.self) == [1, 1, 4, 1.5, 1, 7])
    #expect(throws: TensorError.self) { try withTensorErrors { _ = x.cumsum(axis: 2) } }
    #expect(throws: TensorError.self) {
      try withTensorErrors { _ = x.linearScan(adding: Tensor([1.0]), axis: 0) }
    }
  }

  @Test func extremesOfRangeDoNotOverflow() throws {
    let big = Tensor([Float(3e30), 4e30])
    #expect(big.norm().item() == Double(Float(5e30)))
    #expect(Tensor([Float(3e-30), 4e-30]).norm().item() == Double(Float(5e-30)))
    #expect(Tensor([Float.infinity, 1]).norm().item() == .infinity)
    #expect(Tensor([Float.nan, 1]).norm().item().isNaN)
    #expect(Tensor.zeros([3]).norm().item() == 0)
    let zero = try gradient(at: Tensor.zeros([3])) { $0.norm() + $0.norm(1) + $0.norm(3) }
    #expect(zero.scalars(as: Float.self) == [0, 0, 0])
    let deviation = try gradient(at: Tensor([2.0, 2, 2])) { $0.standardDeviation() }
    #expect(deviation.scalars(as: Double.self) == [0, 0, 0])

    let infinity = Double.infinity
    let x = Tensor([-infinity, -infinity, 1000, 1001, infinity, 0], shape: [3, 2])
    let sums = x.logSumExp(axes: [1]).scalars(as: Double.self)
    #expect(sums[0] == -infinity && sums[2] == infinity)
    expectClose([sums[1]], [1001.3132616875182])
    let g = try gradient(at: x.sliced(0..<2)) { $0.logSumExp(axes: [1]).sum() }
    expectClose(
      g.scalars(as: Double.self), [0, 0, 0.2689414213699951, 0.7310585786300049], ulps: 1000)
    #expect(Tensor([1, .nan]).logSumExp().item().isNaN)
    #expect(Tensor.zeros([0]).logSumExp().item() == -infinity)
  }

  @Test func smallestElementsMirrorTheLargest() throws {
    #expect(Tensor([1.0, .nan, 0]).min().item().isNaN)
    #expect(Tensor([1.0, .nan, 0]).argmin().item() == 1)
    #expect(Tensor([3.0, 1, 1]).argmin().item() == 1)
    let g = try gradient(at: Tensor([2.0, 1, 1])) { $0.min() }
    #expect(g.scalars(as: Double.self) == [0, 0.5, 0.5])
  }
}
