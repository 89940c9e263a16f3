// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import TensorCore

@Suite struct IndexingTests {
  let x = Tensor.arange(24, dtype: .int32).reshaped(to: [2, 3, 4])

  private func numbers(_ x: Tensor) -> [Int] { x.scalars(as: Int64.self).map(Int.init) }

  @Test func everyKindOfIndexReads() {
    #expect(numbers(x[1, 2, 3]) == [23] && x[1, 2, 3].shape == [])
    #expect(numbers(x[-1, 0]) == [12, 13, 14, 15])
    #expect(numbers(x[0, 1..<3, 2]) == [6, 10])
    #expect(x[0, 1..<3, 2...].shape == [2, 2] && x[].shape == [2, 3, 4])
    #expect(numbers(x[.ellipsis, 0]) == [0, 4, 8, 12, 16, 20])
    #expect(numbers(x[.all, 1...1, ..<(-2)]) == [4, 5, 16, 17])
    #expect(numbers(x[0, -1, (-2)...(-1)]) == [10, 11] && numbers(x[0, 0, ...(-2)]) == [0, 1, 2])
    #expect(numbers(x[0, 0, .every(-2)]) == [3, 1])
    #expect(numbers(x[1, 0, .range(from: -1, to: 0, by: -1)]) == [15, 14, 13])
    #expect(numbers(x[0, 0, stride(from: 3, through: 0, by: -3)]) == [3, 0])
    #expect(numbers(x[0, 0, stride(from: 0, to: 4, by: 2)]) == [0, 2])
    #expect(x[.newAxis, 0, .newAxis, .ellipsis, .newAxis].shape == [1, 1, 3, 4, 1])
    #expect(numbers(x[[1, 0, 1], 0, 0]) == [12, 0, 12])
    #expect(numbers(x[0, [true, false, true], 1]) == [1, 9])
    #expect(numbers(x[x.less(than: Tensor([Int32(3)]))]) == [0, 1, 2])
    let rows = Tensor([Int64(0), 2])
    let columns = Tensor([Int32(3), -4])
    #expect(numbers(x[1, rows, columns]) == [15, 20])
    #expect(x[[0], .all, columns.reshaped(to: [2, 1])].shape == [2, 1, 3])
    let (yes, no) = (Tensor([true], shape: []), Tensor([false], shape: []))
    #expect(x[.mask(yes)].shape == [1, 2, 3, 4] && x[.all, .mask(no)].shape == [2, 0, 3, 4])
    #expect(x[.mask(yes), 0...1, .mask(yes)].shape == [1, 2, 3, 4])
    #expect(numbers(x[.mask(yes), 1, [0, 1], 0]) == [12, 16])
    let index = 1
    let range: [any TensorIndexConvertible] = [0..<1, index]
    #expect(x[indices: range.map(\.tensorIndex)].shape == [1, 4])
  }

  @Test func whatIsNoTensorOrMaskIsAView() {
    let part = x[1, .every(-1), 1..<3]
    #expect(part.body.owner === (x.body.owner ?? x.body) && part.strides == [-4, 1])
    #expect(x[[0, 1]].body.owner !== (x.body.owner ?? x.body))
  }

  // MARK: NumPy

  private struct Line: Decodable {
    let shape: [Int]
    let index: [Item]
    let resultShape: [Int]
    let result: [Int]
    let valueShape: [Int]
    let after: [Int]
  }

  private struct Item: Decodable {
    let index: TensorIndex

    private struct List: Decodable {
      let at: [Int64]?
      let mask: [UInt8]?
      let shape: [Int]
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let element = try? container.decode(Int.self) {
        index = element.tensorIndex
      } else if let ends = try? container.decode([Int?].self) {
        index = .range(from: ends[0], to: ends[1], by: ends[2] ?? 1)
      } else if let word = try? container.decode(String.self) {
        index = word == "new" ? .newAxis : .ellipsis
      } else {
        let list = try container.decode(List.self)
        if let at = list.at {
          index = .at(Tensor(at, shape: list.shape))
        } else {
          index = .mask(Tensor((list.mask ?? []).map { $0 != 0 }, shape: list.shape))
        }
      }
    }
  }

