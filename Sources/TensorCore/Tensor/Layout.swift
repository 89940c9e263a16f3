// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The most dimensions a tensor can have.
let maximumRank = 8

/// Numbers per dimension, stored in place.
typealias Dimensions = InlineArray<8, Int>

/// Where the elements of a tensor lie from its first one on: shape and signed strides, in elements.
struct Layout: Sendable, BitwiseCopyable {
  var rank: Int
  /// Number of elements.
  var count: Int
  /// Whether the elements lie in row-major order without gaps.
  var isDense: Bool
  var dims: Dimensions
  var strides: Dimensions

  var shape: [Int] { (0..<rank).map { dims[$0] } }

  /// Row-major layout of the same shape.
  var dense: Layout { isDense ? self : Layout(denseDims: dims, rank: rank, count: count) }

  func hasShape(of other: Layout) -> Bool {
    if rank != other.rank || count != other.count { return false }
    for d in 0..<rank where dims[d] != other.dims[d] { return false }
    return true
  }

  /// A row-major layout whose count is known to be right.
  init(denseDims dims: Dimensions, rank: Int, count: Int) {
    self.rank = rank
    self.count = count
    isDense = true
    self.dims = dims
    strides = .init(repeating: 0)
    var stride = 1
    var d = rank - 1
    while d >= 0 {
      strides[d] = stride
      stride &*= Swift.max(dims[d], 1)
      d -= 1
    }
  }

  /// A row-major layout of `shape`.
  ///
  /// - Throws: `invalidShape` where it is negative, too long, or counts more elements than can be.
  init(shape: [Int], operation: String) throws(TensorError) {
    guard shape.count <= maximumRank else {
      throw .invalidShape(
        operation: operation, shape: shape, reason: "has more than \(maximumRank) dimensions")
    }
    var dims = Dimensions(repeating: 1)
    for (d, n) in shape.enumerated() { dims[d] = n }
    try self.init(dims: dims, rank: shape.count, operation: operation)
  }

  init(dims: Dimensions, rank: Int, operation: String) throws(TensorError) {
    var count = 1
    var extent = 1  // without empty dimensions: strides must not overflow either
    for d in 0..<rank {
      guard dims[d] >= 0 else {
        throw .invalidShape(
          operation: operation, shape: (0..<rank).map { dims[$0] },
          reason: "has a negative dimension")
      }
      let (product, overflow) = extent.multipliedReportingOverflow(by: Swift.max(dims[d], 1))
      guard !overflow, product <= Int.max / 16 else {
        throw .invalidShape(
          operation: operation, shape: (0..<rank).map { dims[$0] },
          reason: "has more elements than memory can hold")
      }
      extent = product
      count *= dims[d]
    }
    self.init(denseDims: dims, rank: rank, count: count)
  }

  /// Recomputes `isDense` after strides or dimensions changed, and gives axes of length 1, whose
  /// stride says nothing, that of a dense layout: BLAS looks at it.
  mutating func updateDensity() {
    var stride = 1
    isDense = true
    var d = rank - 1
    while d >= 0 {
      if dims[d] == 1 {
        strides[d] = stride
      } else if strides[d] != stride && count > 0 {
        isDense = false
      }
      stride &*= Swift.max(dims[d], 1)
      d -= 1
    }
  }

  /// The axis counted from the front, where negative ones count from the back.
  func axis(_ axis: Int, operation: String) throws(TensorError) -> Int {
    let normalised = axis < 0 ? axis + rank : axis
    guard normalised >= 0 && normalised < rank else {
      throw .invalidAxis(operation: operation, axis: axis, shape: shape)
    }
    return normalised
  }
}
