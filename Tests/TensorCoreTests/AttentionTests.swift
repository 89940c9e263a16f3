// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import TestSupport
import Testing

@Suite struct AttentionTests {
  /// A call, with everything the public function takes.
  struct Call: CustomTestStringConvertible, Sendable {
    var batch: [Int] = [2]
    var heads = 2
    var kvHeads = 2
    var n = 3
    var m = 4
    var d = 5
    var dv = 6
    var isCausal = false
    var causalOffset = 0
    var window: Int?
    var softcap: Double?
    var scale: Double?
    var mask: [Int]?
    var isBoolean = false

    var testDescription: String {
      """
      \(batch) x \(heads)/\(kvHeads) heads, \(n) x \(m), \(d) and \(dv) wide, causal \(isCausal) \
      \(causalOffset), window \(String(describing: window)), soft cap \(String(describing: softcap)), \
      mask \(String(describing: mask))
      """
    }

    func inputs(_ random: inout SeededGenerator) -> [Tensor] {
      func numbers(_ shape: [Int]) -> Tensor {
        Tensor(
          (0..<shape.reduce(1, *)).map { _ in Double.random(in: -2...2, using: &random) },
          shape: shape)
      }
      var result = [
        numbers(batch + [heads, n, d]), numbers(batch + [kvHeads, m, d]),
        numbers(batch + [kvHeads, m, dv]),
      ]
      if let mask {
        let bias = numbers(mask)
        result.append(isBoolean ? bias.greater(than: .zeros([], dtype: .float64)) : bias)
      }
      return result
    }

    func run(_ inputs: [Tensor]) -> Tensor {
      .scaledDotProductAttention(
        query: inputs[0], key: inputs[1], value: inputs[2],
        mask: inputs.count > 3 ? inputs[3] : nil, isCausal: isCausal, scale: scale,
        causalOffset: causalOffset, window: window, softcap: softcap)
    }

    /// The definition, one query after another.
    func slow(_ inputs: [Tensor]) -> [Double] {
      let (q, k, v) = (
        inputs[0].scalars(as: Double.self), inputs[1].scalars(as: Double.self),
        inputs[2].scalars(as: Double.self)
      )
      let bias =
        inputs.count > 3
        ? inputs[3].expanded(to: batch + [heads, n, m]).scalars(as: Double.self) : []
      var result: [Double] = []
      for plane in 0..<(batch.reduce(1, *) * heads) {
        let kv = plane / heads * kvHeads + plane % heads * kvHeads / heads
        for i in 0..<n {
          var scores = [Double](repeating: 0, count: m)
          for j in 0..<m {
            for c in 0..<d { scores[j] += q[(plane * n + i) * d + c] * k[(kv * m + j) * d + c] }
            scores[j] *= scale ?? 1 / Double(d).squareRoot()
            if let softcap { scores[j] = softcap * tanh(scores[j] / softcap) }
            if inputs.count > 3 {
              let b = bias[(plane * n + i) * m + j]
              scores[j] = isBoolean ? (b == 0 ? -.infinity : scores[j]) : scores[j] + b
            }
            if isCausal && j > i + causalOffset { scores[j] = -.infinity }
            if let window, j < i + causalOffset - window { scores[j] = -.infinity }
          }
          let top = scores.max() ?? -.infinity
          let weights = scores.map { top == -.infinity ? 0 : exp($0 - top) }
          let total = weights.reduce(0, +)
          for c in 0..<dv {
            var sum = 0.0
            for j in 0..<m { sum += weights[j] * v[(kv * m + j) * dv + c] }
            result.append(total == 0 ? 0 : sum / total)
          }
        }
      }
      return result
    }
  }

