// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Glibc
import TensorCore
import TestSupport
import Testing

@Suite struct ConvolutionTests {
  /// Everything that describes a convolution; lists are one number a spatial axis.
  struct Setting: CustomStringConvertible {
    var batch = 1
    var groups = 1
    var input: Int
    var output: Int
    var size: [Int]
    var kernel: [Int]
    var stride: [Int]
    var dilation: [Int]
    var before: [Int]
    var after: [Int]

    var description: String {
      "\(batch) x \(input) -> \(output) in \(groups) groups, \(size), kernel \(kernel), stride "
        + "\(stride), dilation \(dilation), padding \(before) \(after)"
    }

    var result: [Int] {
      size.indices.map {
        (size[$0] + before[$0] + after[$0] - dilation[$0] * (kernel[$0] - 1) - 1) / stride[$0] + 1
      }
    }
    var inputShape: [Int] { [batch, input] + size }
    var weightShape: [Int] { [output, input / groups] + kernel }
    var outputShape: [Int] { [batch, output] + result }

    /// Calls `body` with places in x, w and y, in the order of the definition: every element of y takes
    /// its terms by channel and tap.
    func eachTerm(_ body: (_ x: Int, _ w: Int, _ y: Int) -> Void) {
      let (planeX, planeW, planeY) = (
        size.reduce(1, *), kernel.reduce(1, *), result.reduce(1, *)
      )
      let (inputs, outputs) = (input / groups, output / groups)
      // Where a position and a tap meet: found once, the same for all channels.
      let meetings = Self.places(result).map { q in
        Self.places(kernel).enumerated().compactMap { tap, t -> (Int, Int)? in
          let p = q.indices.map { q[$0] * stride[$0] + t[$0] * dilation[$0] - before[$0] }
          let isInside = zip(p, size).allSatisfy { $0 >= 0 && $0 < $1 }
          return isInside ? (Self.index(p, size), tap) : nil
        }
      }
      for b in 0..<batch {
        for o in 0..<output {
          for q in 0..<planeY {
            for i in 0..<inputs {
              let x = (b * input + o / outputs * inputs + i) * planeX
              for (place, tap) in meetings[q] {
                body(x + place, (o * inputs + i) * planeW + tap, (b * output + o) * planeY + q)
              }
            }
          }
        }
      }
    }

    static func places(_ lengths: [Int]) -> [[Int]] {
      lengths.reduce([[]]) { places, n in places.flatMap { p in (0..<n).map { p + [$0] } } }
    }
    static func index(_ place: [Int], _ lengths: [Int]) -> Int {
      zip(place, lengths).reduce(0) { $0 * $1.1 + $1.0 }
    }

    func run(_ x: Tensor, _ w: Tensor, bias: Tensor? = nil) -> Tensor {
      x.convolution(
        w, bias: bias, stride: PerAxis(stride),
        padding: .sides(before: PerAxis(before), after: PerAxis(after)),
        dilation: PerAxis(dilation), groups: groups)
    }
  }

  static func values<Value: BinaryFloatingPoint>(
    _ shape: [Int], _ random: inout SeededGenerator
  ) -> [Value] where Value.RawSignificand: FixedWidthInteger {
    (0..<shape.reduce(1, *)).map { _ in Value.random(in: -1...1, using: &random) }
  }

  static func random(_ random: inout SeededGenerator) -> Setting {
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let rank = pick(1...3)
    let groups = [1, 1, 2, 3].randomElement(using: &random) ?? 1
    let (inputs, outputs) = ([1, 1, 2, 3][pick(0...3)], [1, 2, 4, 5, 17][pick(0...4)])
    var setting = Setting(
      batch: pick(1...3), groups: groups, input: groups * inputs, output: groups * outputs,
      size: [], kernel: [], stride: [], dilation: [], before: [], after: [])
    for _ in 0..<rank {
      setting.kernel.append(pick(1...3))
      setting.stride.append(pick(1...3))
      setting.dilation.append(pick(1...2))
      setting.before.append(pick(0...2))
      setting.after.append(pick(0...2))
      setting.size.append(pick(rank == 1 ? 6...40 : 5...8))
    }
    return setting
  }

