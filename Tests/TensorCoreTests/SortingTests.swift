// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
import TensorCore
import TestSupport
import Testing

/// Sorting and searching against slow obvious models.
@Suite struct SortingTests {
  /// Indices of a row in order, NaN last, equal ones as they came.
  static func order(_ row: [Double], descending: Bool) -> [Int] {
    row.indices.sorted { i, j in
      let (a, b) = (row[i], row[j])
      if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? i < j : b.isNaN }
      if a == b { return i < j }
      return descending ? a > b : a < b
    }
  }

  static func values(_ n: Int, seed: UInt64) -> [Double] {
    var random = SeededGenerator(seed: seed)
    return (0..<n).map { _ in
      switch Int.random(in: 0..<12, using: &random) {
      case 0: .nan
      case 1: -0.0
      case 2: 0
      case 3: .infinity
      case 4: -.infinity
      default: Double(Int.random(in: -40...40, using: &random)) / 4
      }
    }
  }

  @Test(arguments: [0, 1, 2, 7, 48, 49, 300], [false, true])
  func sortAgreesWithTheModel(n: Int, descending: Bool) {
    let rows = 3
    let all = Self.values(rows * n, seed: 41)
    for dtype in [DType.float64, .float32] {
      let x = Tensor(all, shape: [rows, n]).cast(to: dtype)
      let sorted = x.sort(descending: descending)
      let columns = x.transposed().sort(axis: 0, descending: descending)
      #expect(fingerprint([columns.values.transposed()]) == fingerprint([sorted.values]))
      let indices = sorted.indices.scalars(as: Int64.self)
      let found = sorted.values.scalars(as: Double.self)
      for i in 0..<rows {
        let row = Array(all[(i * n)..<(i * n + n)])
        let expected = Self.order(row, descending: descending)
        #expect(indices[(i * n)..<(i * n + n)].map(Int.init) == expected, "seed 41, \(dtype)")
        let picked = expected.map { row[$0] }
        for (a, b) in zip(picked, found[(i * n)..<(i * n + n)]) {
          #expect(a.isNaN && b.isNaN || a == b && a.sign == b.sign)
        }
      }
      #expect(fingerprint([x.argsort(descending: descending)]) == fingerprint([sorted.indices]))
    }
  }

  @Test(arguments: [DType.int8, .int16, .int32, .int64, .uint8, .bool])
  func integersSortNatively(dtype: DType) {
    var random = SeededGenerator(seed: 42)
    var numbers = (0..<100).map { _ in Int64.random(in: -200...200, using: &random) }
    if dtype == .int64 { numbers += [.max, .min, .max - 1] }
    let x = Tensor(numbers).cast(to: dtype)
    let own = x.scalars(as: Int64.self)
    #expect(x.sort().values.dtype == dtype)
    #expect(x.sort().values.scalars(as: Int64.self) == own.sorted(), "seed 42")
    let down = x.sort(descending: true).values.scalars(as: Int64.self)
    #expect(down == own.sorted(by: >), "seed 42")
  }

  @Test func gradientsGoBackWhereValuesCameFrom() throws {
    let x = Tensor([3.0, 1, 2, 9, 7, 8], shape: [2, 3])
    let weights = Tensor([1.0, 10, 100])
    let g = try gradient(at: x) { ($0.sort().values * weights).sum() }
    #expect(g.scalars(as: Double.self) == [100, 1, 10, 100, 1, 10])
    let columns = try gradient(at: x) {
      ($0.sort(axis: 0, descending: true).values.sliced(0..<1)).sum()
    }
    #expect(columns.scalars(as: Double.self) == [0, 0, 0, 1, 1, 1])
    let report = try gradientCheck(at: [x]) { x in
      let s = x[0].sort(axis: 1).values
      return (s * s * weights).sum() + x[0].topK(2, axis: 0).values.weighed()
    }
    #expect(report.worstError < 1e-6, "\(report)")
    #expect(throws: TensorError.self) {
      try gradient(at: x) { $0.sort().indices.cast(to: .float64).sum() }
    }
  }

  @Test func topKTakesTheFirstOfEquals() {
    let x = Tensor([Float(5), 1, 5, .nan, 2, -3])
    let top = x.topK(3)
    #expect(top.values.scalars(as: Float.self) == [5, 5, 2])
    #expect(top.indices.scalars(as: Int64.self) == [0, 2, 4])
    let low = x.topK(2, largest: false)
    #expect(low.values.scalars(as: Float.self) == [-3, 1])
    #expect(low.indices.scalars(as: Int64.self) == [5, 1])
    #expect(x.topK(0).values.shape == [0])
    #expect(throws: TensorError.indexOutOfRange(operation: "topK", index: 7, bound: 7)) {
      try withTensorErrors { _ = x.topK(7) }
    }
    #expect(throws: TensorError.self) { try withTensorErrors { _ = x.sort(axis: 1) } }
  }

  @Test func quantilesAgreeWithNumPy() throws {
    let x = Tensor([7.0, 1, 5, 3, 2, 8, 4, 9], shape: [2, 4])
    // numpy.quantile(x, [0, 0.3, 0.5, 1], axis=1) and axis 0
    #expect(x.median(axis: 1).scalars(as: Double.self) == [4, 6])
    #expect(x.quantile(0, axis: 1).scalars(as: Double.self) == [1, 2])
    #expect(x.quantile(1, axis: 1).scalars(as: Double.self) == [7, 9])
    expectClose(x.quantile(0.3, axis: 1).scalars(as: Double.self), [2.8, 3.8])
    expectClose(x.quantile(0.3, axis: 0).scalars(as: Double.self), [3.5, 3.1, 4.3, 4.8])
    #expect(x.median(axis: 0, keepDims: true).shape == [1, 4])
    #expect(Tensor([1.0, .nan, 2]).median(axis: 0).item().isNaN)
    #expect(Tensor([Int32(1), 2]).median(axis: 0).item() == 1.5)
    let g = try gradient(at: x) { $0.median(axis: 1).sum() }
    #expect(g.scalars(as: Double.self) == [0, 0, 0.5, 0.5, 0, 0.5, 0.5, 0])
    #expect(throws: TensorError.self) { try withTensorErrors { _ = x.quantile(1.5, axis: 0) } }
    #expect(throws: TensorError.self) {
      try withTensorErrors { _ = Tensor.zeros([0]).median(axis: 0) }
    }
  }

  @Test(arguments: [0, 1, 5, 200]) func uniqueAgreesWithTheModel(n: Int) {
    let numbers = Self.values(n, seed: 43)
    let found = Tensor(numbers).unique()
    let order = Self.order(numbers, descending: false)
    var values: [Double] = []
    var first: [Int64] = []
    var counts: [Int64] = []
    var inverse = [Int64](repeating: -1, count: n)
    for i in order {
      let x = numbers[i]
      if values.isEmpty
        || !(values[values.count - 1] == x || values[values.count - 1].isNaN && x.isNaN)
      {
        values.append(x)
        first.append(Int64(i))
        counts.append(0)
      }
      counts[counts.count - 1] += 1
      inverse[i] = Int64(values.count - 1)
    }
    #expect(found.values.scalars(as: Double.self).map(\.description) == values.map(\.description))
    #expect(found.firstIndices.scalars(as: Int64.self) == first, "seed 43")
    #expect(found.counts.scalars(as: Int64.self) == counts, "seed 43")
    #expect(found.inverse.scalars(as: Int64.self) == inverse, "seed 43")
    let flags = Tensor([true, false, true], shape: [3, 1]).unique()
    #expect(flags.values.scalars(as: Bool.self) == [false, true])
    #expect(flags.inverse.shape == [3, 1])
  }

  @Test func searchAgreesWithTheModel() {
    let sorted = [-2.0, 0, 0, 1, 3, 3, 3, .infinity, .nan]
    let wanted = [-5.0, -2, -0.0, 0.5, 3, 4, .infinity, .nan]
    func less(_ a: Double, _ b: Double) -> Bool { a < b || b.isNaN && !a.isNaN }
    let x = Tensor(sorted)
    let values = Tensor(wanted, shape: [2, 4])
    let left = x.searchSorted(values)
    #expect(left.shape == [2, 4])
    #expect(
      left.scalars(as: Int64.self)
        == wanted.map { v in Int64(sorted.filter { less($0, v) }.count) })
    #expect(
      x.searchSorted(values, side: .right).scalars(as: Int64.self)
        == wanted.map { v in Int64(sorted.filter { !less(v, $0) }.count) })
    // Types meet in the common one.
    #expect(Tensor([Int32(1), 2, 3]).searchSorted(Tensor([2.5])).item() == 2)
    #expect(throws: TensorError.self) {
      try withTensorErrors { _ = Tensor.zeros([2, 2]).searchSorted(values) }
    }
  }
}
