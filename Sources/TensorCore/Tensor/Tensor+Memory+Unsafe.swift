// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// A tensor with a copy of these elements, in row-major order.
  ///
  /// - Parameters:
  ///   - elements: the elements; their number must be the product of `shape`.
  ///   - shape: length of each dimension; `nil` for a vector of all elements.
  /// - Complexity: O(n), n the number of elements.
  public init<Scalar: TensorScalar>(_ elements: Span<Scalar>, shape: [Int]? = nil) {
    self = elements.withUnsafeBufferPointer { Tensor($0, shape: shape) }
  }

  /// A tensor with a copy of these elements, in row-major order.
  ///
  /// - Parameters:
  ///   - elements: the elements; their number must be the product of `shape`.
  ///   - shape: length of each dimension; `nil` for a vector of all elements.
  /// - Complexity: O(n), n the number of elements.
  public init<Scalar: TensorScalar>(_ elements: UnsafeBufferPointer<Scalar>, shape: [Int]? = nil) {
    self.init(
      copying: UnsafeRawBufferPointer(elements), shape: shape ?? [elements.count],
      dtype: Scalar.dtype)
  }

  /// A tensor with a copy of elements that lie in memory, in row-major order and the machine's byte order.
  ///
  /// - Parameters:
  ///   - bytes: the elements; no alignment is needed.
  ///   - shape: length of each dimension.
  ///   - dtype: element type.
  /// - Complexity: O(n), n the number of elements.
  public init(copying bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType) {
    do throws(TensorError) {
      let layout = try Layout(shape: shape, operation: "Tensor")
      guard layout.count &* dtype.byteWidth == bytes.count else {
        throw TensorError.shapeMismatch(
          operation: "Tensor", left: [bytes.count / dtype.byteWidth], right: shape, axis: nil)
      }
      self = try Kernels.copyIn(bytes, layout: layout, dtype: dtype)
    } catch {
      self = .failure(error)
    }
  }

  /// Lets `body` read the elements where they lie, in row-major order and the machine's byte order.
  ///
  /// - Parameter body: must not keep the pointer.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  /// - Complexity: O(1); O(n) where ``isContiguous`` is false, since the elements are copied first.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let dense = denseOrTrap
    defer { withExtendedLifetime(dense.body) {} }
    return try body(UnsafeRawBufferPointer(start: dense.data, count: count &* dtype.byteWidth))
  }

  /// Lets `body` read the elements where they lie, in row-major order.
  ///
  /// ```swift
  /// let largest = x.withSpan(of: Float.self) { span in
  ///   span.indices.reduce(-.infinity) { Swift.max($0, span[$1]) }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - type: the elements' own type.
  ///   - body: reads them; the compiler keeps the span from leaving it.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  /// - Precondition: ``dtype`` is that of `type`.
  /// - Complexity: O(1); O(n) where ``isContiguous`` is false, since the elements are copied first.
  public func withSpan<Scalar: TensorScalar, Result, Failure: Error>(
    of type: Scalar.Type, _ body: (Span<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(
      dtype == Scalar.dtype, "withSpan: the elements are \(dtype) and not \(Scalar.dtype)")
    let dense = denseOrTrap
    defer { withExtendedLifetime(dense.body) {} }
    let elements = UnsafeBufferPointer(
      start: dense.data.assumingMemoryBound(to: Scalar.self), count: count)
    return try body(elements.span)
  }

  private var denseOrTrap: Tensor {
    do throws(TensorError) {
      return try Kernels.dense(self)
    } catch {
      fatalError(error.description)
    }
  }
}
