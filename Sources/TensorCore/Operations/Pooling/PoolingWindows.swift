// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The windows of a pooling: for every result along every spatial axis where its window begins and how
/// many elements of the input it holds.
struct PoolingWindows: Sendable {
  /// The windows along one axis.
  struct Axis: Sendable {
    let input: Int
    var first: [Int64] = []
    var count: [Int64] = []
    /// What an average divides by.
    var divisor: [Int64] = []
    /// Distance between neighbouring elements of a window.
    var step = 1
    /// Results whose windows are whole and begin `regularStride` apart.
    var regular = 0..<0
    var regularStride = 1

    var output: Int { first.count }
  }

  var axes: [Axis]

  var output: [Int] { axes.map(\.output) }

  /// Windows that slide.
  ///
  /// - Parameters:
  ///   - countIncludesPadding: whether an average divides by the padding inside the window too.
  ///   - divisor: what an average divides by instead.
  init(sliding window: SlidingWindow, countIncludesPadding: Bool = true, divisor: Int? = nil) {
    axes = window.input.indices.map { d in
      let (input, step) = (window.input[d], window.dilation[d])
      var axis = Axis(input: input, step: step, regularStride: window.stride[d])
      for i in 0..<window.output[d] {
        let start = i * window.stride[d] - window.before[d]
        // The first tap that is not before the input, and the first that is after it.
        let from = start >= 0 ? 0 : (-start + step - 1) / step
        let to = start >= input ? 0 : Swift.min(window.kernel[d], (input - start + step - 1) / step)
        let count = Swift.max(0, to - from)
        axis.first.append(count == 0 ? 0 : Int64(start + from * step))
        axis.count.append(Int64(count))
        let end = Swift.min(start + window.kernel[d], input + window.after[d])
        axis.divisor.append(
          divisor.map { d == 0 ? Int64($0) : 1 }
            ?? Int64(countIncludesPadding ? end - start : count))
        if count == window.kernel[d] {
          axis.regular = (axis.regular.isEmpty ? i : axis.regular.lowerBound)..<(i + 1)
        }
      }
      return axis
    }
  }

  /// Windows of almost equal lengths, as many as there shall be results: the i-th of n reaches from
  /// ⌊i · input / n⌋ to ⌈(i + 1) input / n⌉.
  init(adaptive input: [Int], output: [Int]) {
    axes = zip(input, output).map { input, output in
      var axis = Axis(input: input)
      for i in 0..<output {
        let start = i * input / output
        let end = ((i + 1) * input + output - 1) / output
        axis.first.append(Int64(start))
        axis.count.append(Int64(end - start))
        axis.divisor.append(Int64(end - start))
      }
      return axis
    }
  }

  /// - Throws: `invalidShape` where a window holds no element of the input, so that it has no maximum
  ///   (or no average).
  func checkElements(_ shape: [Int], operation: String) throws(TensorError) {
    for (d, axis) in axes.enumerated() where axis.count.contains(0) {
      throw .invalidShape(
        operation: operation, shape: shape,
        reason: "has windows that lie in the padding alone in spatial axis \(d)")
    }
  }

  /// - Throws: `invalidShape` where the tensor has no spatial axes.
  static func spatialLengths(of x: Tensor, operation: String) throws(TensorError) -> [Int] {
    guard x.rank >= 3 && x.rank <= 5 else {
      throw .invalidShape(
        operation: operation, shape: x.shape,
        reason: "is not [batch, channels, 1 to 3 spatial axes]")
    }
    for (d, n) in x.shape[2...].enumerated() where n > PerAxis.largest {
      throw .invalidShape(
        operation: operation, shape: x.shape, reason: "is too long in spatial axis \(d)")
    }
    return Array(x.shape[2...])
  }

  /// The windows of a public function's settings.
  static func sliding(
    over x: Tensor, kernel: PerAxis, stride: PerAxis?, padding: SpatialPadding,
    dilation: PerAxis = 1, ceilMode: Bool, operation: String
  ) throws(TensorError) -> SlidingWindow {
    let lengths = try spatialLengths(of: x, operation: operation)
    let kernel = try kernel.numbers(
      lengths.count, of: "kernel", in: 1...PerAxis.largest, operation: operation)
    let window = try SlidingWindow(
      input: lengths, kernel: kernel, stride: stride ?? PerAxis(kernel), padding: padding,
      dilation: dilation, roundsUp: ceilMode, operation: operation)
    for d in lengths.indices
    where Swift.max(window.before[d], window.after[d]) >= window.extent(d) {
      throw .invalidShape(
        operation: "\(operation) padding", shape: [window.before[d], window.after[d]],
        reason: "is not smaller than the window's \(window.extent(d)) in spatial axis \(d)")
    }
    return window
  }
}
