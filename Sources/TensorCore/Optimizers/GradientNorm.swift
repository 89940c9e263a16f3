// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What was found about gradients before a step.
public struct GradientNorm: Sendable, Equatable {
  /// The root of the sum of squares of all elements of all gradients, in float64; not a finite number
  /// where an element is not.
  public var value: Double
  /// The place in the list of the first gradient with an element that is not a finite number.
  public var firstNonFinite: Int?

  /// Whether every element is a finite number.
  public var isFinite: Bool { firstNonFinite == nil }
}

/// The norm of all gradients together. The same bits for any number of threads.
///
/// - Parameter gradients: floating-point tensors.
/// - Complexity: O(n), n the number of elements.
public func gradientNorm(of gradients: [Tensor]) -> GradientNorm {
  let computed = gradients.map { $0.dtype.isComputed ? $0 : $0.detached().cast(to: .float32) }
  let sums = Kernels.sumsOfSquares(computed)
  func isFinite(_ index: Int) -> Bool {
    // Squares of float64 can overflow where no element has.
    sums[index].isFinite
      || computed[index].dtype == .float64
        && (computed[index].detached() * 0x1p-600).scalars(as: Double.self)
          .allSatisfy(\.isFinite)
  }
  let total = sums.reduce(0, +)
  if total.isFinite { return GradientNorm(value: total.squareRoot(), firstNonFinite: nil) }
  if let first = sums.indices.first(where: { !isFinite($0) }) {
    return GradientNorm(value: total.squareRoot(), firstNonFinite: first)
  }
  let small = Kernels.sumsOfSquares(
    computed.map { $0.detached().cast(to: .float64) * 0x1p-600 })
  return GradientNorm(
    value: small.reduce(0, +).squareRoot() * 0x1p600, firstNonFinite: nil)
}

/// Makes gradients shorter where they are longer together than a limit, as
/// `torch.nn.utils.clip_grad_norm_`.
///
/// Gradients that are not finite are left as they are: look at the result before taking a step.
///
/// - Parameters:
///   - gradients: floating-point tensors; written in place where nobody else holds them.
///   - limit: the largest norm; above 0.
/// - Returns: the norm before, and whether all gradients are finite.
/// - Complexity: O(n), n the number of elements.
@discardableResult public func clipGradients(
  _ gradients: inout [Tensor], norm limit: Double
) -> GradientNorm {
  precondition(limit > 0, "clipGradients: a norm of at most \(limit)")
  let norm = gradientNorm(of: gradients)
  let factor = clippingFactor(norm, limit: limit)
  if factor < 1 {
    for index in gradients.indices { gradients[index] *= factor }
  }
  return norm
}

/// What gradients are multiplied by so that their norm is at most `limit`: a scale for
/// Optimizer/update(_:gradients:gradientScale:)-([Tensor],_,_), which costs no pass of its own.
///
/// - Parameters:
///   - norm: the norm of the gradients.
///   - limit: the largest norm; above 0.
/// - Returns: a number in 0...1; 1 where the gradients are not finite.
public func clippingFactor(_ norm: GradientNorm, limit: Double) -> Double {
  precondition(limit > 0, "gradients of a norm of at most \(limit)")
  // The summand is PyTorch's, which keeps its division from 0.
  return norm.isFinite ? Swift.min(1, limit / (norm.value + 1e-6)) : 1
}

/// Brings every element of gradients into `-limit...limit`, as `torch.nn.utils.clip_grad_value_`.
///
/// - Parameters:
///   - gradients: floating-point tensors.
///   - limit: the largest magnitude of an element; at least 0.
/// - Complexity: O(n), n the number of elements.
public func clipGradients(_ gradients: inout [Tensor], value limit: Double) {
  precondition(limit >= 0, "clipGradients: elements of at most \(limit)")
  for index in gradients.indices {
    gradients[index] = gradients[index].detached().clamp(min: -limit, max: limit)
  }
}
