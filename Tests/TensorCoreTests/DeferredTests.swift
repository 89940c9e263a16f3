// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

/// Elementwise operations on large tensors, which are computed in chains when they are first read: beside
/// the same operations on pieces too small to be deferred.
@Suite struct DeferredTests {
  /// An expression in three tensors. Its temporaries die as they do in a program.
  indirect enum Expression {
    case leaf(Int)
    case unary(Int, Expression)
    case binary(Int, Expression, Expression)
    case number(Int, Expression, Double)
    /// The value is used three times.
    case shared(Expression)

    init(_ random: inout SeededGenerator, depth: Int) {
      let choice = depth == 0 ? 0 : Int.random(in: 0..<8, using: &random)
      switch choice {
      case 0: self = .leaf(Int.random(in: 0..<3, using: &random))
      case 1, 2:
        self = .unary(
          Int.random(in: 0..<5, using: &random), Self(&random, depth: depth - 1))
      case 3:
        self = .number(
          Int.random(in: 0..<3, using: &random), Self(&random, depth: depth - 1),
          Double.random(in: -2...2, using: &random))
      case 4: self = .shared(Self(&random, depth: depth - 1))
      default:
        self = .binary(
          Int.random(in: 0..<5, using: &random), Self(&random, depth: depth - 1),
          Self(&random, depth: depth - 1))
      }
    }

    func callAsFunction(_ x: [Tensor]) -> Tensor {
      switch self {
      case .leaf(let index): x[index]
      case .unary(0, let a): a(x).relu()
      case .unary(1, let a): a(x).tanh()
      case .unary(2, let a): a(x).gelu()
      case .unary(3, let a): -a(x)
      case .unary(_, let a): a(x).exp()
      case .binary(0, let a, let b): a(x) + b(x)
      case .binary(1, let a, let b): a(x) - b(x)
      case .binary(2, let a, let b): a(x) * b(x)
      case .binary(3, let a, let b): a(x) / b(x)
      case .binary(_, let a, let b): a(x).maximum(b(x))
      case .number(0, let a, let y): a(x) * y
      case .number(1, let a, let y): y - a(x)
      case .number(_, let a, let y): a(x) + y
      case .shared(let a):
        { $0 * $0 + $0 }(a(x))
      }
    }
  }

  /// The bytes of `body` on pieces of `x`, each computed at once.
  static func inPieces(_ x: [Tensor], _ body: ([Tensor]) -> Tensor) -> [UInt8] {
    let count = x[0].count
    var bytes: [UInt8] = []
    var from = 0
    while from < count {
      let to = Swift.min(from + 9_973, count)
      bytes += body(x.map { $0.sliced(from..<to) }).bytes
      from = to
    }
    return bytes
  }

  static func leaves(_ count: Int, _ dtype: DType, seed: UInt64) -> [Tensor] {
    (1...3).map {
      .randomNormal([count], key: RandomKey(seed: seed &* 3 &+ UInt64($0))).cast(to: dtype)
    }
  }

