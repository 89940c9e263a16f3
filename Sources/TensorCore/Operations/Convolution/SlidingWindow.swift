// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// One number for each spatial axis, such as a stride: written as a number for all of them, or as a list.
///
/// ```swift
/// x.conv2d(weight, stride: 2)
/// x.conv2d(weight, stride: [2, 1])
/// ```
public struct PerAxis: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// The numbers, outermost axis first; a single one stands for every axis.
  public let values: [Int]

  /// The same number for every axis.
  public init(_ value: Int) { values = [value] }

  /// A number for each axis, the outermost first.
  public init(_ values: [Int]) { self.values = values }

  /// The same number for every axis.
  public init(integerLiteral value: Int) { self.init(value) }

  /// A number for each axis, the outermost first.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The numbers for `count` axes.
  ///
  /// - Throws: `invalidShape` where there is another number of them, or one is not in `range`.
  func numbers(
    _ count: Int, of what: String, in range: ClosedRange<Int>, operation: String
  ) throws(TensorError) -> [Int] {
    guard values.count == count || values.count == 1 else {
      throw .invalidShape(
        operation: "\(operation) \(what)", shape: values,
        reason: "has \(values.count) numbers for \(count) spatial axes")
    }
    for (axis, value) in values.enumerated() where !range.contains(value) {
      throw .invalidShape(
        operation: "\(operation) \(what)", shape: values,
        reason: "has \(value) in spatial axis \(axis), which is not in "
          + "\(range.lowerBound)...\(range.upperBound)")
    }
    return values.count == 1 ? Array(repeating: values[0], count: count) : values
  }

  /// Settings beyond this are mistakes, and their products could overflow.
  static let largest = Int(Int32.max)
}

/// What is imagined around the spatial axes of a tensor: zeros for a convolution or an average, minus
/// infinity for a maximum.
public enum SpatialPadding: Sendable, Hashable, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral
{
  /// Nothing: only whole windows count.
  case valid
  /// As much as makes the result ⌈input / stride⌉ long; where it is odd, the larger half comes after.
  case same
  /// As `same`, but where it is odd, the larger half comes before.
  case sameLower
  /// This much on both sides of every axis.
  case symmetric(PerAxis)
  /// This much before and after every axis.
  case sides(before: PerAxis, after: PerAxis)

  /// The same number on every side.
  public init(integerLiteral value: Int) { self = .symmetric(PerAxis(value)) }

  /// A number for both sides of each axis, the outermost first.
  public init(arrayLiteral elements: Int...) { self = .symmetric(PerAxis(elements)) }
}

/// How windows slide over spatial axes.
struct SlidingWindow: Sendable {
  /// Lengths along each spatial axis.
  var input: [Int]
  var output: [Int]
  var kernel: [Int]
  var stride: [Int]
  var dilation: [Int]
  /// Padding before and after each axis.
  var before: [Int]
  var after: [Int]

  /// Length from the first to the last element a window touches.
  func extent(_ axis: Int) -> Int { (kernel[axis] - 1) * dilation[axis] + 1 }

  /// - Parameters:
  ///   - input: lengths of the spatial axes.
  ///   - kernel: lengths of the window.
  ///   - roundsUp: whether a last window that starts inside the input (or the padding before it) counts
  ///     although it reaches beyond the padding after it.
  /// - Throws: `invalidShape` for settings out of range and a window larger than the padded input.
  init(
    input: [Int], kernel: [Int], stride: PerAxis, padding: SpatialPadding, dilation: PerAxis,
    roundsUp: Bool = false, operation: String
  ) throws(TensorError) {
    let rank = input.count
    self.input = input
    self.kernel = kernel
    self.stride = try stride.numbers(
      rank, of: "stride", in: 1...PerAxis.largest, operation: operation)
    self.dilation = try dilation.numbers(
      rank, of: "dilation", in: 1...PerAxis.largest, operation: operation)
    output = []
    (before, after) = ([], [])
    for axis in 0..<rank where kernel[axis] < 1 || kernel[axis] > PerAxis.largest {
      throw .invalidShape(
        operation: "\(operation) kernel", shape: kernel,
        reason: "has length \(kernel[axis]) in spatial axis \(axis)")
    }
    let totals = (0..<rank).map { axis in
      // What `same` needs: the last of ⌈input / stride⌉ windows must end inside.
      let windows = (input[axis] + self.stride[axis] - 1) / self.stride[axis]
      return Swift.max(0, (windows - 1) * self.stride[axis] + extent(axis) - input[axis])
    }
    (before, after) = try padding.sides(rank, totals: totals, operation: operation)
    for axis in 0..<rank {
      let (padded, overflow) = input[axis].addingReportingOverflow(before[axis] + after[axis])
      let room = padded - extent(axis)
      guard !overflow, room >= 0 else {
        throw .invalidShape(
          operation: operation, shape: input,
          reason: "with padding \(before[axis]) and \(after[axis]) is smaller than the window's "
            + "\(extent(axis)) in spatial axis \(axis)")
      }
      var count = room / self.stride[axis] + 1
      if roundsUp && room % self.stride[axis] > 0
        && count * self.stride[axis] < input[axis] + before[axis]
      {
        count += 1
      }
      output.append(count)
    }
  }
}

extension SpatialPadding {
  /// The padding before and after each axis.
  ///
  /// - Parameter totals: what the automatic ones have to distribute.
  func sides(
    _ rank: Int, totals: [Int], operation: String
  ) throws(TensorError) -> (before: [Int], after: [Int]) {
    let range = 0...PerAxis.largest
    switch self {
    case .valid: return (Array(repeating: 0, count: rank), Array(repeating: 0, count: rank))
    case .same: return (totals.map { $0 / 2 }, totals.map { $0 - $0 / 2 })
    case .sameLower: return (totals.map { $0 - $0 / 2 }, totals.map { $0 / 2 })
    case .symmetric(let numbers):
      let both = try numbers.numbers(rank, of: "padding", in: range, operation: operation)
      return (both, both)
    case .sides(let before, let after):
      return (
        try before.numbers(rank, of: "padding", in: range, operation: operation),
        try after.numbers(rank, of: "padding", in: range, operation: operation)
      )
    }
  }
}

/// Three numbers for the kernels: axes that are missing come first.
func threeAxes(_ values: [Int], filling filler: Int) -> (Int64, Int64, Int64) {
  let all = Array(repeating: filler, count: 3 - values.count) + values
  return (Int64(all[0]), Int64(all[1]), Int64(all[2]))
}
