// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct PoolingTests {
  struct Setting: CustomStringConvertible {
    var size: [Int]
    var kernel: [Int]
    var stride: [Int]
    var dilation: [Int]
    var before: [Int]
    var after: [Int]
    var roundsUp: Bool

    var description: String {
      "\(size), kernel \(kernel), stride \(stride), dilation \(dilation), padding \(before) "
        + "\(after)\(roundsUp ? ", rounded up" : "")"
    }

    var padding: SpatialPadding { .sides(before: PerAxis(before), after: PerAxis(after)) }

    /// PyTorch's rule, written down once more.
    var result: [Int] {
      size.indices.map { d in
        let room = size[d] + before[d] + after[d] - dilation[d] * (kernel[d] - 1) - 1
        var n = (room + (roundsUp ? stride[d] - 1 : 0)) / stride[d] + 1
        if roundsUp && (n - 1) * stride[d] >= size[d] + before[d] { n -= 1 }
        return n
      }
    }

    /// Places in the plane that each result's window holds, in row-major order.
    var windows: [[Int]] {
      ConvolutionTests.Setting.places(result).map { q in
        ConvolutionTests.Setting.places(kernel).compactMap { t in
          let p = q.indices.map { q[$0] * stride[$0] + t[$0] * dilation[$0] - before[$0] }
          let isInside = zip(p, size).allSatisfy { $0 >= 0 && $0 < $1 }
          return isInside ? ConvolutionTests.Setting.index(p, size) : nil
        }
      }
    }

    /// Elements of each result's window that lie in the input or in its padding.
    var paddedCounts: [Int] {
      ConvolutionTests.Setting.places(result).map { q in
        q.indices.reduce(1) { product, d in
          let start = q[d] * stride[d] - before[d]
          return product * (Swift.min(start + kernel[d], size[d] + after[d]) - start)
        }
      }
    }
  }

  static func random(_ random: inout SeededGenerator, dilated: Bool) -> Setting {
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    var setting = Setting(
      size: [], kernel: [], stride: [], dilation: [], before: [], after: [],
      roundsUp: pick(0...1) == 1)
    let rank = pick(1...3)
    for _ in 0..<rank {
      setting.kernel.append(pick(1...4))
      setting.stride.append(pick(1...3))
      setting.dilation.append(dilated ? pick(1...2) : 1)
      setting.before.append(pick(0...((setting.kernel.last ?? 1) / 2)))
      setting.after.append(pick(0...((setting.kernel.last ?? 1) / 2)))
      setting.size.append(pick(rank == 1 ? 8...40 : 7...9))
    }
    return setting
  }

  /// Small integers: many ties.
  static func values(_ count: Int, _ random: inout SeededGenerator) -> [Double] {
    (0..<count).map { _ in Double(Int.random(in: -3...3, using: &random)) }
  }

  @Test(arguments: 1...60) func maximaAndTheirPlacesFollowTheDefinition(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let setting = Self.random(&random, dilated: true)
    let plane = setting.size.reduce(1, *)
    var x = Self.values(6 * plane, &random)
    if seed % 3 == 0 { x[Int.random(in: 0..<x.count, using: &random)] = .nan }
    let windows = setting.windows
    guard windows.allSatisfy({ !$0.isEmpty }) else { return }
    var values: [Double] = []
    var places: [Int64] = []
    var gradient = [Double](repeating: 0, count: x.count)
    for p in 0..<6 {
      for window in windows {
        var best = window[0]
        for place in window.dropFirst() {
          let (new, old) = (x[p * plane + place], x[p * plane + best])
          if new > old || (new.isNaN && !old.isNaN) { best = place }
        }
        gradient[p * plane + best] += Double(values.count % 7 + 1)
        values.append(x[p * plane + best])
        places.append(Int64(best))
      }
    }
    let input = Tensor(x, shape: [2, 3] + setting.size)
    let name = "\(setting), seed \(seed)"
    let weights = Tensor(values.indices.map { Double($0 % 7 + 1) }, shape: [2, 3] + setting.result)
    for (level, y) in onEveryLevel({ _ in
      input.maxPoolWithIndices(
        PerAxis(setting.kernel), stride: PerAxis(setting.stride), padding: setting.padding,
        dilation: PerAxis(setting.dilation), ceilMode: setting.roundsUp)
    }) {
      #expect(y.values.shape == [2, 3] + setting.result, "\(name)")
      expectClose(y.values.scalars(as: Double.self), values, ulps: 0, "\(name) on \(level)")
      #expect(y.indices.scalars(as: Int64.self) == places, "\(name) on \(level)")
    }
    if x.contains(where: \.isNaN) { return }
    let found = try TensorCore.gradient(at: input) {
      ($0.maxPool(
        PerAxis(setting.kernel), stride: PerAxis(setting.stride), padding: setting.padding,
        dilation: PerAxis(setting.dilation), ceilMode: setting.roundsUp) * weights).sum()
    }
    expectClose(found.scalars(as: Double.self), gradient, ulps: 0, "gradient of \(name)")
  }

  @Test(arguments: 1...60) func averagesFollowTheDefinition(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed) + 500)
    let setting = Self.random(&random, dilated: false)
    let plane = setting.size.reduce(1, *)
    let x: [Double] = ConvolutionTests.values([6 * plane], &random)
    let input = Tensor(x, shape: [2, 3] + setting.size)
    let (windows, padded) = (setting.windows, setting.paddedCounts)
    for kind in 0..<3 {
      guard kind != 1 || windows.allSatisfy({ !$0.isEmpty }) else { continue }
      func run(_ x: Tensor) -> Tensor {
        x.averagePool(
          PerAxis(setting.kernel), stride: PerAxis(setting.stride), padding: setting.padding,
          ceilMode: setting.roundsUp, countIncludePad: kind == 0, divisor: kind == 2 ? 5 : nil)
      }
      var expected: [Double] = []
      var gradient = [Double](repeating: 0, count: x.count)
      for p in 0..<6 {
        for (window, count) in zip(windows, padded) {
          let divisor = Double([count, window.count, 5][kind])
          for place in window {
            gradient[p * plane + place] += Double(expected.count % 7 + 1) / divisor
          }
          expected.append(window.reduce(0) { $0 + x[p * plane + $1] } / divisor)
        }
      }
      let weights = Tensor(
        expected.indices.map { Double($0 % 7 + 1) }, shape: [2, 3] + setting.result)
      let name = "\(setting), kind \(kind), seed \(seed + 500)"
      for (level, (y, found)) in try onEveryLevel({ _ in
        (run(input), try TensorCore.gradient(at: input) { (run($0) * weights).sum() })
      }) {
        #expect(y.shape == [2, 3] + setting.result, "\(name)")
        expectClose(
          y.scalars(as: Double.self), expected, absolute: 1e-14, "\(name) on \(level)")
        expectClose(
          found.scalars(as: Double.self), gradient, absolute: 1e-13, "gradient of \(name)")
      }
    }
  }

  @Test func adaptiveWindowsCoverEverything() {
    for n in 1...9 {
      let x = (0..<n).map { Float(($0 * 5) % 11) }
      let input = Tensor(x, shape: [1, 1, n])
      for size in 1...11 {
        let windows = (0..<size).map { i in x[(i * n / size)..<(((i + 1) * n + size - 1) / size)] }
        #expect(
          input.adaptiveAveragePool(PerAxis(size)).scalars(as: Float.self)
            == windows.map { $0.reduce(0, +) / Float($0.count) })
        #expect(
          input.adaptiveMaxPool(PerAxis(size)).scalars(as: Float.self)
            == windows.map { $0.max() ?? .nan })
      }
    }
    let image = Tensor.arange(2 * 6).reshaped(to: [1, 2, 2, 3])
    #expect(image.globalAveragePool().scalars(as: Float.self) == [2.5, 8.5])
    #expect(image.globalAveragePool().shape == [1, 2, 1, 1])
    #expect(image.globalMaxPool().scalars(as: Float.self) == [5, 11])
  }

  /// torch.nn.functional.max_pool2d and max_unpool2d.
  @Test func unpoolingPutsMaximaBack() throws {
    let x = Tensor([1, 2, 5, 3, 4, 0, 1, 9, 2], shape: [1, 1, 3, 3])
    let (values, indices) = x.maxPoolWithIndices(2, stride: 1)
    #expect(values.scalars(as: Float.self) == [4, 5, 9, 9])
    #expect(indices.scalars(as: Int64.self) == [4, 2, 7, 7])
    #expect(
      values.maxUnpool(indices, to: 3).scalars(as: Float.self) == [0, 0, 5, 0, 4, 0, 0, 18, 0])
    let g = try gradient(at: values) { ($0.maxUnpool(indices, to: 3) * x).sum() }
    #expect(g.scalars(as: Float.self) == [4, 5, 9, 9])
  }

  @Test func integersStayIntegers() {
    let x = Tensor([3, -1, 7, 7, 2] as [Int64], shape: [1, 1, 5])
    let (values, indices) = x.maxPoolWithIndices(2, stride: 1)
    #expect(values.dtype == .int64)
    #expect(values.scalars(as: Int64.self) == [3, 7, 7, 7])
    #expect(indices.scalars(as: Int64.self) == [0, 2, 2, 3])
  }

  @Test func windowsOfMinusInfinityAndInfinity() {
    let x = Tensor([-.infinity, -.infinity, .infinity, 1], shape: [1, 1, 4])
    let (values, indices) = x.maxPoolWithIndices(2, stride: 1, padding: 1)
    #expect(
      values.scalars(as: Float.self) == [-.infinity, -.infinity, .infinity, .infinity, 1])
    #expect(indices.scalars(as: Int64.self) == [0, 0, 2, 2, 3])
  }

  @Test func rootsOfSumsOfSquares() {
    let x = Tensor([3, 4, 0, -5, 12], shape: [1, 1, 5])
    #expect(x.l2Pool(2, stride: 1).scalars(as: Float.self) == [5, 4, 5, 13])
  }

  @Test func threadsDoNotChangeABit() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor.randomNormal([4, 16, 60, 61], key: RandomKey(seed: 1))
      var prints: Set<UInt64> = []
      for threads in 1...4 {
        TensorRuntime.threads = threads
        let g = try gradient(at: x) {
          $0.averagePool(3, stride: 2, padding: 1).weighed() + $0.maxPool(3, stride: 2).weighed()
        }
        prints.insert(fingerprint([g]))
      }
      #expect(prints.count == 1)
    }
  }

  static let mistakes: [(String, @Sendable () -> Tensor)] = {
    let x = Tensor.zeros([2, 4, 5, 6])
    return [
      ("maxPool: shape [4] is not [batch, channels", { Tensor.zeros([4]).maxPool(2) }),
      ("has 3 numbers for 2 spatial axes", { x.maxPool([1, 2, 3]) }),
      ("kernel: shape [0] has 0 in spatial axis 0", { x.averagePool(0) }),
      ("stride: shape [2, 0] has 0 in spatial axis 1", { x.maxPool(2, stride: [2, 0]) }),
      ("is smaller than the window's 6 in spatial axis 0", { x.maxPool(6) }),
      ("is not smaller than the window's 2 in spatial axis 0", { x.maxPool(2, padding: 2) }),
      ("is no divisor", { x.averagePool(2, divisor: 0) }),
      ("adaptiveMaxPool size: shape [-1] has -1", { x.adaptiveMaxPool(-1) }),
      (
        "lie in the padding alone in spatial axis 1",
        { x.sliced(0..<1, axis: 3).maxPool([1, 2], padding: [0, 2], dilation: [1, 3]) }
      ),
      (
        "maxUnpool: index 30 is outside 0..<30",
        { x.maxUnpool(Tensor.full(30, shape: [2, 4, 5, 6]).cast(to: .int64), to: [5, 6]) }
      ),
      (
        "maxUnpool: shapes [2, 4, 5, 6] and [3] do not fit",
        { x.maxUnpool(Tensor([Int64(1), 2, 3]), to: 3) }
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
