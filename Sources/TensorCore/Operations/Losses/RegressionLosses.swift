// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// x² / 2 where |x| ≤ δ, δ (|x| - δ / 2) beyond        d/dx = g x, kept within -δ...δ
extension Tensor {
  /// The mean squared error (x - t)².
  ///
  /// - Parameters:
  ///   - predictions: x, of any shape.
  ///   - targets: t, of the same shape. Gradients flow to them too.
  ///   - reduction: what becomes of the elements' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func meanSquaredError(
    _ predictions: Tensor, _ targets: Tensor, reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      try requireEqualShapes(predictions, targets, operation: "meanSquaredError")
      let residuals = predictions - targets
      return (residuals * residuals).reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  /// The mean absolute error |x - t|, L1. Its derivative at 0 is 0.
  ///
  /// - Parameters:
  ///   - predictions: x, of any shape.
  ///   - targets: t, of the same shape. Gradients flow to them too.
  ///   - reduction: what becomes of the elements' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func meanAbsoluteError(
    _ predictions: Tensor, _ targets: Tensor, reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      try requireEqualShapes(predictions, targets, operation: "meanAbsoluteError")
      let residuals = predictions - targets
      return (residuals.relu() + (-residuals).relu()).reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  /// The loss of Huber (1964, https://doi.org/10.1214/aoms/1177703732): half the square of x - t up to δ,
  /// and a straight line beyond.
  ///
  /// - Parameters:
  ///   - predictions: x, of any shape.
  ///   - targets: t, of the same shape. Gradients flow to them too.
  ///   - delta: δ, positive.
  ///   - reduction: what becomes of the elements' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func huberLoss(
    _ predictions: Tensor, _ targets: Tensor, delta: Double = 1, reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      try requireEqualShapes(predictions, targets, operation: Huber.name)
      guard delta > 0 else {
        throw .invalidArgument(operation: Huber.name, reason: "a delta of \(delta)")
      }
      return apply(Huber(delta: delta), predictions - targets).reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  /// The smooth L1 loss: ``huberLoss(_:_:delta:reduction:)`` over `beta`, so that its slope far away is 1.
  ///
  /// - Parameters:
  ///   - predictions: x, of any shape.
  ///   - targets: t, of the same shape. Gradients flow to them too.
  ///   - beta: where the square ends; 0 is ``meanAbsoluteError(_:_:reduction:)``.
  ///   - reduction: what becomes of the elements' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func smoothL1Loss(
    _ predictions: Tensor, _ targets: Tensor, beta: Double = 1, reduction: LossReduction = .mean
  ) -> Tensor {
    if beta == 0 { return meanAbsoluteError(predictions, targets, reduction: reduction) }
    let loss = huberLoss(predictions, targets, delta: beta, reduction: reduction)
    return loss.isPoisoned ? loss : loss / beta
  }
}

struct Huber: DifferentiableUnary {
  static let name = "huberLoss"
  static let saves: Saves = .input
  static let operands = OperandTypes.floating
  let delta: Double

  func forward(_ x: Tensor) throws(TensorError) -> Tensor { try Kernels.huber(x, delta: delta) }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    let limit = x.constant(delta)
    let isAbove = x.detached().greater(than: limit).cast(to: x.dtype)
    let isBelow = x.detached().less(than: -limit).cast(to: x.dtype)
    return g * (x * (1 - isAbove - isBelow) + delta * (isAbove - isBelow))
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.huberBackward(gradient: g, saved.input, delta: delta)
  }

  static let samples = [[3, 5], [], [0, 2]].map { shape in
    Sample("\(shape)", [.init(shape, -2...2.1), .init(shape, -0.1...0.1)]) {
      .huberLoss($0[0], $0[1], delta: 0.8, reduction: .none)
    }
  }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Huber.self, to: $0) }
