// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Adds up the gradients of parts of a batch that is too large for one pass.
///
/// ```swift
/// var sum = GradientAccumulator()
/// for part in parts {
///   let (_, gradients) = try valueAndGradient(at: model) { ... }   // of a mean over the part
///   sum.add(gradients, weight: Double(part.count))
/// }
/// optimizer.update(&model, gradients: sum.takeMean())
/// ```
public struct GradientAccumulator: Sendable {
  /// The weighted sum so far; empty before the first gradients.
  public private(set) var sum: [Tensor] = []
  /// The sum of weights.
  public private(set) var weight = 0.0

  /// Nothing added yet.
  public init() {}

  /// Adds gradients.
  ///
  /// - Parameters:
  ///   - gradients: of the shapes and types of those before.
  ///   - weight: how much they count: the number of examples that a mean was taken over; above 0.
  /// - Complexity: O(n), n the number of elements.
  public mutating func add(_ gradients: [Tensor], weight: Double = 1) {
    precondition(weight > 0, "gradients of weight \(weight)")
    precondition(
      sum.isEmpty || sum.count == gradients.count,
      "\(gradients.count) gradients, where there were \(sum.count) before")
    if sum.isEmpty {
      sum = gradients.map { weight == 1 ? $0.detached() : $0.detached() * weight }
    } else {
      for index in sum.indices {
        let gradient = gradients[index].detached()
        precondition(
          gradient.layout.hasShape(of: sum[index].layout) && gradient.dtype == sum[index].dtype,
          """
          gradient \(index) is \(gradient.shape) of \(gradient.dtype), where it was \
          \(sum[index].shape) of \(sum[index].dtype) before
          """)
        sum[index] += weight == 1 ? gradient : gradient * weight
      }
    }
    self.weight += weight
  }

  /// The weighted mean of all gradients, after which nothing is added yet.
  ///
  /// - Precondition: gradients were added.
  public mutating func takeMean() -> [Tensor] {
    precondition(weight > 0, "a mean of no gradients")
    var mean = sum
    if weight != 1 {
      sum = []
      for index in mean.indices { mean[index] *= 1 / weight }
    }
    self = Self()
    return mean
  }
}