  private func replay(_ check: (Line, [TensorIndex], String) throws -> Void) throws {
    let bundled = Bundle.module.resourceURL?.appending(path: "Vectors/numpy")
    try replayVectors(prefix: "numpy-indexing", bundled: bundled, fewest: 300) { data, place in
      let line = try JSONDecoder().decode(Line.self, from: data)
      try check(line, line.index.map(\.index), place)
      return true
    }
  }

  @Test func readsWhatNumPyReads() throws {
    try replay { line, index, place in
      let x = Tensor.arange(line.shape.reduce(1, *), dtype: .int64).reshaped(to: line.shape)
      for source in [x] + (x.count > 0 ? Disguise.allCases.map { $0(x) } : []) {
        let part = source[indices: index]
        #expect(part.shape == line.resultShape, "\(place)")
        #expect(numbers(part) == line.result, "\(place)")
      }
    }
  }

  @Test func writesWhatNumPyWrites() throws {
    try replay { line, index, place in
      let x = Tensor.arange(line.shape.reduce(1, *), dtype: .int64).reshaped(to: line.shape)
      let n = line.valueShape.reduce(1, *)
      let value = Tensor.arange(1000..<(1000 + n), dtype: .int64).reshaped(to: line.valueShape)
      for source in [x] + (x.count > 0 ? Disguise.allCases.map { $0(x) } : []) {
        var y = source
        y[indices: index] = value
        #expect(y.shape == line.shape && numbers(y) == line.after, "\(place)")
        #expect(source.bytes == x.bytes, "\(place) changed another tensor")
      }
    }
  }

  /// Where each element of the result came from is plain in what NumPy answered, and so is its gradient.
  @Test func gradientsGoWhereNumPyTookTheElements() throws {
    try replay { line, index, place in
      let count = line.shape.reduce(1, *)
      let n = line.valueShape.reduce(1, *)
      let x = Tensor.arange(count, dtype: .float64).reshaped(to: line.shape)
      let value = Tensor.arange(1000..<(1000 + n), dtype: .float64).reshaped(to: line.valueShape)
      func weights(_ count: Int) -> [Double] { (0..<count).map { Double(($0 * 7) % 13 + 1) } }
      func weighed(_ y: Tensor) -> Tensor {
        (y * Tensor(weights(y.count), shape: y.shape)).sum()
      }
      var expected = [Double](repeating: 0, count: count)
      for (from, weight) in zip(line.result, weights(line.result.count)) {
        expected[from] += weight
      }
      let read = try gradient(at: x) { weighed($0[indices: index]) }
      #expect(read.scalars(as: Double.self) == expected, "\(place)")

      var replaced = [Double](repeating: 0, count: count)
      var written = [Double](repeating: 0, count: n)
      for (to, weight) in zip(line.after.indices, weights(count)) {
        if line.after[to] < 1000 {
          replaced[to] = weight
        } else {
          written[line.after[to] - 1000] += weight
        }
      }
      var after: [Double] = []
      let both = try gradient(at: [x, value]) { inputs in
        var y = inputs[0]
        y[indices: index] = inputs[1]
        after = y.scalars(as: Double.self)
        return weighed(y)
      }
      #expect(after == line.after.map(Double.init), "\(place)")
      #expect(both[0].scalars(as: Double.self) == replaced, "\(place)")
      #expect(both[1].scalars(as: Double.self) == written, "\(place)")
    }
  }

  // MARK: A model

