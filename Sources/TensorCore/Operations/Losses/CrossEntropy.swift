// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// -log softmax(x)[label] for every row        d/dx = g (softmax(x) - onehot(label))
extension Tensor {
  /// What becomes of the losses of the rows.
  public enum LossReduction: Sendable, Hashable {
    /// Their mean, a single number; NaN for no rows.
    case mean
    /// Their sum, a single number.
    case sum
    /// One number per row.
    case none
  }

  /// The cross entropy of logits against integer labels.
  ///
  /// - Parameters:
  ///   - logits: [rows, classes], any real numbers.
  ///   - labels: [rows], integers in `0..<classes`.
  ///   - reduction: what becomes of the rows' losses.
  /// - Complexity: O(rows · classes).
  public static func crossEntropy(
    logits: Tensor, labels: Tensor, reduction: LossReduction = .mean
  ) -> Tensor {
    if logits.isPoisoned || labels.isPoisoned { return passingPoison(logits, labels) }
    do throws(TensorError) {
      guard logits.rank == 2, labels.rank == 1, labels.count == logits.layout.dims[0] else {
        throw .shapeMismatch(
          operation: CrossEntropy.name, left: logits.shape, right: labels.shape, axis: 0)
      }
      let indices = try Indices(
        labels, bound: logits.layout.dims[1], operation: CrossEntropy.name)
      let losses = apply(CrossEntropy(labels: indices), logits)
      return switch reduction {
      case .mean: losses.mean()
      case .sum: losses.sum()
      case .none: losses
      }
    } catch {
      return failure(error)
    }
  }

  /// The cross entropy of logits against integer labels.
  ///
  /// - Parameters:
  ///   - logits: [rows, classes], any real numbers.
  ///   - labels: one integer in `0..<classes` for each row.
  ///   - reduction: what becomes of the rows' losses.
  public static func crossEntropy(
    logits: Tensor, labels: [Int], reduction: LossReduction = .mean
  ) -> Tensor {
    crossEntropy(logits: logits, labels: Tensor(labels.map(Int64.init)), reduction: reduction)
  }
}

/// One loss per row.
struct CrossEntropy: DifferentiableUnary {
  static let name = "crossEntropy"
  static let saves: Saves = .input
  static let operands = OperandTypes.floating
  let labels: Indices

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype.isComputed else {
      throw .unsupportedType(operation: Self.name, dtype: x.dtype)
    }
    return try Kernels.crossEntropy(x, labels)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    let hot = Tensor.oneHot(labels.tensor, classes: labels.bound, dtype: x.dtype)
    return g.reshaped(to: [labels.count, 1]) * (x.softmax() - hot)
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.crossEntropyBackward(saved.input, labels, gradient: g)
  }

  static let samples = [
    Sample(
      "rows", [.init([4, 3])],
      composed: {
        let hot = Tensor.oneHot(Tensor([Int64(2), 0, 1, 1]), classes: 3, dtype: $0[0].dtype)
        return -($0[0].logSoftmax() * hot).sum(axis: -1)
      }
    ) { .crossEntropy(logits: $0[0], labels: [2, 0, 1, 1], reduction: .none) },
    Sample("mean", [.init([3, 20], -3...3)]) {
      .crossEntropy(logits: $0[0], labels: [19, 0, 7])
    },
    Sample("no rows", [.init([0, 3])]) {
      .crossEntropy(logits: $0[0], labels: [Int](), reduction: .sum)
    },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(CrossEntropy.self, to: $0) }