  /// Around the edges of tiles (64) and of vectors (16), with every option.
  static let calls: [Call] = [
    Call(),
    Call(batch: [], heads: 1, kvHeads: 1, n: 1, m: 1, d: 1, dv: 1),
    Call(batch: [1], heads: 6, kvHeads: 2, n: 5, m: 17, d: 16, dv: 16),
    Call(batch: [2, 1], heads: 3, kvHeads: 1, n: 65, m: 64, d: 7, dv: 33),
    Call(batch: [1], heads: 2, kvHeads: 1, n: 70, m: 131, d: 20, dv: 17, isCausal: true),
    Call(
      batch: [1], heads: 2, kvHeads: 1, n: 70, m: 131, d: 20, dv: 17, isCausal: true,
      causalOffset: 61),
    Call(batch: [1], n: 130, m: 70, d: 4, dv: 3, isCausal: true, causalOffset: -60),
    Call(batch: [1], n: 140, m: 150, d: 4, dv: 3, isCausal: true, window: 3),
    Call(batch: [1], n: 140, m: 150, d: 4, dv: 3, causalOffset: 20, window: 30),
    Call(batch: [1], n: 67, m: 80, d: 8, dv: 8, softcap: 0.9, scale: 2),
    Call(n: 30, m: 66, d: 8, dv: 8, softcap: 3, mask: [2, 1, 30, 66]),
    Call(n: 30, m: 66, d: 8, dv: 8, isCausal: true, mask: [66], isBoolean: true),
    Call(n: 5, m: 3, d: 8, dv: 8, mask: [2, 5, 3], isBoolean: true),
    Call(n: 9, m: 70, d: 8, dv: 8, mask: [9, 1]),
  ]

  @Test(arguments: calls) func agreesWithTheDefinition(_ call: Call) {
    var random = SeededGenerator(seed: 41)
    let inputs = call.inputs(&random)
    let expected = call.slow(inputs)
    let result = call.run(inputs)
    #expect(result.shape == call.batch + [call.heads, call.n, call.dv])
    expectClose(
      result.scalars(as: Double.self), expected, ulps: 0, absolute: 1e-13, "seed 41")
    let single = call.run(inputs.map { $0.dtype == .bool ? $0 : $0.cast(to: .float32) })
    #expect(single.dtype == .float32)
    expectClose(
      single.scalars(as: Double.self), expected, ulps: 0, absolute: 1e-5, "float32, seed 41")
  }

  @Test(arguments: calls) func fusedGradientsEqualComposedOnes(_ call: Call) throws {
    var random = SeededGenerator(seed: 42)
    let inputs = call.inputs(&random)
    let fixed = Array(inputs.dropFirst(3))
    func loss(_ x: [Tensor]) -> Tensor { call.run(x + fixed).weighed() }
    let fused = try gradient(at: Array(inputs[..<3]), of: loss)
    var composed: [Tensor] = []
    _ = try gradient(at: Array(inputs[..<3])) { outer in
      let inner = try gradient(at: outer, of: loss)
      composed = inner.map { $0.detached() }
      return inner[0].sum()
    }
    for (a, b) in zip(fused, composed) {
      #expect(a.shape == b.shape)
      expectClose(
        a.scalars(as: Double.self), b.scalars(as: Double.self), ulps: 0, absolute: 1e-12,
        "seed 42")
    }
    let singles = try gradient(at: inputs[..<3].map { $0.cast(to: .float32) }) { x in
      call.run(x + fixed.map { $0.dtype == .bool ? $0 : $0.cast(to: .float32) }).weighed()
    }
    for (a, b) in zip(singles, fused) {
      expectClose(
        a.scalars(as: Double.self), b.scalars(as: Double.self), ulps: 0, absolute: 3e-4,
        "float32, seed 42")
    }
  }

  @Test func layoutLevelAndHeadsOfOneGroupChangeNoBit() throws {
    let call = Call(
      batch: [1], heads: 4, kvHeads: 2, n: 70, m: 90, d: 24, dv: 20, isCausal: true,
      causalOffset: 20, softcap: 5, mask: [70, 90])
    var random = SeededGenerator(seed: 43)
    for dtype in [DType.float32, .float64] {
      let inputs = call.inputs(&random).map { $0.cast(to: dtype) }
      func prints(_ x: [Tensor]) throws -> UInt64 {
        let g = try gradient(at: Array(x[..<3])) { call.run($0 + [x[3]]).weighed() }
        return fingerprint([call.run(x)] + g)
      }
      let expected = try prints(inputs)
      for (level, found) in try onEveryLevel({ _ in try prints(inputs) }) {
        #expect(found == expected, "\(dtype) on \(level)")
      }
      for disguise in Disguise.allCases {
        for place in inputs.indices {
          var others = inputs
          others[place] = disguise(inputs[place])
          #expect(try prints(others) == expected, "\(dtype), input \(place) \(disguise)")
        }
      }
      // Keys and values repeated for each head of the group: the same numbers.
      func repeated(_ x: Tensor) -> Tensor { x.indexSelect([0, 0, 1, 1], axis: 1) }
      let wide = call.run([inputs[0], repeated(inputs[1]), repeated(inputs[2]), inputs[3]])
      #expect(wide.bytes == call.run(inputs).bytes)
    }
  }

