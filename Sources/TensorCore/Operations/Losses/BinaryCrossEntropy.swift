// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// -(t log p + (1 - t) log(1 - p)), logarithms not below -100
// d/dp = g (p - t) / max(p (1 - p), 10⁻¹²)      d/dt = g (log(1 - p) - log p)
extension Tensor {
  /// The binary cross entropy of probabilities, as PyTorch defines it: logarithms are not below -100, and
  /// p (1 - p) in the derivative is not below 10⁻¹², so that p = 0 and 1 give finite numbers. Logits
  /// keep more digits: see ``binaryCrossEntropy(logits:targets:positiveWeight:weight:reduction:)``.
  ///
  /// - Parameters:
  ///   - probabilities: p in 0...1, of any shape; the loss is NaN elsewhere.
  ///   - targets: t in 0...1, of the same shape. Gradients flow to them too.
  ///   - weight: factor of the losses, of a shape that broadcasts to theirs; a mean does not divide by it.
  ///   - reduction: what becomes of the elements' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func binaryCrossEntropy(
    probabilities: Tensor, targets: Tensor, weight: Tensor? = nil,
    reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      try requireEqualShapes(probabilities, targets, operation: BinaryCrossEntropy.name)
      let losses = apply(BinaryCrossEntropy(), probabilities, targets)
      return try weighed(losses, by: weight, operation: BinaryCrossEntropy.name).reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  /// The binary cross entropy of logits x, -(v t log σ(x) + (1 - t) log(1 - σ(x))), without overflow.
  ///
  /// - Parameters:
  ///   - logits: x, of any shape.
  ///   - targets: t in 0...1, of the same shape. Gradients flow to them too.
  ///   - positiveWeight: v, of a shape that broadcasts to that of the logits, such as one for each class;
  ///     `nil` for 1.
  ///   - weight: factor of the losses, of a shape that broadcasts to theirs; a mean does not divide by it.
  ///   - reduction: what becomes of the elements' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func binaryCrossEntropy(
    logits: Tensor, targets: Tensor, positiveWeight: Tensor? = nil, weight: Tensor? = nil,
    reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      let name = "binaryCrossEntropy of logits"
      try requireEqualShapes(logits, targets, operation: name)
      // (1 - t) x - (1 + (v - 1) t) log σ(x), since log(1 - σ(x)) = log σ(x) - x.
      var factor = targets
      if let positiveWeight {
        factor = try weighed(targets, by: positiveWeight - 1, operation: name) + 1
      }
      let logs = logits.logSigmoid()
      let losses =
        positiveWeight == nil
        ? (1 - targets) * logits - logs : (1 - targets) * logits - factor * logs
      return try weighed(losses, by: weight, operation: name).reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  /// The product with weights that must not stretch the losses.
  private static func weighed(
    _ losses: Tensor, by weight: Tensor?, operation: String
  ) throws(TensorError) -> Tensor {
    guard let weight else { return losses }
    if let poison = weight.node as? PoisonNode { throw poison.error }
    let common = try Layout.broadcast(
      losses.layout, weight.layout, operation: "\(operation) weight")
    guard common.hasShape(of: losses.layout) else {
      throw .shapeMismatch(
        operation: "\(operation) weight", left: losses.shape, right: weight.shape, axis: nil)
    }
    return losses * weight
  }
}

struct BinaryCrossEntropy: DifferentiableBinary {
  static let name = "binaryCrossEntropy"
  static let saves: Saves = [.left, .right]
  static let operands = OperandTypes.floating

  func forward(_ p: Tensor, _ t: Tensor) throws(TensorError) -> Tensor {
    try Kernels.binaryCrossEntropy(p, t)
  }

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    let p = saved.left
    return g * (p - saved.right) / (p * (1 - p)).atLeast(1e-12)
  }

  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    // The logarithms as the forward pass has them, at the ends constants.
    let p = saved.left
    func log(_ x: Tensor) -> Tensor {
      let isInside = x.detached().greater(than: x.constant(3.72e-44)).cast(to: x.dtype)
      return (x + (1 - isInside)).log() * isInside - 100 * (1 - isInside)
    }
    return g * (log(1 - p) - log(p))
  }

  static let samples = [
    Sample(
      "[3, 5]", [.init([3, 5], 0.1...0.9), .init([3, 5], 0...1)],
      composed: { -($0[1] * $0[0].log() + (1 - $0[1]) * (1 - $0[0]).log()) }
    ) { .binaryCrossEntropy(probabilities: $0[0], targets: $0[1], reduction: .none) },
    Sample("number", [.init([], 0.2...0.4), .init([], 0...1)]) {
      .binaryCrossEntropy(probabilities: $0[0], targets: $0[1])
    },
    Sample("[0, 2]", [.init([0, 2]), .init([0, 2])]) {
      .binaryCrossEntropy(probabilities: $0[0], targets: $0[1], reduction: .sum)
    },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(BinaryCrossEntropy.self, to: $0)
}