  @Test(arguments: [65_536, 70_001, 200_003], [DType.float32, .float64])
  func chainsHaveTheBitsOfSingleOperations(count: Int, dtype: DType) {
    var random = SeededGenerator(seed: UInt64(count))
    for round in 0..<40 {
      let expression = Expression(&random, depth: 5)
      let x = Self.leaves(count, dtype, seed: UInt64(round % 4))
      #expect(
        expression(x).bytes == Self.inPieces(x) { expression($0) },
        "round \(round) of seed \(count): \(expression)")
    }
  }

  @Test func everyLevelAndNumberOfThreadsHasTheSameBits() async {
    await #expect(processExitsWith: .success) {
      let x = Self.leaves(300_007, .float32, seed: 1)
      func chain() -> [UInt8] { ((x[0] * x[1] + x[2]).relu() * 0.5 - x[0].gelu()).bytes }
      TensorRuntime.threads = 1
      let expected = chain()
      for threads in 1...4 {
        TensorRuntime.threads = threads
        for (level, bytes) in onEveryLevel({ _ in chain() }) {
          precondition(bytes == expected, "\(threads) threads on \(level)")
        }
      }
    }
  }

  @Test func numbersThatAreNoneAndInfinitiesPass() {
    var values = [Float](repeating: 1, count: 70_000)
    for (index, value) in [Float.nan, .infinity, -.infinity, -0.0, 0.0, .leastNonzeroMagnitude]
      .enumerated()
    {
      values[index * 11_003] = value
    }
    let x = Tensor(values)
    let y = Tensor(values.reversed().map { $0 * 0.5 })
    #expect(
      (x * y + x).relu().bytes == Self.inPieces([x, y, x]) { ($0[0] * $0[1] + $0[2]).relu() })
  }

  @Test func laterChangesOfAnOperandAreNotSeen() {
    var x = Tensor.ones([100_000])
    var y = Tensor.ones([100_000]) * 2
    let sum = x + y
    let product = sum * y
    x += 10
    y *= 10
    x[0] = Tensor([Float(-1)], shape: [])
    #expect(sum.min().item() == 3 && sum.max().item() == 3)
    #expect(product.min().item() == 6 && product.max().item() == 6)
    #expect(x[1].item() == 11 && x[0].item() == -1 && y[0].item() == 20)
  }

  @Test func aResultThatIsStillToBeComputedCanBeChangedInPlace() {
    let x = Tensor.ones([100_000])
    var y = x + x
    y += 1
    y[5] = Tensor([Float(9)], shape: [])
    #expect(y[4].item() == 3 && y[5].item() == 9)
    let kept = y * 2
    y -= 1
    #expect(kept[4].item() == 6 && y[4].item() == 2)
  }

  @Test func everyStepOfAChainCanBeRead() {
    let x = Self.leaves(80_000, .float32, seed: 2)
    let product = x[0] * x[1]
    let sum = product + x[2]
    let result = sum.relu()
    #expect(result.bytes == Self.inPieces(x) { ($0[0] * $0[1] + $0[2]).relu() })
    #expect(product.bytes == Self.inPieces(x) { $0[0] * $0[1] })
    #expect(sum.bytes == Self.inPieces(x) { $0[0] * $0[1] + $0[2] })
    // A view is of the elements.
    #expect((x[0] + x[1]).reshaped(to: [400, 200])[399].bytes.count == 800)
    #expect((x[0] + x[1]).detached().bytes == (x[1] + x[0]).bytes)
  }

  @Test func chainsOfAnyLengthAndWidthAreComputed() {
    let x = Self.leaves(66_000, .float32, seed: 3)
    func long(_ x: [Tensor]) -> Tensor {
      var y = x[0]
      for step in 0..<100 { y = (y * 0.9 + x[step % 3]).tanh() }
      return y
    }
    #expect(long(x).bytes == Self.inPieces(x, long))
    // Comb and tree, which keep the most results waiting.
    func comb(_ x: [Tensor]) -> Tensor { -x[0] * (-x[1] * (-x[2] * (-x[0]).exp())) }
    func tree(_ x: [Tensor]) -> Tensor {
      ((-x[0]) * (-x[1]) + (-x[1]) * (-x[0])) - ((-x[0]) / (-x[1]) + (-x[1]))
    }
    #expect(comb(x).bytes == Self.inPieces(x, comb))
    #expect(tree(x).bytes == Self.inPieces(x, tree))
  }

  @Test func errorsComeWhereTheOperationIsAskedFor() {
    let x = Tensor.ones([70_000])
    #expect(throws: TensorError.self) {
      try withTensorErrors { _ = x + Tensor.ones([70_001]) }
    }
    #expect(throws: TensorError.self) {
      try withTensorErrors {
        let sum = x + x
        _ = sum * Tensor.ones([2, 70_000, 3])
      }
    }
  }

  @Test func gradientsOfChainsAreThoseOfPieces() throws {
    let x = Self.leaves(70_000, .float32, seed: 4)
    let g = Tensor.randomNormal([70_000], key: RandomKey(seed: 9))
    func body(_ x: [Tensor]) -> Tensor { ((x[0] * x[1] + x[2]).gelu() * x[0]).tanh() }
    let (_, pullback) = try vjp(at: x) { [body($0)] }
    let whole = try pullback([g])
    for index in 0..<3 {
      let pieces = Self.inPieces(x + [g]) { part in
        let small = try? vjp(at: Array(part[0..<3])) { [body($0)] }
        return (try? small?.1([part[3]])[index]) ?? part[0]
      }
      #expect(whole[index].bytes == pieces, "the gradient of input \(index)")
    }
    // A second derivative: d²(x³)/dx² = 6x.
    let second = try gradient(at: x[0]) { x in
      try gradient(at: x) { ($0 * $0 * $0).sum() }.sum()
    }
    #expect((second - x[0] * 6).abs().max().item() < 1e-4)
  }

  @Test func threadsMayReadTheSameChainAtOnce() async {
    let x = Self.leaves(150_000, .float32, seed: 5)
    let expected = Self.inPieces(x) { ($0[0] * $0[1] + $0[2]).relu() }
    let other = Self.inPieces(x) { ($0[0] * $0[1] + $0[2]).exp() }
    for _ in 0..<20 {
      let shared = x[0] * x[1] + x[2]
      let (first, second) = (shared.relu(), shared.exp())
      await withTaskGroup(of: Bool.self) { group in
        for task in 0..<6 {
          group.addTask {
            task % 2 == 0 ? first.bytes == expected : second.bytes == other
          }
        }
        for await isRight in group { #expect(isRight) }
      }
    }
  }

  /// In a process of its own, where no other test allocates.
  @Test func whatNobodyReadsIsGivenBack() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor.ones([1 << 20])
      let before = TensorRuntime.poolStatistics.bytesInUse
      for _ in 0..<100 { _ = (x * x + x).relu() }
      var y = x
      for step in 0..<200 {
        y = y * 0.5 + x
        let held = TensorRuntime.poolStatistics.bytesInUse - before
        precondition(held <= 10 * 4 << 20, "\(held) bytes after \(step) steps")
      }
      precondition(y[0].item() == 2)
      y = x
      let after = TensorRuntime.poolStatistics.bytesInUse
      precondition(after == before, "\(after - before) bytes are lost")
    }
  }
}