  /// Each axis gives a list of places; the result walks over all of them, the last one fastest.
  @Test(arguments: [1, 2, 3] as [UInt64]) func randomIndicesAgreeWithAWalk(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<150 {
      let shape = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        Int.random(in: 1...5, using: &random)
      }
      var x = Tensor.arange(shape.reduce(1, *), dtype: .int64).reshaped(to: shape)
      var index: [any TensorIndexConvertible] = []
      var places: [[Int]] = []
      var target: [Int] = []
      var hasList = false
      for n in shape {
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where !hasList:
          let i = Int.random(in: -n..<n, using: &random)
          index.append(i)
          places.append([i < 0 ? i + n : i])
          continue
        case 1:
          let low = Int.random(in: 0...n, using: &random)
          let high = Int.random(in: low...n, using: &random)
          index.append(low..<high)
          places.append(Array(low..<high))
        case 2 where !hasList && index.allSatisfy { !($0 is Int) }:
          hasList = true
          let list = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            Int.random(in: 0..<n, using: &random)
          }
          index.append(list)
          places.append(list)
        case 3:
          let step = Int.random(in: 1...3, using: &random)
          index.append(TensorIndex.every(-step))
          places.append(Array(stride(from: n - 1, to: -1, by: -step)))
        default:
          index.append(TensorIndex.all)
          places.append(Array(0..<n))
        }
        target.append(places[places.count - 1].count)
      }
      var walk = [0]
      for (n, list) in zip(shape, places) { walk = walk.flatMap { i in list.map { i * n + $0 } } }
      let list = index.map(\.tensorIndex)
      #expect(x[indices: list].shape == target, "seed \(seed): \(shape) \(index)")
      #expect(numbers(x[indices: list]) == walk, "seed \(seed): \(shape) \(index)")
      var model = numbers(x)
      for (i, place) in walk.enumerated() { model[place] = -i }
      x[indices: list] = Tensor(walk.indices.map { Int64(-$0) }, shape: target)
      #expect(numbers(x) == model, "seed \(seed): \(shape) \(index)")
    }
  }

  // MARK: Writing

  @Test func writingHappensInPlaceForTheSoleOwner() throws {
    var y = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    let body = ObjectIdentifier(y.body)
    y[0, 1...] = Tensor([7])
    y[.ellipsis, [2, 0]] = Tensor([[8, 9], [10, 11]])
    y[y.less(than: Tensor([8]))] = Tensor.scalar(0)
    #expect(ObjectIdentifier(y.body) == body)
    #expect(y.scalars(as: Float.self) == [9, 0, 8, 11, 0, 10])
    y[1] = y[1] + Tensor([1, 2, 3])
    #expect(y.scalars(as: Float.self) == [9, 0, 8, 12, 2, 13])
    let copy = y
    let view = y[0]
    y[0] = Tensor.scalar(5)
    #expect(ObjectIdentifier(y.body) != ObjectIdentifier(copy.body))
    #expect(copy.scalars(as: Float.self) == [9, 0, 8, 12, 2, 13])
    #expect(view.scalars(as: Float.self) == [9, 0, 8])
    #expect(y.scalars(as: Float.self) == [5, 5, 5, 12, 2, 13])
  }

  @Test func aViewThatIsWrittenToBecomesItsOwnTensor() {
    let x = Tensor([1, 2, 3, 4], shape: [2, 2])
    var row = x[1]
    row[0] = Tensor.scalar(9)
    #expect(row.scalars(as: Float.self) == [9, 4] && x.scalars(as: Float.self) == [1, 2, 3, 4])
    var stretched = x[0, 0].expanded(to: [3])
    stretched[1] = Tensor.scalar(7)
    #expect(stretched.scalars(as: Float.self) == [1, 7, 1])
  }

  @Test func theValueIsReadBeforeAnythingIsWritten() throws {
    var x = Tensor([1, 2, 3, 4, 5])
    x[1...] = x[..<4]
    #expect(x.scalars(as: Float.self) == [1, 1, 2, 3, 4])
    x[.all] = x[.every(-1)]
    #expect(x.scalars(as: Float.self) == [4, 3, 2, 1, 1])
    var order = Tensor([Int64(2), 0, 1])
    order[order] = Tensor([Int64(5), 6, 7])
    #expect(numbers(order) == [6, 7, 5])
    // x[1...] = x[..<4]: the first element is read twice, the last not at all.
    let g = try gradient(at: Tensor([1, 2, 3, 4, 5])) { input in
      var y = input
      y[1...] = y[..<4]
      return (y * Tensor([1, 10, 100, 1000, 10000])).sum()
    }
    #expect(g.scalars(as: Float.self) == [11, 100, 1000, 10000, 0])
  }

  @Test func ofTwoWritesToOnePlaceTheLastWinsAndHasTheGradient() throws {
    let g = try gradient(at: [Tensor([1, 2, 3]), Tensor([4, 5, 6])]) { inputs in
      var y = inputs[0]
      y[[1, 0, 1]] = inputs[1]
      #expect(y.detached().scalars(as: Float.self) == [5, 6, 3])
      return (y * Tensor([1, 10, 100])).sum()
    }
    #expect(g[0].scalars(as: Float.self) == [0, 0, 100])
    #expect(g[1].scalars(as: Float.self) == [0, 1, 10])
    // A NaN that arrives for the winner does not reach the loser.
    let nan = try gradient(at: Tensor([4, 5, 6])) { value in
      var y = Tensor([1, 2, 3])
      y[[1, 0, 1]] = value
      return (y * Tensor([1, .nan, 100])).sum()
    }
    #expect(nan.scalars(as: Float.self)[0] == 0)
  }

  @Test func writesAreDifferentiatedTwice() throws {
    let report = try gradientCheck(
      at: [Tensor([0.3, -0.2, 0.7, 1.1], shape: [2, 2]).cast(to: .float64), Tensor([0.5, -0.4])]
    ) { inputs in
      let first = try gradient(at: inputs) { x in
        var y = x[0] * x[0]
        y[.all, [1, 1]] = (x[1] * x[1]).reshaped(to: [2, 1]) * y[.all, [0, 1]]
        y[0, 0] = y[0, 1] * y[1, 0]
        return (y * y).sum()
      }
      return first.map { ($0 * $0).sum() }.reduce(Tensor.scalar(0, dtype: .float64), +)
    }
    #expect(report.worstError < 1e-6, "\(report)")
  }

  @Test func numbersAreReadAndWrittenAsTheyAre() {
    var y = Tensor.zeros([2, 3])
    y[0] = 1.5
    y[y.equal(to: Tensor([0]))] = -2
    y[1, 2] += 1
    let corner: Double = y[1, 2]
    #expect(corner == -1 && y.scalars(as: Float.self) == [1.5, 1.5, 1.5, -2, -2, -1])
    y[1] = [7, 8, 9]
    #expect(y[1].scalars(as: Float.self) == [7, 8, 9])
    var bytes = Tensor([UInt8(1), 2])
    bytes[.every(-1)] = 255
    #expect(bytes.scalars(as: UInt8.self) == [255, 255])
    for number in [256.0, 0.5, .nan] {
      #expect(
        throws: TensorError.invalidArgument(
          operation: "index write", reason: "\(number) is no uint8")
      ) {
        try withTensorErrors {
          var copy = bytes
          copy[0] = number
          #expect(copy.isPoisoned)
        }
      }
    }
  }

  @Test func typesOfOneKindAreConverted() {
    var single = Tensor([1, 2])
    single[0] = Tensor.scalar(0.5, dtype: .float64)
    single[1] = Tensor([Int64(7)])
    #expect(single.dtype == .float32 && single.scalars(as: Float.self) == [0.5, 7])
    var integers = Tensor([Int32(1), 2])
    integers[0] = Tensor([true])
    #expect(numbers(integers) == [1, 2])
    #expect(
      throws: TensorError.typeMismatch(operation: "index write", left: .int32, right: .float32)
    ) {
      try withTensorErrors { integers[0] = Tensor([Float(1.5)]) }
    }
  }

  @Test(arguments: DType.allCases) func everyTypeIsMoved(dtype: DType) throws {
    let width = dtype.byteWidth
    let bytes = (0..<(6 * width)).map { dtype == .bool ? UInt8($0 % 2) : UInt8($0 * 5 % 256) }
    var x = try Tensor(bytes: bytes, shape: [2, 3], dtype: dtype)
    func element(_ i: Int) -> [UInt8] { Array(bytes[(i * width)..<((i + 1) * width)]) }
    #expect(x[.all, [2, 0]].bytes == [2, 0, 5, 3].flatMap(element))
    #expect(x[.every(-1), 1].bytes == [4, 1].flatMap(element))
    #expect(x[[true, false]].bytes == [0, 1, 2].flatMap(element))
    x[.all, [0, 2]] = x[.all, 1...1]
    #expect(x.bytes == [1, 1, 1, 4, 4, 4].flatMap(element))
    x[0] = x[1]
    #expect(x.bytes == [4, 4, 4, 4, 4, 4].flatMap(element))
  }

  // MARK: Mistakes

  static let mistakes: [(TensorError, @Sendable (Tensor) -> Tensor)] = [
    (.indexOutOfRange(operation: "index of axis 0", index: 2, bound: 2), { $0[2] }),
    (.indexOutOfRange(operation: "index of axis 1", index: -4, bound: 3), { $0[0, -4] }),
    (.indexOutOfRange(operation: "index of axis 1", index: 4, bound: 3), { $0[0, 1..<4] }),
    (
      .indexOutOfRange(operation: "index of axis 2", index: -5, bound: 4),
      { $0[.ellipsis, (-5)...] }
    ),
    (
      .indexOutOfRange(operation: "index of axis 2", index: 4, bound: 4),
      { $0[.ellipsis, .range(from: 4, to: 0, by: -1)] }
    ),
    (.indexOutOfRange(operation: "index of axis 1", index: 3, bound: 3), { $0[.all, [0, 3]] }),
    (.indexOutOfRange(operation: "index of axis 0", index: 5, bound: 2), { $0[5, [0, 1]] }),
    (
      .invalidShape(
        operation: "index", shape: [2, 3, 4], reason: "has fewer axes than the 4 indices"),
      { $0[0, 0, 0, 0] }
    ),
    (
      .invalidShape(
        operation: "index", shape: [2, 3, 4], reason: "can be indexed with one ellipsis only"),
      { $0[.ellipsis, 0, .ellipsis] }
    ),
    (
      .invalidShape(
        operation: "index of axis 1", shape: [2, 3, 4], reason: "cannot be walked in steps of 0"),
      { $0[0, .every(0)] }
    ),
    (
      .shapeMismatch(
        operation: "index by several tensors", left: [2], right: [3], axis: 0),
      { $0[[0, 1], [0, 1, 2]] }
    ),
    (
      .shapeMismatch(operation: "index mask", left: [2, 3, 4], right: [2], axis: 1),
      { $0[.all, [true, false]] }
    ),
    (.unsupportedType(operation: "index of axis 0", dtype: .float32), { $0[Tensor([1])] }),
    (.unsupportedType(operation: "index mask", dtype: .int64), { $0[.mask(Tensor([Int64(1)]))] }),
    (
      .shapeMismatch(operation: "index write", left: [3], right: [3, 4], axis: 1),
      {
        var y = $0
        y[0] = Tensor([1, 2, 3])
        return y
      }
    ),
    (
      .shapeMismatch(operation: "index write", left: [4], right: [2, 4], axis: nil),
      {
        var y = $0
        y[0, 0] = Tensor.zeros([2, 4])
        return y
      }
    ),
  ]

  @Test(arguments: mistakes.indices) func mistakesAreNamed(index: Int) {
    let (expected, mistake) = Self.mistakes[index]
    #expect(throws: expected) {
      try withTensorErrors {
        #expect(mistake(Tensor.zeros([2, 3, 4])).isPoisoned)
      }
    }
  }

  @Test func aFailedIndexOfAnIndexIsTheErrorThatIsReported() {
    #expect(throws: TensorError.indexOutOfRange(operation: "index of axis 0", index: 9, bound: 2)) {
      try withTensorErrors {
        let bad = Tensor([Int64(0), 1])[9]
        #expect(Tensor.zeros([4])[bad].isPoisoned && Tensor.zeros([4])[.mask(bad)].isPoisoned)
        var y = Tensor.zeros([4])
        y[0] = bad
        #expect(y.isPoisoned)
      }
    }
  }
}
