// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// An array of numbers with a shape: a value that can be shared between tasks and differentiated.
///
/// ```swift
/// let x = Tensor([1, 2, 3, 4], shape: [2, 2])
/// let (value, gradients) = try valueAndGradient(at: [x]) { ($0[0] * $0[0]).sum() }
/// print(value.item())   // 30.0
/// print(gradients[0])   // [[2. 4.]
///                       //  [6. 8.]]
/// ```
///
/// Copies share their storage, which is never written to while shared. Views (``reshaped(to:)``,
/// ``transposed()``, ``sliced(_:axis:step:)``, ``expanded(to:)``) share it too. At most 8 dimensions.
///
/// Shapes that do not fit are mistakes of the program: they trap with a message that names the
/// operation and both shapes, unless inside `withTensorErrors`.
public struct Tensor: Sendable {
  var storage: Storage
  var layout: Layout
  /// The type of the elements.
  public internal(set) var dtype: DType
  /// Whether this is the result of an operation that failed inside `withTensorErrors`.
  public internal(set) var isPoisoned = false
  /// How this value came about, where a gradient is being recorded.
  var node: Node?

  init(storage: Storage, layout: Layout, dtype: DType) {
    self.storage = storage
    self.layout = layout
    self.dtype = dtype
  }

  /// A tensor of this shape whose elements are still to be written.
  init(uninitialized layout: Layout, dtype: DType) throws(TensorError) {
    storage = try Storage(byteCount: layout.count &* dtype.byteWidth)
    self.layout = layout
    self.dtype = dtype
  }

  /// Length of each dimension; empty for a single number.
  public var shape: [Int] { layout.shape }
  /// Number of dimensions.
  public var rank: Int { layout.rank }
  /// Number of elements: the product of ``shape``.
  public var count: Int { layout.count }
  /// Distance between neighbours along each dimension, in elements; may be 0 or negative.
  public var strides: [Int] { (0..<layout.rank).map { layout.strides[$0] } }
  /// Whether the elements lie in row-major order without gaps.
  public var isContiguous: Bool { layout.isDense }
  /// Whether operations on this tensor are being recorded for a gradient.
  public var isTracked: Bool { node != nil && !isPoisoned }

  /// The same value, cut from what is being recorded: no gradient flows through it.
  ///
  /// - Complexity: O(1); the storage is shared.
  public func detached() -> Tensor {
    if isPoisoned { return self }
    var result = self
    result.node = nil
    return result
  }
}