  /// Values of whole vectors are read where they lie, unless their rows are 512 elements apart.
  @Test(arguments: [16, 32, 48]) func valuesInPlaceGiveTheBitsOfPackedOnes(dv: Int) {
    let call = Call(
      batch: [1], heads: 4, kvHeads: 2, n: 70, m: 130, d: 8, dv: dv, isCausal: true,
      causalOffset: 60)
    var random = SeededGenerator(seed: 48)
    for dtype in [DType.float32, .float64] {
      let inputs = call.inputs(&random).map { $0.cast(to: dtype) }
      let expected = call.slow(inputs.map { $0.cast(to: .float64) })
      let wide = Tensor.concat(
        [inputs[2], Tensor.zeros([1, 2, 130, 512 - dv], dtype: dtype)], axis: -1)
      let packed = wide.sliced(0..<dv, axis: -1)
      for (level, y) in onEveryLevel({ _ in
        [call.run(inputs), call.run([inputs[0], inputs[1], packed])]
      }) {
        expectClose(
          y[0].scalars(as: Double.self), expected, absolute: dtype == .float32 ? 1e-5 : 1e-13,
          "\(dtype) on \(level), seed 48")
        #expect(y[0].bytes == y[1].bytes, "\(dtype) on \(level), seed 48")
      }
      for disguise in Disguise.allCases {
        let y = call.run([inputs[0], inputs[1], disguise(inputs[2])])
        #expect(y.bytes == call.run(inputs).bytes, "\(dtype) \(disguise), seed 48")
      }
    }
  }

  /// Keys that lie key beside key, as a cache keeps them, are read where they lie by up to 16 queries.
  @Test(arguments: [1, 2, 15, 16, 17]) func keysInPlaceGiveTheBitsOfPackedOnes(n: Int) {
    var random = SeededGenerator(seed: 49)
    for m in [1, 2, 15, 16, 17, 64, 65, 79, 128, 150] {
      let call = Call(
        batch: [2], heads: 4, kvHeads: 2, n: n, m: m, d: 9, dv: m % 2 == 0 ? 16 : 7, isCausal: true,
        causalOffset: m - n, window: m > 100 ? 70 : nil, softcap: m == 79 ? 3 : nil)
      let numbers = call.inputs(&random)
      for dtype in [DType.float32, .float64] {
        let inputs = numbers.map { $0.cast(to: dtype) }
        let expected = call.slow(inputs.map { $0.cast(to: .float64) })
        // What lies behind the keys of a row must have no influence, and be no number at the end.
        let nothing = Tensor(Array(repeating: Double.nan, count: 36), shape: [2, 2, 9, 1])
          .cast(to: dtype)
        let turned = Tensor.concat([inputs[1].swappingAxes(2, 3), nothing], axis: 3)
          .sliced(0..<m, axis: 3).swappingAxes(2, 3)
        for (level, y) in onEveryLevel({ _ in
          [call.run(inputs), call.run([inputs[0], turned, inputs[2]])]
        }) {
          expectClose(
            y[1].scalars(as: Double.self), expected, absolute: dtype == .float32 ? 1e-5 : 1e-13,
            "\(dtype) \(n) x \(m) on \(level), seed 49")
          #expect(y[0].bytes == y[1].bytes, "\(dtype) \(n) x \(m) on \(level), seed 49")
        }
      }
    }
  }

  /// A call that records nothing goes straight to the kernel; one whose inputs are recorded does not.
  @Test func recordingChangesNoBit() throws {
    let call = Call(
      batch: [2], heads: 4, kvHeads: 2, n: 20, m: 70, d: 8, dv: 8, isCausal: true,
      causalOffset: 50, window: 60, softcap: 4, scale: 0.3)
    var random = SeededGenerator(seed: 50)
    let inputs = call.inputs(&random)
    let (values, _) = try vjp(at: inputs) { [call.run($0)] }
    #expect(values[0].bytes == call.run(inputs).bytes)
    expectClose(
      call.run(inputs).scalars(as: Double.self), call.slow(inputs), absolute: 1e-13, "seed 50")
  }

