// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import TensorCore

@Suite struct MovementTests {
  let x = Tensor.arange(24).reshaped(to: [2, 3, 4])
  let v = Tensor([1, 2, 3])

  private func floats(_ x: Tensor) -> [Float] { x.scalars(as: Float.self) }

  // MARK: Views

  @Test func reshapingSharesStorageWhereStridesAllow() {
    let owner = x.body.owner
    let cases: [(Tensor, [Int], isView: Bool)] = [
      (x, [4, 6], true),
      (x.transposed([1, 0, 2]), [3, 2, 2, 2], true),
      (x.transposed([1, 0, 2]), [6, 4], false),
      (x.transposed([2, 0, 1]), [4, 6], true),
      (x.sliced(0..<2, axis: 2), [6, 2], true),
      (x.sliced(0..<2, axis: 2), [12], false),
      (x.sliced(0..<4, axis: 2, step: 2), [12], true),
      (x.flipped(), [24], true),
      (x.flipped(axes: [2]), [2, 1, 3, 2, 2], true),
      (x.sliced(1..<2, axis: 1).expanded(to: [2, 5, 4]), [10, 4], false),
      (x[0, 0].expanded(to: [2, 3, 4]), [6, 4], true),
    ]
    for (place, (view, shape, isView)) in cases.enumerated() {
      let y = view.reshaped(to: shape)
      #expect(y.shape == shape && y.bytes == view.bytes, "\(place)")
      #expect((y.body.owner === owner) == isView, "\(place)")
    }
  }

