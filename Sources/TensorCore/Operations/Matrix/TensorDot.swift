// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Products of vectors, matrices and tensors that are one matrix product, or none, in other shapes
extension Tensor {
  /// The sum of products over axes of both: `Σ x[…, i] y[i, …]`.
  ///
  /// - Parameters:
  ///   - other: the right operand.
  ///   - axes: the summed axes of this tensor and of the other, in pairs of one length; negative ones
  ///     from the back.
  /// - Returns: the other axes of this tensor, and then those of the other.
  public func tensordot(_ other: Tensor, axes: ([Int], [Int])) -> Tensor {
    if isPoisoned || other.isPoisoned { return .passingPoison(self, other) }
    do throws(TensorError) {
      let name = "tensordot"
      guard axes.0.count == axes.1.count else {
        throw .shapeMismatch(operation: name, left: axes.0, right: axes.1, axis: nil)
      }
      let mine = try AxisSet(axes.0, of: layout, operation: name)
      let theirs = try AxisSet(axes.1, of: other.layout, operation: name)
      let summedLeft = axes.0.map { $0 < 0 ? $0 + rank : $0 }
      let summedRight = axes.1.map { $0 < 0 ? $0 + other.rank : $0 }
      for (i, j) in zip(summedLeft, summedRight) where layout.dims[i] != other.layout.dims[j] {
        throw .shapeMismatch(operation: name, left: shape, right: other.shape, axis: i)
      }
      let left = (0..<rank).filter { !mine.contains($0) }
      let right = (0..<other.rank).filter { !theirs.contains($0) }
      let inner = summedLeft.reduce(1) { $0 * layout.dims[$1] }
      let rows = left.map { layout.dims[$0] }
      let columns = right.map { other.layout.dims[$0] }
      let target = try Layout(shape: rows + columns, operation: name).shape
      let a = transposed(left + summedLeft).reshaped(to: [rows.reduce(1, *), inner])
      let b = other.transposed(summedRight + right).reshaped(to: [inner, columns.reduce(1, *)])
      return a.matmul(b).reshaped(to: target)
    } catch {
      return .failure(error)
    }
  }

  /// The sum of products over the last axes of this tensor and the first of the other.
  ///
  /// - Parameters:
  ///   - other: the right operand.
  ///   - axes: how many axes are summed.
  public func tensordot(_ other: Tensor, axes: Int = 2) -> Tensor {
    if isPoisoned || other.isPoisoned { return .passingPoison(self, other) }
    guard axes >= 0 && axes <= rank && axes <= other.rank else {
      return .failure(.invalidAxis(operation: "tensordot", axis: axes, shape: shape))
    }
    return tensordot(other, axes: (Array((rank - axes)..<rank), Array(0..<axes)))
  }

  /// The sum of products as NumPy's `dot` has it: of two vectors a number, of matrices their product,
  /// and of more axes the sum over the last one of this tensor and the last but one of the other. A single
  /// number multiplies.
  ///
  /// - Parameter other: the right operand.
  public func dot(_ other: Tensor) -> Tensor {
    if isPoisoned || other.isPoisoned { return .passingPoison(self, other) }
    if rank == 0 || other.rank == 0 { return self * other }
    return tensordot(other, axes: ([-1], [other.rank == 1 ? 0 : -2]))
  }

  /// The sum of the products of all elements, in row-major order.
  ///
  /// - Parameter other: as many elements.
  /// - Returns: a number.
  public func vdot(_ other: Tensor) -> Tensor { flattened().dot(other.flattened()) }

  /// The sum of products over the last axis of both. A single number multiplies.
  ///
  /// - Parameter other: the right operand.
  /// - Returns: the other axes of this tensor, and then those of the other.
  public func inner(_ other: Tensor) -> Tensor {
    if isPoisoned || other.isPoisoned { return .passingPoison(self, other) }
    if rank == 0 || other.rank == 0 { return self * other }
    return tensordot(other, axes: ([-1], [-1]))
  }

  /// The products of each element of this tensor with each of the other.
  ///
  /// - Parameter other: the right operand.
  /// - Returns: a matrix of as many rows as this tensor has elements, and as many columns as the other.
  public func outer(_ other: Tensor) -> Tensor {
    if isPoisoned || other.isPoisoned { return .passingPoison(self, other) }
    return reshaped(to: [count, 1]) * other.reshaped(to: [1, other.count])
  }

  /// Kronecker's product: the other tensor, scaled by each element of this one, in its place.
  ///
  /// - Parameter other: the right operand; the one of fewer axes gets more in front.
  /// - Returns: each axis is as long as the product of both.
  public func kron(_ other: Tensor) -> Tensor {
    if isPoisoned || other.isPoisoned { return .passingPoison(self, other) }
    let rank = Swift.max(self.rank, other.rank)
    let a = Array(repeating: 1, count: rank - self.rank) + shape
    let b = Array(repeating: 1, count: rank - other.rank) + other.shape
    do throws(TensorError) {
      var target = a
      for d in 0..<rank {
        let (length, overflow) = a[d].multipliedReportingOverflow(by: b[d])
        target[d] = overflow ? .max : length
      }
      _ = try Layout(shape: target, operation: "kron")
      // Only axes where both are longer than 1 need two, so that rank 8 has room for matrices of 4.
      var left: [Int] = []
      var right: [Int] = []
      for d in 0..<rank {
        if a[d] != 1 || b[d] == 1 {
          left.append(a[d])
          right.append(1)
        }
        if b[d] != 1 {
          left.append(1)
          right.append(b[d])
        }
      }
      return (reshaped(to: left) * other.reshaped(to: right)).reshaped(to: target)
    } catch {
      return .failure(error)
    }
  }

  /// Square matrices multiplied with themselves, by repeated squaring.
  ///
  /// - Parameter exponent: how often; 0 gives the identity, and a negative number multiplies the
  ///   ``inverse()``, which integers do not have.
  /// - Complexity: O(n³ log exponent) for each matrix of n rows.
  public func matrixPower(_ exponent: Int) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    guard rank >= 2, layout.dims[rank - 1] == layout.dims[rank - 2] else {
      return .failure(
        .invalidShape(operation: "matrixPower", shape: shape, reason: "is no square matrix"))
    }
    if exponent < 0 {
      guard exponent > .min else { return matrixPower(.min + 1).matmul(inverse()) }
      return inverse().matrixPower(-exponent)
    }
    if exponent == 0 {
      return Tensor.eye(layout.dims[rank - 1], dtype: dtype).expanded(to: shape)
    }
    var square = self
    var rest = exponent
    while rest & 1 == 0 {
      square = square.matmul(square)
      rest >>= 1
    }
    var result = square
    rest >>= 1
    while rest > 0 {
      square = square.matmul(square)
      if rest & 1 == 1 { result = result.matmul(square) }
      rest >>= 1
    }
    return result
  }
}
