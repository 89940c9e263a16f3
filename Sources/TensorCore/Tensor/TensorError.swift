// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What can be wrong with an operation on tensors, with the values that were wrong.
///
/// A shape that does not fit is a mistake of the program and traps with this text, unless the
/// operation runs inside ``withTensorErrors(_:)-(()->Result)``. Switch over it with a `default`: later
/// versions add cases.
@nonexhaustive
public enum TensorError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Two shapes do not fit; `axis` counts from the front of the longer one where one axis is to blame.
  case shapeMismatch(operation: String, left: [Int], right: [Int], axis: Int?)
  /// A shape is negative somewhere, too long, or has too many elements.
  case invalidShape(operation: String, shape: [Int], reason: String)
  /// An axis is not one of the tensor's, or is named twice.
  case invalidAxis(operation: String, axis: Int, shape: [Int])
  /// Subscripts of `einsum` cannot be read, or do not fit the operands.
  case invalidSubscripts(subscripts: String, reason: String)
  /// An index is outside `0..<bound`.
  case indexOutOfRange(operation: String, index: Int, bound: Int)
  /// The operation does not compute in this element type.
  case unsupportedType(operation: String, dtype: DType)
  /// Two operands have different element types.
  case typeMismatch(operation: String, left: DType, right: DType)
  /// A reduction without a neutral element met an empty axis.
  case emptyReduction(operation: String, shape: [Int])
  /// A gradient had to pass an operation that has no derivative rule.
  case notDifferentiable(operation: String)
  /// The value to differentiate is not a single number.
  case notScalar(shape: [Int])
  /// A number that is no element of a tensor, such as a rate, cannot be.
  case invalidArgument(operation: String, reason: String)
  /// A matrix without an inverse; `batch` is its place in the leading axes, empty for a single matrix.
  case singularMatrix(operation: String, batch: [Int])
  /// A matrix whose leading minor of this order is not positive definite.
  case notPositiveDefinite(operation: String, batch: [Int], order: Int)
  /// An iteration that did not converge within LAPACK's limit.
  case notConverged(operation: String, batch: [Int])
  /// A matrix with another number of rows than of columns.
  case notSquare(operation: String, shape: [Int])
  /// The system has no memory of this size to give.
  case outOfMemory(bytes: Int)

  /// One sentence that says what was wrong, with the values.
  public var description: String {
    switch self {
    case .shapeMismatch(let operation, let left, let right, let axis):
      "\(operation): shapes \(left) and \(right) do not fit\(axis.map { " in axis \($0)" } ?? "")"
    case .invalidShape(let operation, let shape, let reason):
      "\(operation): shape \(shape) \(reason)"
    case .invalidAxis(let operation, let axis, let shape):
      "\(operation): axis \(axis) is out of range or repeated for shape \(shape)"
    case .invalidSubscripts(let subscripts, let reason):
      "einsum '\(subscripts)': \(reason)"
    case .indexOutOfRange(let operation, let index, let bound):
      "\(operation): index \(index) is outside 0..<\(bound)"
    case .unsupportedType(let operation, let dtype):
      "\(operation) does not compute in \(dtype)"
    case .typeMismatch(let operation, let left, let right):
      "\(operation): element types \(left) and \(right) differ; cast one of them"
    case .emptyReduction(let operation, let shape):
      "\(operation) of no elements (shape \(shape)) has no value"
    case .notDifferentiable(let operation):
      "\(operation) has no derivative; wrap it in withoutGradient { } if its result is a constant"
    case .notScalar(let shape):
      "only a single number can be differentiated, not a tensor of shape \(shape)"
    case .invalidArgument(let operation, let reason):
      "\(operation): \(reason)"
    case .singularMatrix(let operation, let batch):
      "\(operation): matrix\(Self.place(batch)) is singular"
    case .notPositiveDefinite(let operation, let batch, let order):
      """
      \(operation): matrix\(Self.place(batch)) is not positive definite in its leading \
      \(order) x \(order) part
      """
    case .notConverged(let operation, let batch):
      "\(operation): the iteration on matrix\(Self.place(batch)) did not converge"
    case .notSquare(let operation, let shape):
      "\(operation): shape \(shape) is not that of square matrices"
    case .outOfMemory(let bytes):
      "no memory for a tensor of \(bytes) bytes"
    }
  }
  /// Which of several matrices is meant; nothing where there is one only.
  private static func place(_ batch: [Int]) -> String { batch.isEmpty ? "" : " \(batch)" }
}
