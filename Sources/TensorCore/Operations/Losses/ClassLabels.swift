// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The labels of rows, checked: those that are ignored have no class.
struct ClassLabels: Sendable {
  /// Dense int64, -1 where the row is ignored.
  let tensor: Tensor
  /// Every other label lies in `0..<classes`.
  let classes: Int
  /// The rows that are not ignored; `nil` for all of them.
  private let keptRows: [Int]?

  /// Number of rows.
  var count: Int { tensor.count }
  /// Rows that are not ignored.
  var keptCount: Int { keptRows?.count ?? count }

  /// - Parameter labels: integers of any shape.
  /// - Throws: `unsupportedType` where they are no integers, `indexOutOfRange`.
  init(
    _ labels: Tensor, classes: Int, ignoring ignoreIndex: Int?, operation: String
  ) throws(TensorError) {
    self.classes = classes
    let flat = labels.detached().reshaped(to: [labels.count])
    guard let ignoreIndex, !labels.dtype.isFloatingPoint, labels.dtype != .bool else {
      tensor = try Indices(flat, bound: classes, operation: operation).tensor
      keptRows = nil
      return
    }
    var values = flat.scalars(as: Int64.self)
    var kept: [Int] = []
    for row in values.indices {
      if values[row] == Int64(ignoreIndex) {
        values[row] = -1
      } else if values[row] < 0 || values[row] >= Int64(classes) {
        throw .indexOutOfRange(operation: operation, index: Int(values[row]), bound: classes)
      } else {
        kept.append(row)
      }
    }
    tensor = Tensor(values)
    keptRows = kept.count == values.count ? nil : kept
  }

  /// The rows of `x` that are not ignored, in order.
  func kept(_ x: Tensor) -> Tensor { keptRows.map { x.indexSelect($0) } ?? x }

  /// The inverse of ``kept(_:)``, with zeros in the ignored rows.
  func spread(_ x: Tensor, operation: String) throws(TensorError) -> Tensor {
    guard let keptRows else { return x }
    let places = try Indices(
      Tensor(keptRows.map(Int64.init)), bound: count, operation: operation)
    return Tensor.apply(IndexAdd(indices: places), x)
  }

  /// The element of its label in each row of `x`, [rows, classes]; 0 in ignored rows.
  func pick(_ x: Tensor, operation: String) throws(TensorError) -> Tensor {
    let labels = tensor.scalars(as: Int64.self)
    let places = (keptRows ?? Array(0..<count)).map { Int64($0 * classes) + labels[$0] }
    let picked = x.reshaped(to: [count * classes]).indexSelect(Tensor(places))
    return try spread(picked, operation: operation)
  }

  /// Rows that are 1 at the label and 0 elsewhere; zeros in ignored rows.
  func oneHot(dtype: DType) -> Tensor {
    let hot = Tensor.oneHot(kept(tensor), classes: classes, dtype: dtype)
    do throws(TensorError) {
      return try spread(hot, operation: "oneHot")
    } catch {
      return .failure(error)
    }
  }

  /// 1 in each row, and 0 in ignored ones: [rows, 1].
  func mask(dtype: DType) -> Tensor {
    var values = [Double](repeating: 0, count: count)
    for row in keptRows ?? Array(0..<count) { values[row] = 1 }
    return Tensor(values, shape: [count, 1]).cast(to: dtype)
  }

  /// The sum or mean of losses, or the losses in the shape of the labels.
  ///
  /// - Parameters:
  ///   - losses: [rows], zeros in ignored rows.
  ///   - weights: [classes], already in the losses.
  ///   - reduction: what becomes of them.
  ///   - shape: of the labels as they came.
  func reduce(
    _ losses: Tensor, weights: Tensor?, _ reduction: Tensor.LossReduction, shape: [Int]
  ) -> Tensor {
    switch reduction {
    case .none: return losses.reshaped(to: shape)
    case .sum: return losses.sum()
    case .mean:
      if let weights { return losses.sum() / weights.indexSelect(kept(tensor)).sum() }
      return keptRows == nil ? losses.mean() : losses.sum() / Double(keptCount)
    }
  }

  /// Logits or probabilities [N, C, d..], or [C], as rows [N d.., C].
  ///
  /// - Throws: `shapeMismatch` where the labels are not [N, d..], or [].
  static func rows(
    of x: Tensor, labels: [Int], operation: String
  ) throws(TensorError) -> Tensor {
    let shape = x.shape
    let expected = shape.count > 1 ? [shape[0]] + shape[2...] : []
    guard shape.count >= 1, labels == expected else {
      let isAligned = labels.count == expected.count
      let axis = isAligned ? zip(labels, expected).enumerated().first { $1.0 != $1.1 }?.offset : nil
      throw .shapeMismatch(
        operation: operation, left: shape, right: labels,
        axis: axis.map { $0 == 0 ? 0 : $0 + 1 } ?? (isAligned ? nil : 0))
    }
    return asRows(x)
  }

  /// A tensor [N, C, d..], or [C], as rows [N d.., C].
  static func asRows(_ x: Tensor) -> Tensor {
    switch x.rank {
    case 1: x.reshaped(to: [1, x.count])
    case 2: x
    default:
      x.transposed([0] + Array(2..<x.rank) + [1])
        .reshaped(to: [(x.shape[2...]).reduce(x.shape[0], *), x.shape[1]])
    }
  }

  /// - Throws: the error of poisoned weights, `shapeMismatch` where they are not [classes].
  static func check(
    weights: Tensor?, classes: Int, operation: String
  ) throws(TensorError) {
    guard let weights else { return }
    if let poison = weights.node as? PoisonNode { throw poison.error }
    guard weights.shape == [classes] else {
      throw .shapeMismatch(
        operation: "\(operation) weights", left: [classes], right: weights.shape, axis: 0)
    }
  }
}