  @Test(arguments: [1, 2] as [UInt64]) func reshapedViewsReadTheSame(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      var y = Tensor.arange(96, dtype: .int32).reshaped(to: [2, 3, 4, 4])
      for _ in 0..<3 {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: y = y.transposed(Array(0..<y.rank).shuffled(using: &random))
        case 1: y = y.flipped(axes: [Int.random(in: 0..<y.rank, using: &random)])
        case 2:
          let axis = Int.random(in: 0..<y.rank, using: &random)
          let n = y.shape[axis]
          y = y.sliced(0..<n, axis: axis, step: Int.random(in: 1...2, using: &random))
        default: y = y.unsqueezed(axis: Int.random(in: 0...y.rank, using: &random))
        }
      }
      var target: [Int] = []
      var rest = y.count
      while rest > 1 {
        let divisors = (2...rest).filter { rest % $0 == 0 }
        target.append(divisors.randomElement(using: &random) ?? rest)
        rest /= target[target.count - 1]
        if target.count == 7 { target.append(rest); break }
      }
      let z = y.reshaped(to: target)
      #expect(z.bytes == y.bytes, "seed \(seed): \(y.shape) \(y.strides) to \(target)")
    }
  }

  @Test func axesComeAndGo() {
    #expect(x.flattened().shape == [24] && x.flattened(from: 1).shape == [2, 12])
    #expect(x.flattened(from: 0, through: 1).shape == [6, 4])
    #expect(Tensor.scalar(1).flattened().shape == [1])
    #expect(x.unflattened(axis: -1, to: [2, -1]).shape == [2, 3, 2, 2])
    let thin = x.reshaped(to: [1, 2, 3, 1, 4])
    #expect(thin.squeezed().shape == [2, 3, 4] && thin.squeezed(axes: [-2]).shape == [1, 2, 3, 4])
    #expect(
      x.unsqueezed(axis: -1).shape == [2, 3, 4, 1] && x.unsqueezed(axis: 1).shape == [2, 1, 3, 4])
    #expect(x.movingAxis(0, to: -1).shape == [3, 4, 2])
    #expect(x.movingAxes([0, 2], to: [2, 0]).shape == [4, 3, 2])
    #expect(x.movingAxes([2], to: [0]).bytes == x.transposed([2, 0, 1]).bytes)
    #expect(v.expanded(to: [2, -1]).shape == [2, 3])
    let pair = Tensor.broadcast([v, v.reshaped(to: [3, 1])])
    #expect(pair.map(\.shape) == [[3, 3], [3, 3]] && floats(pair[1][1]) == [2, 2, 2])
  }

  @Test func slicesWalkBothWays() {
    let line = Tensor.arange(10)
    #expect(floats(line.sliced(2..<9, step: 3)) == [2, 5, 8])
    #expect(floats(line.sliced(2..<9, step: -3)) == [8, 5, 2])
    #expect(
      floats(line.sliced(0..<10, step: -100)) == [9] && line.sliced(4..<4, step: -1).count == 0)
    #expect(floats(line.sliced(0..<10, step: .min)) == [9])
    #expect(floats(x.flipped(axes: [0, 2])[0, 0]) == [15, 14, 13, 12])
    #expect(x.flipped().flipped().bytes == x.bytes)
  }

  @Test func diagonals() {
    let m = Tensor.arange(12).reshaped(to: [3, 4])
    #expect(floats(m.diagonal()) == [0, 5, 10] && floats(m.diagonal(offset: 2)) == [2, 7])
    #expect(floats(m.diagonal(offset: -1)) == [4, 9] && m.diagonal(offset: 9).shape == [0])
    #expect(m.diagonal(offset: .min).shape == [0] && m.trace().item() == 15)
    #expect(x.diagonal(axes: (2, 0)).shape == [3, 2])
    #expect(floats(x.diagonal(axes: (2, 0))) == [0, 13, 4, 17, 8, 21])
    #expect(x.diagonal().body.owner === x.body.owner)
    #expect(floats(v.diagonalMatrix()) == [1, 0, 0, 0, 2, 0, 0, 0, 3])
    #expect(floats(Tensor([1, 2]).diagonalMatrix(offset: -1)) == [0, 0, 0, 1, 0, 0, 0, 2, 0])
    #expect(x.diagonalMatrix(offset: 1).diagonal(offset: 1, axes: (2, 3)).bytes == x.bytes)
  }

  @Test func windowsSlideAndTheirGradientsAdd() throws {
    let line = Tensor.arange(7)
    let windows = line.unfolded(axis: 0, size: 3, step: 2)
    #expect(windows.shape == [3, 3] && floats(windows) == [0, 1, 2, 2, 3, 4, 4, 5, 6])
    #expect(windows.body.owner === (line.body.owner ?? line.body))
    #expect(x.unfolded(axis: 1, size: 2).shape == [2, 2, 4, 2])
    #expect(floats(x.unfolded(axis: 1, size: 2)[1, 1, 3]) == [19, 23])
    let g = try gradient(at: line) { $0.unfolded(axis: 0, size: 3, step: 2).sum() }
    #expect(floats(g) == [1, 1, 2, 1, 2, 1, 1])
    #expect(line.unfolded(axis: 0, size: 7).shape == [1, 7])
  }

  // MARK: Joining and dividing

  @Test func stackingAndSplitting() {
    let pair = Tensor.stack([v, v * 10], axis: -1)
    #expect(pair.shape == [3, 2] && floats(pair) == [1, 10, 2, 20, 3, 30])
    #expect(
      x.split(sizes: [1, 0, 3], axis: 2).map(\.shape) == [[2, 3, 1], [2, 3, 0], [2, 3, 3]])
    #expect(floats(x.split(parts: 2, axis: -1)[1][0, 0]) == [2, 3])
    #expect(Tensor.arange(7).chunk(3).map { floats($0) } == [[0, 1, 2], [3, 4, 5], [6]])
    #expect(Tensor.arange(4).chunk(3).map(\.count) == [2, 2])
    #expect(
      Tensor.arange(2).chunk(5).map(\.count) == [1, 1] && Tensor.zeros([0]).chunk(2).count == 1)
    #expect(Tensor.concat(x.split(parts: 3, axis: 1), axis: 1).bytes == x.bytes)
    #expect(x.split(parts: 2)[0].body.owner === x.body.owner)
  }

  @Test func joiningPromotesTypes() throws {
    let joined = Tensor.concat([Tensor([Int32(1)]), Tensor([2.5]), Tensor([true])])
    #expect(joined.dtype == .float64 && joined.scalars(as: Double.self) == [1, 2.5, 1])
    #expect(Tensor.stack([Tensor([true]), Tensor([UInt8(7)])]).dtype == .uint8)
    let g = try gradient(at: [v, v.cast(to: .float64)]) {
      (Tensor.concat($0) * Tensor([1, 2, 3, 4, 5, 6]).cast(to: .float64)).sum()
    }
    #expect(g[0].dtype == .float32 && floats(g[0]) == [1, 2, 3])
    #expect(g[1].dtype == .float64 && floats(g[1]) == [4, 5, 6])
  }

  // MARK: Repeating

  @Test func repetitions() {
    #expect(floats(v.repeated(2)) == [1, 1, 2, 2, 3, 3] && v.repeated(0).shape == [0])
    #expect(floats(v.repeated([2, 0, 1], axis: 0)) == [1, 1, 3])
    #expect(x.repeated(3, axis: 1).shape == [2, 9, 4])
    #expect(floats(x.repeated(3, axis: 1)[1, 3...5, 0]) == [16, 16, 16])
    let deep = Tensor.arange(4).reshaped(to: [1, 1, 1, 2, 1, 1, 1, 2])
    #expect(floats(deep.repeated(2, axis: 3)) == [0, 1, 0, 1, 2, 3, 2, 3])
    #expect(floats(v.tiled([2])) == [1, 2, 3, 1, 2, 3])
    #expect(v.tiled([2, 1]).shape == [2, 3] && v.tiled([2, 0]).shape == [2, 0])
    let m = Tensor([[1, 2], [3, 4]])
    #expect(floats(m.tiled([2])) == [1, 2, 1, 2, 3, 4, 3, 4])
    #expect(floats(m.tiled([2, 2])) == [1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4])
    #expect(Tensor.zeros([0, 3]).tiled([2, 2]).shape == [0, 6])
    #expect(floats(v.rolled(by: 1)) == [3, 1, 2] && floats(v.rolled(by: -4)) == [2, 3, 1])
    #expect(floats(m.rolled(by: 1)) == [4, 1, 2, 3])
    #expect(floats(m.rolled(by: [1, 1], axes: [0, 1])) == [4, 3, 2, 1])
    #expect(floats(v.rolled(by: .min, axis: 0)) == floats(v.rolled(by: Int.min % 3, axis: 0)))
    let grid = Tensor.meshgrid([v, Tensor([10, 20])])
    #expect(grid.map(\.shape) == [[3, 2], [3, 2]])
    #expect(floats(grid[0]) == [1, 1, 2, 2, 3, 3] && floats(grid[1]) == [10, 20, 10, 20, 10, 20])
  }

  @Test func borders() {
    let abc = v
    func padded(_ a: Int, _ b: Int, _ mode: Tensor.Padding) -> [Float] {
      floats(abc.padded([(a, b)], mode: mode))
    }
    #expect(padded(2, 1, .constant(9)) == [9, 9, 1, 2, 3, 9])
    #expect(padded(2, 1, .reflect) == [3, 2, 1, 2, 3, 2])
    #expect(padded(5, 4, .reflect) == [2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3])
    #expect(padded(2, 1, .symmetric) == [2, 1, 1, 2, 3, 3])
    #expect(padded(2, 1, .replicate) == [1, 1, 1, 2, 3, 3])
    #expect(padded(2, 4, .circular) == [2, 3, 1, 2, 3, 1, 2, 3, 1])
    #expect(padded(-1, 2, .constant(0)) == [2, 3, 0, 0] && padded(1, -2, .replicate) == [1, 1])
    #expect(padded(-2, -1, .constant(0)) == [] && padded(-3, 2, .constant(4)) == [4, 4])
    let m = Tensor([[1, 2], [3, 4]])
    #expect(m.padded([(1, 0), (0, 1)]).description == "[[0. 0. 0.]\n [1. 2. 0.]\n [3. 4. 0.]]")
    #expect(x.padded([(1, 1)]).shape == [2, 3, 6])
    #expect(
      floats(m.padded([(1, 1), (1, 0)], mode: .reflect)) == [
        4, 3, 4, 2, 1, 2, 4, 3, 4, 2, 1, 2,
      ])
    #expect(
      Tensor.ones([2], dtype: .bool).padded([(1, 0)]).scalars(as: Bool.self) == [
        false, true, true,
      ])
  }

  @Test func triangles() {
    let m = Tensor.arange(12).reshaped(to: [3, 4]) + 1
    for k in [-5, -2, -1, 0, 1, 2, 5, .max, .min + 1] {
      for i in 0..<3 {
        for j in 0..<4 {
          let kept = Float(i * 4 + j + 1)
          #expect(floats(m.tril(diagonal: k)[i, j]) == [j - i <= k ? kept : 0])
          #expect(floats(m.triu(diagonal: k)[i, j]) == [j - i >= k ? kept : 0])
        }
      }
    }
    #expect(floats(x.tril()[1]) == [12, 0, 0, 0, 16, 17, 0, 0, 20, 21, 22, 0])
  }

  // MARK: By index

  /// The sentence of the documentation, read as a program.
  @Test(arguments: [1, 2, 3] as [UInt64]) func gatherAndScatterAgreeWithALoop(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for axis in [0, 1, -1] {
      let shape = [3, 4, 5]
      let place = axis < 0 ? axis + 3 : axis
      var own = shape.map { Int.random(in: 0...$0, using: &random) }
      own[place] = Int.random(in: 0...6, using: &random)
      let n = own.reduce(1, *)
      let list = (0..<n).map { _ in Int64.random(in: 0..<Int64(shape[place]), using: &random) }
      let index = Tensor(list, shape: own)
      let source = Tensor.arange(60).reshaped(to: shape)
      let values = Tensor((0..<n).map { Float(100 + $0) }, shape: own)
      var gathered: [Float] = []
      var scattered = floats(source)
      var added = scattered
      for i in 0..<n {
        var at = [
          i / Swift.max(own[1] * own[2], 1), i / Swift.max(own[2], 1) % Swift.max(own[1], 1),
          i % Swift.max(own[2], 1),
        ]
        at[place] = Int(list[i])
        let flat = (at[0] * 4 + at[1]) * 5 + at[2]
        gathered.append(Float(flat))
        scattered[flat] = Float(100 + i)
        added[flat] += Float(100 + i)
      }
      let message = "seed \(seed), axis \(axis), \(own)"
      for disguised in [source] + Disguise.allCases.map({ $0(source) }) {
        #expect(floats(disguised.gather(index, axis: axis)) == gathered, "\(message)")
        #expect(floats(disguised.scatter(values, at: index, axis: axis)) == scattered, "\(message)")
        #expect(floats(disguised.scatterAdd(values, at: index, axis: axis)) == added, "\(message)")
      }
    }
  }

  @Test func takingAlongAnAxisBroadcasts() {
    let m = Tensor([[3, 1, 2], [9, 7, 8]])
    let order = Tensor([Int64(1), 2, 0], shape: [1, 3])
    #expect(floats(m.takeAlongAxis(order, axis: 1)) == [1, 2, 3, 7, 8, 9])
    #expect(floats(m.takeAlongAxis(Tensor([Int64(-1), 0], shape: [2, 1]), axis: 1)) == [2, 9])
    #expect(
      m.reshaped(to: [2, 3, 1]).takeAlongAxis(Tensor([Int64(0)], shape: [1, 1, 1]), axis: 0).shape
        == [1, 3, 1])
  }

  @Test func tuplesOfIndices() {
    let index = Tensor([Int64(1), 2, 0, -1], shape: [2, 2])
    #expect(floats(x.gatherND(index)) == floats(Tensor.stack([x[1, 2], x[0, 2]])))
    #expect(x.gatherND(Tensor([Int64]())).shape == [2, 3, 4])
    #expect(x.gatherND(Tensor.zeros([5, 0], dtype: .int64)).shape == [5, 2, 3, 4])
    let rows = Tensor([Int64(2), 0], shape: [2, 1])
    #expect(floats(x.gatherND(rows, batchAxes: 1)) == floats(Tensor.stack([x[0, 2], x[1, 0]])))
    let value = Tensor([7])
    var expected = x
    expected[1, 2] = value
    expected[0, 2] = value
    #expect(x.scatterND(value, at: index).bytes == expected.bytes)
    let twice = Tensor([Int64(0), 0], shape: [2, 1])
    #expect(floats(v.scatterND(Tensor([8, 9]), at: twice)) == [9, 2, 3])
    #expect(floats(v.scatterAddND(Tensor([8, 9]), at: twice)) == [18, 2, 3])
  }

  @Test func masks() throws {
    let mask = Tensor([true, false, true])
    #expect(
      floats(v.maskedFill(mask, -1)) == [-1, 2, -1] && floats(v.maskedSelect(mask)) == [1, 3])
    #expect(floats(Tensor([[1, 2, 3], [4, 5, 6]]).maskedSelect(mask)) == [1, 3, 4, 6])
    #expect(floats(v.maskedSelect(Tensor([true, false], shape: [2, 1]))) == [1, 2, 3])
    let g = try gradient(at: Tensor([1, .nan, 3])) {
      $0.maskedFill(Tensor([false, true, false]), 0).sum()
    }
    #expect(floats(g) == [1, 0, 1])
    #expect(
      Tensor([Int8(1), 2]).maskedFill(Tensor([true, false]), 9).scalars(as: Int8.self) == [9, 2])
  }

  @Test func repeatedIndicesAddTheirGradients() throws {
    let weights = Tensor([1, 10, 100, 1000])
    let index = Tensor([Int64(2), 0, 2, 2])
    #expect(
      floats(try gradient(at: v) { ($0.indexSelect(index) * weights).sum() }) == [10, 0, 1101])
    #expect(
      floats(try gradient(at: v) { ($0.gather(index, axis: 0) * weights).sum() }) == [10, 0, 1101])
    let both = try gradient(at: [v, weights]) { x in
      (x[0].scatter(x[1], at: index, axis: 0) * Tensor([5, 6, 7])).sum()
    }
    #expect(floats(both[0]) == [0, 6, 0] && floats(both[1]) == [0, 5, 0, 7])
    let added = try gradient(at: [v, weights]) { x in
      let y = x[0].scatterAdd(x[1], at: index, axis: 0)
      return (y * y).sum()
    }
    #expect(floats(added[0]) == [22, 4, 2208] && floats(added[1]) == [2208, 22, 2208, 2208])
    let integers = Tensor([Int64(1), 2, 3]).indexAdd(index, Tensor([Int64(1), 10, 100, 1000]))
    #expect(integers.scalars(as: Int64.self) == [11, 2, 1104])
  }

  @Test func compositionsHaveGradients() throws {
    let a = Tensor((0..<12).map { Double($0 * 7 % 12) / 6 - 0.9 }, shape: [3, 4])
    let b = Tensor((0..<4).map { Double($0) / 3 - 0.4 }, shape: [4])
    let index = Tensor([Int64(1), 0, 2, 1, 1, 3], shape: [3, 2])
    let cases: [@Sendable (Tensor, Tensor) -> Tensor] = [
      { x, _ in x.padded([(2, 1), (-1, 3)], mode: .reflect) },
      { x, _ in x.padded([(1, 2)], mode: .circular) },
      { x, _ in x.padded([(1, -1), (2, 0)], mode: .constant(3)) },
      { x, y in x.tiled([2, 1, 3]) * y.tiled([3]) },
      { x, _ in x.repeated([2, 0, 3], axis: 0).rolled(by: 2, axis: 1) },
      { x, _ in x.repeated(2, axis: 1).flattened().chunk(5)[2] },
      { x, y in Tensor.stack([x.tril(), x.triu(diagonal: 1) * y, x]) },
      { x, y in Tensor.meshgrid([y, x[0]])[0] * y },
      { x, _ in x.takeAlongAxis(index, axis: 1) },
      { x, y in x.scatter(y[..<2], at: index, axis: 1) },
      { x, y in x.scatterAdd(y[2...], at: index, axis: 1) },
      { x, y in x.scatterND(y[0], at: Tensor([Int64(2), 1, 2, 1], shape: [2, 2])) },
      { x, y in x.scatterAddND(y, at: Tensor([Int64(2), 0, 2], shape: [3, 1])) },
      { x, _ in x.gatherND(Tensor([Int64(2), 1, 2, 1], shape: [2, 2])) },
      { x, y in
        x.movingAxis(0, to: 1).unflattened(axis: 0, to: [2, 2]).maskedSelect(
          Tensor([true, false, true])) * y[0]
      },
      { x, y in Tensor.broadcast([x, y])[1] * x.squeezed().unsqueezed(axis: 1).squeezed(axes: [1])
      },
    ]
    for (place, body) in cases.enumerated() {
      let report = try gradientCheck(at: [a, b]) { x in
        let first = try gradient(at: x) {
          let y = body($0[0], $0[1])
          return (y * y).weighed() + y.weighed()
        }
        return first.enumerated().map { $1.weighed($0) }.reduce(
          Tensor.scalar(0, dtype: .float64), +)
      }
      #expect(report.worstError < 1e-6, "\(place): \(report)")
    }
  }

  @Test(arguments: DType.allCases) func everyTypeIsMoved(dtype: DType) throws {
    let width = dtype.byteWidth
    let bytes = (0..<(6 * width)).map { dtype == .bool ? UInt8($0 % 2) : UInt8($0 * 5 % 256) }
    let x = try Tensor(bytes: bytes, shape: [2, 3], dtype: dtype)
    func elements(_ list: [Int]) -> [UInt8] {
      list.flatMap { Array(bytes[($0 * width)..<(($0 + 1) * width)]) }
    }
    #expect(x.rolled(by: 1, axis: 1).bytes == elements([2, 0, 1, 5, 3, 4]))
    #expect(x.repeated(2, axis: 0).bytes == elements([0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]))
    #expect(x.tiled([1, 2]).bytes == elements([0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]))
    #expect(x.padded([(1, 1)], mode: .reflect).bytes == elements([1, 0, 1, 2, 1, 4, 3, 4, 5, 4]))
    #expect(x.gather(Tensor([Int64(2), 0], shape: [2, 1]), axis: 1).bytes == elements([2, 3]))
    #expect(
      x.scatter(x[.all, ..<1], at: Tensor([Int64(2), 1], shape: [2, 1]), axis: 1).bytes
        == elements([0, 1, 0, 3, 3, 5]))
    #expect(x.diagonal().bytes == elements([0, 4]))
    #expect(x.unfolded(axis: 1, size: 2).bytes == elements([0, 1, 1, 2, 3, 4, 4, 5]))
    #expect(Tensor.concat([x[0], x[1]]).bytes == bytes)
    #expect(x.maskedSelect(Tensor([false, true, false])).bytes == elements([1, 4]))
    let lower = x.tril().bytes
    #expect(Array(lower[(1 * width)..<(3 * width)]) == [UInt8](repeating: 0, count: 2 * width))
  }
}