  @Test(arguments: 1...60) func resultsHaveTheBitsOfTheDefinition(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let setting = Self.random(&random)
    let x: [Float] = Self.values(setting.inputShape, &random)
    let w: [Float] = Self.values(setting.weightShape, &random)
    let bias: [Float] = Self.values([setting.output], &random)
    var expected = [Float](repeating: 0, count: setting.outputShape.reduce(1, *))
    setting.eachTerm { expected[$2].addProduct(w[$1], x[$0]) }
    let plane = setting.result.reduce(1, *)
    for i in expected.indices { expected[i] += bias[i / plane % setting.output] }
    let results = onEveryLevel { _ in
      setting.run(
        Tensor(x, shape: setting.inputShape), Tensor(w, shape: setting.weightShape),
        bias: Tensor(bias))
    }
    for (level, y) in results {
      #expect(y.shape == setting.outputShape, "\(setting)")
      #expect(y.scalars(as: Float.self) == expected, "\(setting) on \(level), seed \(seed)")
    }
  }

  @Test(arguments: 1...60) func gradientsAgreeWithTheDefinition(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed) + 1000)
    let setting = Self.random(&random)
    let x: [Double] = Self.values(setting.inputShape, &random)
    let w: [Double] = Self.values(setting.weightShape, &random)
    let g: [Double] = Self.values(setting.outputShape, &random)
    var dx = [Double](repeating: 0, count: x.count)
    var dw = [Double](repeating: 0, count: w.count)
    setting.eachTerm { i, j, k in
      dx[i] += w[j] * g[k]
      dw[j] += x[i] * g[k]
    }
    let weights = Tensor(g, shape: setting.outputShape)
    let inputs = [Tensor(x, shape: setting.inputShape), Tensor(w, shape: setting.weightShape)]
    for (level, found) in try onEveryLevel({ _ in
      try gradient(at: inputs) { (setting.run($0[0], $0[1]) * weights).sum() }
    }) {
      let name = "\(setting) on \(level), seed \(seed + 1000)"
      expectClose(found[0].scalars(as: Double.self), dx, absolute: 1e-12, "dx of \(name)")
      expectClose(found[1].scalars(as: Double.self), dw, absolute: 1e-12, "dw of \(name)")
    }
  }

  /// Larger than one block of terms (384), one strip of positions (256) and one tile of rows.
  static let large: [Setting] = [
    .init(
      batch: 1, input: 50, output: 17, size: [17, 16], kernel: [3, 3], stride: [1, 1],
      dilation: [1, 1], before: [1, 1], after: [1, 1]),
    .init(
      batch: 3, input: 16, output: 20, size: [15, 15], kernel: [3, 3], stride: [2, 2],
      dilation: [1, 1], before: [1, 1], after: [1, 1]),
    .init(
      batch: 1, input: 400, output: 90, size: [3, 3], kernel: [1, 1], stride: [1, 1],
      dilation: [1, 1], before: [0, 0], after: [0, 0]),
    .init(
      batch: 2, groups: 10, input: 10, output: 20, size: [9, 70], kernel: [3, 3],
      stride: [1, 1], dilation: [1, 1], before: [1, 1], after: [1, 1]),
    // Copies of the source for each tap of a line: more than a part of the batch takes at a time; padding
    // wider than the source; a stride; the most taps there are copies for, and one more.
    .init(
      batch: 3, input: 48, output: 4, size: [36, 36], kernel: [3, 3], stride: [1, 1],
      dilation: [1, 1], before: [1, 1], after: [1, 1]),
    .init(
      batch: 2, input: 3, output: 15, size: [3, 2], kernel: [2, 3], stride: [1, 1],
      dilation: [1, 4], before: [1, 4], after: [1, 4]),
    .init(
      batch: 2, input: 3, output: 16, size: [12, 33], kernel: [3, 7], stride: [1, 3],
      dilation: [2, 1], before: [0, 2], after: [3, 1]),
    .init(
      batch: 2, input: 2, output: 14, size: [6, 40], kernel: [2, 8], stride: [2, 1],
      dilation: [1, 1], before: [1, 3], after: [0, 4]),
    .init(
      batch: 1, input: 2, output: 5, size: [3, 4, 129], kernel: [2, 2, 2], stride: [1, 1, 1],
      dilation: [1, 1, 1], before: [1, 0, 1], after: [0, 1, 0]),
  ]

  @Test(arguments: large.indices) func largeOnesHaveTheBitsOfTheDefinition(index: Int) throws {
    let setting = Self.large[index]
    var random = SeededGenerator(seed: 5)
    let x: [Float] = Self.values(setting.inputShape, &random)
    let w: [Float] = Self.values(setting.weightShape, &random)
    let g: [Float] = Self.values(setting.outputShape, &random)
    var expected = [Float](repeating: 0, count: g.count)
    var dx = [Double](repeating: 0, count: x.count)
    var dw = [Double](repeating: 0, count: w.count)
    setting.eachTerm { i, j, k in
      expected[k].addProduct(w[j], x[i])
      dx[i] += Double(w[j]) * Double(g[k])
      dw[j] += Double(x[i]) * Double(g[k])
    }
    let inputs = [Tensor(x, shape: setting.inputShape), Tensor(w, shape: setting.weightShape)]
    let weights = Tensor(g, shape: setting.outputShape)
    for (level, found) in onEveryLevel({ _ in
      setting.run(inputs[0], inputs[1]).scalars(as: Float.self)
    }) { #expect(found == expected, "\(setting) on \(level)") }
    let found = try gradient(at: inputs) { (setting.run($0[0], $0[1]) * weights).sum() }
    expectClose(
      found[0].scalars(as: Double.self), dx, absolute: 1e-4, "dx of \(setting)")
    expectClose(
      found[1].scalars(as: Double.self), dw, absolute: 1e-3, "dw of \(setting)")
    let prints = try onEveryLevel { _ in
      fingerprint(try gradient(at: inputs) { (setting.run($0[0], $0[1]) * weights).sum() })
    }
    #expect(Set(prints.map(\.1)).count == 1, "\(setting): \(prints)")
  }

  @Test func threadsDoNotChangeABit() async {
    await #expect(processExitsWith: .success) {
      for (index, setting) in ConvolutionTests.large.enumerated() {
        let inputs = [
          Tensor.randomNormal(setting.inputShape, key: RandomKey(seed: UInt64(index))),
          Tensor.randomNormal(setting.weightShape, key: RandomKey(seed: 7)),
        ]
        var prints: Set<UInt64> = []
        for threads in 1...4 {
          TensorRuntime.threads = threads
          let gradients = try gradient(at: inputs) { setting.run($0[0], $0[1]).weighed() }
          prints.insert(fingerprint(gradients + [setting.run(inputs[0], inputs[1])]))
        }
        #expect(prints.count == 1, "\(setting)")
      }
    }
  }

  @Test(arguments: 1...40) func transposedConvolutionIsTheAdjoint(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed) + 2000)
    let setting = Self.random(&random)
    // Lengths that the convolution does not reach are what output padding is for.
    let extra = setting.size.indices.map {
      (setting.size[$0] + setting.before[$0] + setting.after[$0]
        - setting.dilation[$0] * (setting.kernel[$0] - 1) - 1) % setting.stride[$0]
    }
    let g: [Double] = Self.values(setting.outputShape, &random)
    let w: [Double] = Self.values(setting.weightShape, &random)
    let bias: [Double] = Self.values([setting.input], &random)
    var expected = [Double](repeating: 0, count: setting.inputShape.reduce(1, *))
    setting.eachTerm { expected[$0] += w[$1] * g[$2] }
    let plane = setting.size.reduce(1, *)
    for i in expected.indices { expected[i] += bias[i / plane % setting.input] }
    let y = Tensor(g, shape: setting.outputShape).transposedConvolution(
      Tensor(w, shape: setting.weightShape), bias: Tensor(bias),
      stride: PerAxis(setting.stride),
      padding: .sides(before: PerAxis(setting.before), after: PerAxis(setting.after)),
      outputPadding: PerAxis(extra), dilation: PerAxis(setting.dilation), groups: setting.groups)
    #expect(y.shape == setting.inputShape, "\(setting), seed \(seed + 2000)")
    expectClose(
      y.scalars(as: Double.self), expected, absolute: 1e-12, "\(setting), seed \(seed + 2000)")
  }

  /// Recorded from jax.lax.conv_general_dilated in float64: sums of the value, of the gradients of the
  /// sum of cubes, and of the gradients of the square of the first of those.
  @Test func gradientsOfBothOrdersAgreeWithJAX() throws {
    let x = Tensor((0..<240).map { sin(Double($0)) }, shape: [2, 4, 5, 6])
    let w = Tensor((0..<72).map { cos(Double($0)) }, shape: [6, 2, 2, 3])
    func run(_ x: Tensor, _ w: Tensor) -> Tensor {
      x.conv2d(
        w, stride: [2, 1], padding: .sides(before: [1, 0], after: [2, 1]), dilation: [1, 2],
        groups: 2)
    }
    func cubes(_ y: Tensor) -> Tensor { (y * y * y).sum() }
    func sums(_ tensors: [Tensor]) -> [Double] {
      tensors.flatMap { [$0.sum().item(), ($0 * $0).sum().item()] }
    }
    let y = run(x, w)
    #expect(y.shape == [2, 6, 4, 3])
    expectClose(
      y.scalars(as: Double.self).prefix(4).map { $0 },
      [-0.36915206830884684, -1.6700643645423627, -1.3518782613643716, 0.27051215100006293],
      absolute: 1e-13)
    expectClose(sums([y]), [-24.63849429449117, 61.4751073309242], absolute: 1e-11)
    let first = try gradient(at: [x, w]) { cubes(run($0[0], $0[1])) }
    expectClose(
      sums(first),
      [-118.53836937450976, 9544.496830903796, -3.490394536442092, 11902.342773685667],
      ulps: 64, absolute: 1e-10)
    let second = try gradient(at: [x, w]) { inputs in
      let dx = try gradient(at: inputs[0]) { cubes(run($0, inputs[1])) }
      return (dx * dx).sum()
    }
    expectClose(
      sums(second),
      [15072.425824605756, 225471885.61141345, -3827.116570618734, 405081877.425937],
      ulps: 64, absolute: 1e-8)
  }

  @Test func automaticPaddingKeepsTheLength() {
    for n in 1...9 {
      for k in 1...4 {
        for stride in 1...3 {
          let x = Tensor.ones([1, 1, n])
          let w = Tensor.ones([1, 1, k])
          let length = (n + stride - 1) / stride
          #expect(x.conv1d(w, stride: stride, padding: .same).shape == [1, 1, length])
          #expect(x.conv1d(w, stride: stride, padding: .sameLower).shape == [1, 1, length])
          #expect(
            x.convTranspose1d(w, stride: stride, padding: .same).shape == [1, 1, n * stride])
        }
      }
    }
    let x = Tensor([1, 2, 3], shape: [1, 1, 3])
    let w = Tensor([1, 10], shape: [1, 1, 2])
    #expect(x.conv1d(w, padding: .same).scalars(as: Float.self) == [21, 32, 3])
    #expect(x.conv1d(w, padding: .sameLower).scalars(as: Float.self) == [10, 21, 32])
  }

  /// Numbers of torch.nn.functional.conv2d and conv_transpose2d, by hand.
  @Test func aSmallImageBySight() {
    let x = Tensor.arange(9).reshaped(to: [1, 1, 3, 3])
    let w = Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2])
    #expect(x.conv2d(w).scalars(as: Float.self) == [27, 37, 57, 67])
    #expect(
      x.sliced(0..<2, axis: 2).sliced(0..<2, axis: 3).convTranspose2d(w, stride: 2)
        .scalars(as: Float.self) == [0, 0, 1, 2, 0, 0, 3, 4, 3, 6, 4, 8, 9, 12, 12, 16])
  }

  @Test func halvesAreComputedInFloat32AndRoundedOnce() {
    var random = SeededGenerator(seed: 9)
    let x: [Float] = Self.values([1, 40, 5], &random)
    let w: [Float] = Self.values([4, 40, 3], &random)
    let inputs = [Tensor(x, shape: [1, 40, 5]), Tensor(w, shape: [4, 40, 3])]
    let half = inputs.map { $0.cast(to: .bfloat16) }
    let wide = half.map { $0.cast(to: .float32) }
    let y = half[0].conv1d(half[1])
    #expect(y.dtype == .bfloat16)
    #expect(y.bytes == wide[0].conv1d(wide[1]).cast(to: .bfloat16).bytes)
  }

  @Test func nanInOneImageStaysInIt() {
    var values = [Float](repeating: 1, count: 2 * 2 * 4)
    values[0] = .nan
    let y = Tensor(values, shape: [2, 2, 4]).conv1d(.ones([5, 2, 3])).scalars(as: Float.self)
    for (i, value) in y.enumerated() { #expect(value.isNaN == (i < 10 && i % 2 == 0), "\(i)") }
  }

  @Test func gradientOfAnUnaskedInputIsNotComputed() throws {
    let x = Tensor.ones([1, 2, 5])
    let w = Tensor.ones([3, 2, 2])
    let found = try gradient(at: w) { x.conv1d($0).sum() }
    #expect(found.scalars(as: Float.self) == Array(repeating: 4, count: 12))
  }

  static let mistakes: [(String, @Sendable () -> Tensor)] = {
    let x = Tensor.zeros([2, 4, 5, 6])
    let w = Tensor.zeros([8, 4, 3, 3])
    return [
      ("[2, 4, 5, 6] and [8, 3, 3, 3] do not fit in axis 1", { x.conv2d(.zeros([8, 3, 3, 3])) }),
      ("cannot be cut into 3 groups", { x.conv2d(w, groups: 3) }),
      ("cannot be cut into 0 groups", { x.conv2d(w, groups: 0) }),
      ("shapes [2, 4, 5, 6] and [8, 4, 3] do not fit", { x.convolution(.zeros([8, 4, 3])) }),
      ("has 1 spatial axes instead of 2", { x.conv2d(.zeros([8, 4, 3])) }),
      ("has 4 spatial axes instead of 1 to 3", { x.convolution(.zeros([1, 1, 1, 1, 1, 1])) }),
      ("is smaller than the window's 7 in spatial axis 0", { x.conv2d(.zeros([1, 4, 7, 1])) }),
      ("is smaller than the window's 7 in spatial axis 1", { x.conv2d(w, dilation: [1, 3]) }),
      ("stride: shape [1, 0] has 0 in spatial axis 1", { x.conv2d(w, stride: [1, 0]) }),
      ("padding: shape [-1] has -1 in spatial axis 0", { x.conv2d(w, padding: -1) }),
      ("dilation: shape [0] has 0", { x.conv2d(w, dilation: 0) }),
      ("has 3 numbers for 2 spatial axes", { x.conv2d(w, stride: [1, 1, 1]) }),
      ("conv2d kernel: shape [0, 3] has length 0", { x.conv2d(.zeros([8, 4, 0, 3])) }),
      ("conv2d bias: shapes [8] and [4] do not fit", { x.conv2d(w, bias: .zeros([4])) }),
      ("which is not in 0...2147483647", { x.conv2d(w, padding: [Int.max, 0]) }),
      ("has more elements than memory can hold", { x.conv2d(w, padding: .symmetric([1 << 30])) }),
      (
        "shapes [2, 4, 5, 6] and [8, 4, 3, 3] do not fit in axis 1", { x.convTranspose2d(w) }
      ),
      (
        "is not smaller than stride or dilation in spatial axis 0",
        { x.convTranspose2d(.zeros([4, 8, 3, 3]), stride: 2, outputPadding: 2) }
      ),
      (
        "leaves no result in spatial axis 1",
        { x.convTranspose2d(.zeros([4, 8, 3, 3]), padding: [0, 4]) }
      ),
    ]
  }()

  @Test(arguments: mistakes.indices) func mistakesAreNamed(index: Int) {
    let (text, mistake) = Self.mistakes[index]
    let error = #expect(throws: TensorError.self) { try withTensorErrors { mistake() } }
    #expect(
      error?.description.contains(text) == true, "\(error.map(\.description) ?? "") / \(text)")
  }
}
