// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// A matrix, from its rows.
  ///
  /// - Parameter rows: of equal length; otherwise a `shapeMismatch`.
  /// - Complexity: O(n), n the number of elements.
  public init<Scalar: TensorScalar>(_ rows: [[Scalar]]) {
    let width = rows.first?.count ?? 0
    if let ragged = rows.first(where: { $0.count != width }) {
      self = .ragged(width, ragged.count, axis: 1)
      return
    }
    self.init(Array(rows.joined()), shape: [rows.count, width])
  }

  /// A matrix of float32, from its rows.
  ///
  /// - Parameter rows: of equal length; otherwise a `shapeMismatch`.
  /// - Complexity: O(n), n the number of elements.
  public init(_ rows: [[Float]]) {
    let width = rows.first?.count ?? 0
    if let ragged = rows.first(where: { $0.count != width }) {
      self = .ragged(width, ragged.count, axis: 1)
      return
    }
    self.init(Array(rows.joined()), shape: [rows.count, width])
  }

  /// A tensor of three dimensions, from its matrices.
  ///
  /// - Parameter matrices: of equal shape; otherwise a `shapeMismatch`.
  /// - Complexity: O(n), n the number of elements.
  public init<Scalar: TensorScalar>(_ matrices: [[[Scalar]]]) {
    let height = matrices.first?.count ?? 0
    if let ragged = matrices.first(where: { $0.count != height }) {
      self = .ragged(height, ragged.count, axis: 1)
      return
    }
    let rows = Array(matrices.joined())
    let width = rows.first?.count ?? 0
    if let ragged = rows.first(where: { $0.count != width }) {
      self = .ragged(width, ragged.count, axis: 2)
      return
    }
    self.init(Array(rows.joined()), shape: [matrices.count, height, width])
  }

  /// A tensor of float32 of three dimensions, from its matrices.
  ///
  /// - Parameter matrices: of equal shape; otherwise a `shapeMismatch`.
  /// - Complexity: O(n), n the number of elements.
  public init(_ matrices: [[[Float]]]) {
    let height = matrices.first?.count ?? 0
    if let ragged = matrices.first(where: { $0.count != height }) {
      self = .ragged(height, ragged.count, axis: 1)
      return
    }
    let rows = Array(matrices.joined())
    let width = rows.first?.count ?? 0
    if let ragged = rows.first(where: { $0.count != width }) {
      self = .ragged(width, ragged.count, axis: 2)
      return
    }
    self.init(Array(rows.joined()), shape: [matrices.count, height, width])
  }

  private static func ragged(_ expected: Int, _ found: Int, axis: Int) -> Tensor {
    .failure(.shapeMismatch(operation: "Tensor", left: [expected], right: [found], axis: axis))
  }
}

extension Tensor: ExpressibleByArrayLiteral {
  /// A tensor written as nested lists of numbers, which make float32, or of truth values.
  ///
  /// ```swift
  /// let x: Tensor = [[1, 2], [3, 4]]
  /// ```
  ///
  /// A single number is no literal of a tensor: beside one, as in `x + 1`, it takes the tensor's type, which
  /// a tensor of its own would not. ``scalar(_:dtype:)`` makes one.
  ///
  /// - Precondition: all lists of one depth have the same length, and numbers and truth values are not
  ///   mixed.
  public init(arrayLiteral elements: TensorLiteral...) {
    self = TensorLiteral(list: elements).tensor
  }
}

/// What stands in a tensor written as a list: a number, a truth value, or a list of such.
///
/// There is no need to name it: see ``Tensor/init(arrayLiteral:)``.
public struct TensorLiteral: Sendable {
  private enum Content {
    case number(Double)
    case truth(Bool)
    case list([TensorLiteral])
  }

  private let content: Content

  fileprivate init(list: [TensorLiteral]) { content = .list(list) }

  fileprivate var tensor: Tensor {
    var shape: [Int] = []
    var first = self
    while case .list(let list) = first.content {
      shape.append(list.count)
      guard let next = list.first else { break }
      first = next
    }
    var numbers: [Float] = []
    var truths: [Bool] = []
    if let error = collect(shape, axis: 0, &numbers, &truths) { return .failure(error) }
    if numbers.isEmpty && !truths.isEmpty { return Tensor(truths, shape: shape) }
    if !truths.isEmpty {
      return .failure(.typeMismatch(operation: "Tensor", left: .float32, right: .bool))
    }
    return Tensor(numbers, shape: shape)
  }

  /// - Returns: what is wrong with the nesting.
  private func collect(
    _ shape: [Int], axis: Int, _ numbers: inout [Float], _ truths: inout [Bool]
  ) -> TensorError? {
    switch content {
    case .list(let list):
      guard axis < shape.count, list.count == shape[axis] else {
        return .shapeMismatch(
          operation: "Tensor", left: shape, right: [list.count], axis: axis)
      }
      for element in list {
        if let error = element.collect(shape, axis: axis + 1, &numbers, &truths) { return error }
      }
      return nil
    case .number(let value): numbers.append(Float(value))
    case .truth(let value): truths.append(value)
    }
    return axis == shape.count
      ? nil : .shapeMismatch(operation: "Tensor", left: shape, right: [], axis: axis)
  }
}

extension TensorLiteral: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  /// A whole number.
  public init(integerLiteral value: Int64) { content = .number(Double(value)) }
  /// A number.
  public init(floatLiteral value: Double) { content = .number(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { content = .truth(value) }
  /// A list.
  public init(arrayLiteral elements: TensorLiteral...) { self.init(list: elements) }
}
