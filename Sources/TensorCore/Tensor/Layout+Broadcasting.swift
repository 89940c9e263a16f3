// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Layout {
  /// The shape two operands share under NumPy's rules: shapes align at their ends, and an axis of 1
  /// stretches.
  static func broadcast(
    _ a: Layout, _ b: Layout, operation: @autoclosure () -> String
  ) throws(TensorError) -> Layout {
    let rank = Swift.max(a.rank, b.rank)
    var dims = Dimensions(repeating: 1)
    for d in 0..<rank {
      let i = d - (rank - a.rank)
      let j = d - (rank - b.rank)
      let m = i >= 0 ? a.dims[i] : 1
      let n = j >= 0 ? b.dims[j] : 1
      guard m == n || m == 1 || n == 1 else {
        throw .shapeMismatch(operation: operation(), left: a.shape, right: b.shape, axis: d)
      }
      dims[d] = m == 1 ? n : m
    }
    return try Layout(dims: dims, rank: rank, operation: operation())
  }

  /// Whether this shape stretches to `target`'s.
  func broadcasts(to target: Layout) -> Bool {
    if rank > target.rank { return false }
    for d in 0..<rank where dims[d] != 1 && dims[d] != target.dims[d + target.rank - rank] {
      return false
    }
    return true
  }

  /// This layout seen with the larger shape of `target`, which it must broadcast to: stretched axes
  /// have stride 0.
  func expanded(to target: Layout) -> Layout {
    var result = target
    for d in 0..<target.rank {
      let i = d - (target.rank - rank)
      result.strides[d] = i < 0 || (dims[i] == 1 && target.dims[d] != 1) ? 0 : strides[i]
    }
    result.updateDensity()
    return result
  }

  /// The axes of this shape that a broadcast from `source` added or stretched.
  func stretchedAxes(from source: Layout) -> AxisSet {
    var axes = AxisSet()
    for d in 0..<rank {
      let i = d - (rank - source.rank)
      if i < 0 || (source.dims[i] == 1 && dims[d] != 1) { axes.insert(d) }
    }
    return axes
  }
}

/// A set of axes, as bits.
struct AxisSet: Sendable, Equatable {
  var bits: UInt8 = 0

  var isEmpty: Bool { bits == 0 }
  func contains(_ axis: Int) -> Bool { bits & (1 << UInt8(axis)) != 0 }
  mutating func insert(_ axis: Int) { bits |= 1 << UInt8(axis) }

  /// Every axis of a tensor of this rank.
  static func all(rank: Int) -> AxisSet {
    AxisSet(bits: UInt8(truncatingIfNeeded: (1 << rank) - 1))
  }

  init(bits: UInt8 = 0) { self.bits = bits }

  /// - Throws: `invalidAxis` where one is out of range or repeated.
  init(_ axes: [Int], of layout: Layout, operation: String) throws(TensorError) {
    for axis in axes {
      let normalised = try layout.axis(axis, operation: operation)
      guard !contains(normalised) else {
        throw .invalidAxis(operation: operation, axis: axis, shape: layout.shape)
      }
      insert(normalised)
    }
  }
}