  @Test func threadsDoNotChangeABit() async {
    await #expect(processExitsWith: .success) {
      let q = Tensor.randomNormal([2, 6, 150, 32], key: RandomKey(seed: 1))
      let k = Tensor.randomNormal([2, 3, 200, 32], key: RandomKey(seed: 2))
      let v = Tensor.randomNormal([2, 3, 200, 40], key: RandomKey(seed: 3))
      func prints() throws -> UInt64 {
        func run(_ x: [Tensor]) -> Tensor {
          .scaledDotProductAttention(query: x[0], key: x[1], value: x[2], isCausal: true)
        }
        let gradients = try gradient(at: [q, k, v]) { run($0).weighed() }
        return fingerprint(gradients + [run([q, k, v])])
      }
      TensorRuntime.threads = 1
      let one = try prints()
      for threads in 2...4 {
        TensorRuntime.threads = threads
        #expect(try prints() == one, "\(threads) threads")
      }
    }
  }

  @Test func memoryGrowsWithTheLengthsAndNotWithTheirProduct() async {
    await #expect(processExitsWith: .success) {
      let n = 3000
      let x = (1...3).map { Tensor.randomNormal([1, n, 16], key: RandomKey(seed: $0)) }
      let before = TensorRuntime.poolStatistics.peakBytesInUse
      for mask in [nil, Tensor([true] + [Bool](repeating: false, count: n - 1))] {
        _ = try gradient(at: x) {
          Tensor.scaledDotProductAttention(query: $0[0], key: $0[1], value: $0[2], mask: mask).sum()
        }
      }
      let grown = TensorRuntime.poolStatistics.peakBytesInUse - before
      // n x n numbers are 36 MB; what is there are some twenty of n x 16.
      #expect(grown < 6_000_000, "\(grown) bytes")
    }
  }

  @Test func aQueryThatSeesNothingGetsZerosAndSendsNone() throws {
    var random = SeededGenerator(seed: 44)
    let inputs = Call(batch: [1], n: 3, m: 4).inputs(&random)
    let hidden = Tensor(
      [false, false, false, false, true, false, true, true, true, true, true, true], shape: [3, 4])
    let bias = hidden.cast(to: .float64).log()
    for mask in [hidden, bias] {
      func run(_ x: [Tensor]) -> Tensor {
        .scaledDotProductAttention(query: x[0], key: x[1], value: x[2], mask: mask)
      }
      let result = run(inputs).scalars(as: Double.self)
      for head in 0..<2 { #expect(result[(head * 18)..<(head * 18 + 6)].allSatisfy { $0 == 0 }) }
      #expect(result.allSatisfy { $0.isFinite })
      let g = try gradient(at: inputs) { run($0).weighed() }
      #expect(g.allSatisfy { $0.scalars(as: Double.self).allSatisfy { $0.isFinite } })
      let dq = g[0].scalars(as: Double.self)
      for head in 0..<2 { #expect(dq[(head * 15)..<(head * 15 + 5)].allSatisfy { $0 == 0 }) }
    }
    let (one, other) = (
      Tensor.scaledDotProductAttention(
        query: inputs[0], key: inputs[1], value: inputs[2], mask: hidden),
      Tensor.scaledDotProductAttention(
        query: inputs[0], key: inputs[1], value: inputs[2], mask: bias)
    )
    #expect(one.bytes == other.bytes)
  }

  @Test func aCacheOfKeysGivesTheBitsOfTheWhole() {
    let x = (1...3).map { Tensor.randomNormal([3, 100, 16], key: RandomKey(seed: $0)) }
    let whole = Tensor.scaledDotProductAttention(
      query: x[0], key: x[1], value: x[2], isCausal: true)
    for row in [0, 1, 63, 64, 99] {
      let step = Tensor.scaledDotProductAttention(
        query: x[0].sliced(row..<(row + 1), axis: 1), key: x[1].sliced(0..<(row + 1), axis: 1),
        value: x[2].sliced(0..<(row + 1), axis: 1), isCausal: true, causalOffset: row)
      #expect(step.bytes == whole.sliced(row..<(row + 1), axis: 1).bytes, "row \(row)")
    }
  }

  @Test func whatIsHiddenHasNoInfluence() {
    var random = SeededGenerator(seed: 45)
    var inputs = Call(batch: [], heads: 1, kvHeads: 1).inputs(&random)
    let mask = Tensor([true, true, false, true])
    func run() -> Tensor {
      .scaledDotProductAttention(query: inputs[0], key: inputs[1], value: inputs[2], mask: mask)
    }
    let expected = run().bytes
    var keys = inputs[1].scalars(as: Double.self)
    for c in 0..<5 { keys[2 * 5 + c] = .nan }
    inputs[1] = Tensor(keys, shape: inputs[1].shape)
    #expect(run().bytes == expected)
  }

  @Test func leadingAxesBroadcast() throws {
    var random = SeededGenerator(seed: 46)
    let q = Call(batch: [2]).inputs(&random)[0]
    let single = Call(batch: [1]).inputs(&random)
    let wide = single.map { $0.expanded(to: [2] + $0.shape.dropFirst()) }
    let result = Tensor.scaledDotProductAttention(query: q, key: single[1], value: single[2])
    let expected = Tensor.scaledDotProductAttention(query: q, key: wide[1], value: wide[2])
    #expect(result.bytes == expected.bytes)
    let g = try gradient(at: [q, single[1], single[2]]) {
      Tensor.scaledDotProductAttention(query: $0[0], key: $0[1], value: $0[2]).weighed()
    }
    #expect(g.map(\.shape) == [q.shape, single[1].shape, single[2].shape])
  }

  @Test func aBiasHasAGradientOfItsShape() throws {
    var random = SeededGenerator(seed: 47)
    let call = Call(batch: [2], heads: 2, kvHeads: 1, n: 2, m: 3, d: 2, dv: 2, mask: [2, 1, 3])
    let inputs = call.inputs(&random)
    let report = try gradientCheck(at: inputs) { call.run($0).weighed() }
    #expect(report.worstError < 1e-8, "\(report), seed 47")
  }

  @Test func oneHeadNeedsNoAxisForIt() {
    var random = SeededGenerator(seed: 48)
    let inputs = Call(batch: [], heads: 1, kvHeads: 1).inputs(&random)
    let flat = inputs.map { $0.reshaped(to: Array($0.shape.dropFirst())) }
    let result = Tensor.scaledDotProductAttention(query: flat[0], key: flat[1], value: flat[2])
    #expect(result.shape == [3, 6])
    let expected = Tensor.scaledDotProductAttention(
      query: inputs[0], key: inputs[1], value: inputs[2])
    #expect(result.bytes == expected.bytes)
  }

  @Test func dropoutKeepsTheMeanAndNeedsAKey() throws {
    let ones = Tensor.ones([1, 200, 1])
    let zeros = Tensor.zeros([1, 200, 1])
    func run(_ rate: Double, _ seed: UInt64) -> Tensor {
      .scaledDotProductAttention(
        query: zeros, key: zeros, value: ones, dropout: rate, dropoutKey: RandomKey(seed: seed))
    }
    // Each of 200 rows is the mean of 200 weights that are 0 or 1 / 0.7.
    let dropped = run(0.3, 9)
    #expect((dropped.mean().item() - 1).magnitude < 0.02)
    #expect(Set(dropped.scalars(as: Float.self)).count > 10)
    #expect(run(0.3, 9).bytes == dropped.bytes)
    #expect(run(0.3, 10).bytes != dropped.bytes)
    #expect(run(1, 9).scalars(as: Float.self).allSatisfy { $0 == 0 })
    let none = Tensor.scaledDotProductAttention(query: zeros, key: zeros, value: ones, dropout: 0)
    #expect(run(0, 9).bytes == none.bytes)
    #expect(
      throws: TensorError.invalidArgument(
        operation: "scaledDotProductAttention", reason: "a dropout rate without a random key")
    ) {
      try withTensorErrors {
        Tensor.scaledDotProductAttention(query: zeros, key: zeros, value: ones, dropout: 0.5)
      }
    }
  }

  @Test func integersAreComputedAsNumbers() {
    let x = Tensor([Int32(1), 2, 3, 4], shape: [2, 2])
    let result = Tensor.scaledDotProductAttention(query: x, key: x, value: x)
    #expect(result.dtype == .float64)
    let same = x.cast(to: .float64)
    let expected = Tensor.scaledDotProductAttention(query: same, key: same, value: same)
    #expect(result.bytes == expected.bytes)
  }

  /// Each mistake, and what is said about it.
  static let mistakes: [(TensorError, @Sendable () -> Tensor)] = {
    let name = "scaledDotProductAttention"
    @Sendable func run(
      _ q: [Int], _ k: [Int], _ v: [Int], mask: Tensor? = nil, window: Int? = nil,
      dropout: Double = 0
    ) -> Tensor {
      .scaledDotProductAttention(
        query: .zeros(q), key: .zeros(k), value: .zeros(v), mask: mask, window: window,
        dropout: dropout, dropoutKey: RandomKey(seed: 1))
    }
    return [
      (
        .shapeMismatch(operation: name, left: [1, 3, 2], right: [1, 4, 3], axis: 2),
        { run([1, 3, 2], [1, 4, 3], [1, 4, 3]) }
      ),
      (
        .shapeMismatch(operation: name, left: [1, 4, 2], right: [1, 5, 3], axis: 1),
        { run([1, 3, 2], [1, 4, 2], [1, 5, 3]) }
      ),
      (
        .shapeMismatch(operation: name, left: [4, 3, 2], right: [3, 4, 2], axis: 0),
        { run([4, 3, 2], [3, 4, 2], [3, 4, 2]) }
      ),
      (
        .shapeMismatch(operation: name, left: [2, 4, 3, 2], right: [2, 3, 2], axis: nil),
        { run([2, 4, 3, 2], [2, 3, 2], [2, 3, 2]) }
      ),
      (
        .shapeMismatch(operation: name, left: [2, 1, 3, 2], right: [3, 1, 3, 2], axis: 0),
        { run([2, 1, 3, 2], [3, 1, 3, 2], [3, 1, 3, 2]) }
      ),
      (
        .shapeMismatch(operation: "\(name) mask", left: [5], right: [1, 3, 4], axis: 2),
        { run([1, 3, 2], [1, 4, 2], [1, 4, 2], mask: .zeros([5])) }
      ),
      (
        .shapeMismatch(operation: "\(name) mask", left: [2, 3, 4], right: [1, 3, 4], axis: nil),
        { run([1, 3, 2], [1, 4, 2], [1, 4, 2], mask: .zeros([2, 3, 4])) }
      ),
      (
        .unsupportedType(operation: "\(name) mask", dtype: .int32),
        { run([1, 3, 2], [1, 4, 2], [1, 4, 2], mask: .zeros([4], dtype: .int32)) }
      ),
      (
        .invalidArgument(operation: name, reason: "a window of -1 and a softcap of 1.0"),
        { run([1, 3, 2], [1, 4, 2], [1, 4, 2], window: -1) }
      ),
      (
        .invalidArgument(operation: name, reason: "a dropout rate of 1.5, not in 0...1"),
        { run([1, 3, 2], [1, 4, 2], [1, 4, 2], dropout: 1.5) }
      ),
    ]
  }()

  @Test(arguments: mistakes.indices) func mistakesAreNamed(index: Int) {
    let (expected, mistake) = Self.mistakes[index]
    #expect(throws: expected) { try withTensorErrors { mistake() } }
  }

  /// JAX 0.10.2 in float64: softmax attention with two heads to a head of keys, masked above the
  /// diagonal shifted by one; inputs are sin(a i + b).
  @Test func numbersAreThoseOfJAX() throws {
    func waves(_ shape: [Int], _ a: Double, _ b: Double) -> Tensor {
      Tensor((0..<shape.reduce(1, *)).map { sin(Double($0) * a + b) }, shape: shape)
    }
    let inputs = [
      waves([1, 4, 3, 2], 0.7, 0.1), waves([1, 2, 4, 2], 1.3, 0.5), waves([1, 2, 4, 3], 0.9, -0.2),
    ]
    let weights = waves([1, 4, 3, 3], 0.37, 0.9)
    func run(_ x: [Tensor]) -> Tensor {
      .scaledDotProductAttention(
        query: x[0], key: x[1], value: x[2], isCausal: true, causalOffset: 1)
    }
    func loss(_ x: [Tensor]) -> Tensor { (run(x) * weights).sum() }
    let first = try gradient(at: inputs, of: loss)
    let second = try gradient(at: inputs) { x in
      try gradient(at: x, of: loss).map { ($0 * $0).sum() }.reduce(
        Tensor.scalar(0, dtype: .float64), +)
    }
    let found = [run(inputs)] + first + second
    for (tensor, numbers) in zip(found, Self.jax) {
      expectClose(tensor.scalars(as: Double.self), numbers, ulps: 0, absolute: 2e-11)
    }
  }

  /// The result, its gradients, and those of the sum of squares of the gradients.
  static let jax: [[Double]] = [
    [
      0.0145278682013, 0.403575267186, 0.487204949859, -0.248178675848, 0.308500498407,
      0.631712645901, 0.29711516418, 0.182408579412, -0.0703411816587, 0.463361915324,
      -0.103037914459, -0.5914607048, -0.253401077306, 0.0347845464817, 0.296645918975,
      0.0272927692024, 0.372354449581, 0.435625705977, 0.300006425978, 0.563215725519,
      0.400194592561, -0.440276627611, -0.704260930364, -0.435274601545, -0.45678713308,
      -0.515142828034, -0.183648700898, 0.16552750933, 0.404994125307, 0.337969261434,
      0.372090112356, 0.549919658895, 0.311580971079, -0.208260594062, -0.186482327208,
      -0.0235779529351,
    ],
    [
      0.130177432114, 0.572463244115, 0.171024760159, 0.0927192189115, -0.0218843921306,
      -0.30605482685, -0.0889246203379, -0.391051473466, -0.143673197659, 0.062008241017,
      0.0555055657621, 0.231790540594, 0.919853205819, 0.586139630707, 0.192855669954,
      0.118003485561, -0.257044874248, -0.522385555884, -1.0969061364, -0.698959522717,
      -0.173285493318, -0.149424180445, 0.533314027064, 0.85745356874,
    ],
    [
      0.549889023179, 0.766219295066, -0.22701645143, -0.590166578113, -0.28667787537,
      -0.124800056909, -0.0361946963782, -0.051252660045, -0.352943029437, 0.522328885641,
      0.345872867371, -0.603767357879, -0.231667821861, 0.0785153815864, 0.238737983927,
      0.00292309065155,
    ],
    [
      0.818219858688, 0.957039607118, 0.966328534401, -0.605953342442, -0.690957188464,
      -0.682443220453, -0.0791715786095, -0.0120563587015, 0.0566906327978, 0.0476337491643,
      0.0251478002543, -0.000741785446407, 0.104162892666, -0.0257967214741, -0.152264870381,
      -0.195281692317, 0.119384988906, 0.41789347194, 0.32649756726, 0.196799337947,
      0.0404652414696, 0.045287780931, 0.0501484205786, 0.0482217067579,
    ],
    [
      0.798591128812, 2.28685799656, 0.719841562033, 1.32189164989, -0.319237993099,
      -0.905337300817, -0.474131594948, -1.24822444132, -0.465013653911, -0.977434575626,
      0.39773801589, 0.884740037449, -0.952526200658, -2.21370698512, 0.287229465103,
      -0.159076188668, -0.149194206794, 0.749555473651, -3.01908419165, -0.0077766490811,
      -0.123771041917, 0.27116187717, 1.26603132524, -0.174673700575,
    ],
    [
      1.95448264882, 2.70854013898, -1.20837980007, -2.10309876855, -0.529926172908,
      -0.354193214669, -0.216176675833, -0.25124815577, -1.6098114701, -0.553851316517,
      1.84653780131, 0.782032125046, -0.378536201397, -0.735217560258, 0.141809870192,
      0.507036751729,
    ],
    [
      1.73653796645, 1.99514272971, 1.98371428415, -1.24517100008, -1.49660484162,
      -1.54548023873, -0.459178055571, -0.398296856953, -0.283508047242, -0.0321889107937,
      -0.10024103114, -0.154725998174, -2.08300925652, -2.11347796723, -1.85789734985,
      2.18096352045, 2.26754414708, 2.04722331094, -0.301900385283, -0.493630856106,
      -0.618550706283, 0.203946121354, 0.339564676257, 0.429224745198,
    ],
  ]
}
