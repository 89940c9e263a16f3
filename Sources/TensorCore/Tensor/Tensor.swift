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
/// ``transposed(_:)``, ``sliced(_:axis:step:)``, ``expanded(to:)``) share it too. At most 8 dimensions.
///
/// Elementwise operations on large tensors (256 KiB to 64 MiB of float32 or float64, without
/// broadcasting but of single numbers) are computed when their result is first read, up to eight of them in
/// one pass over the memory. The bits and the errors are the same, and come at the same place;
/// ``evaluate()`` asks for the elements now.
///
/// Operands of different types meet in ``DType/promoted(_:_:)``. A number beside a tensor takes its type
/// where that can hold it: any number a floating-point type, a whole number an integer type. Another number
/// makes integers float64.
///
/// Shapes that do not fit are mistakes of the program: they trap with a message that names the
/// operation and both shapes, unless inside `withTensorErrors`.
public struct Tensor: Sendable {
  var body: TensorBody
  /// How this value came about, where a gradient is being recorded.
  var node: Node?

  init(_ body: TensorBody, _ node: Node?) {
    self.body = body
    self.node = node
  }

  /// A tensor of this shape whose elements are still to be written.
  @inline(__always)
  init(uninitialized layout: Layout, dtype: DType) throws(TensorError) {
    body = try TensorBody(layout, dtype)
  }

  /// Elements of another tensor under another layout, from `offset` elements after its first on; not
  /// recorded.
  init(viewing x: Tensor, _ layout: Layout, offset: Int = 0) {
    body = TensorBody(viewing: x.body, layout, offset: offset)
  }

  /// Where the elements lie.
  @inline(__always) var layout: Layout { body.layout }
  /// The type of the elements.
  public var dtype: DType { body.dtype }
  /// Whether this is the result of an operation that failed inside `withTensorErrors`.
  public var isPoisoned: Bool { body.isPoisoned }

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

  /// Computes the elements now.
  ///
  /// Elementwise operations on large tensors are computed when somebody first reads their result, several
  /// in one pass over the memory: see ``Tensor``. No result depends on when that is; a program that
  /// measures time, or gives up memory that the operands hold, asks for it here.
  ///
  /// - Complexity: O(1) where nothing is deferred, otherwise O(n) for each operation that is.
  public func evaluate() { _ = body.data }

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
