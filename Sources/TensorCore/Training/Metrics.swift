// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A mean of numbers that count differently, such as the loss of batches of different sizes.
public struct MeanMetric: Sendable, Hashable {
  /// The weighted sum.
  public private(set) var sum = 0.0
  /// The sum of weights.
  public private(set) var weight = 0.0

  /// A mean of nothing yet.
  public init() {}

  /// Adds a number.
  ///
  /// - Parameters:
  ///   - value: the number.
  ///   - weight: how much it counts, such as the number of examples.
  public mutating func add(_ value: Double, weight: Double = 1) {
    precondition(weight >= 0, "a weight of \(weight)")
    sum += value * weight
    self.weight += weight
  }

  /// The mean; not a number where nothing was added.
  public var mean: Double { sum / weight }

  /// e to the mean: of a cross entropy, the number of equally likely classes that would be as hard. The
  /// same bits everywhere.
  public var perplexity: Double { Tensor.scalar(mean, dtype: .float64).exp().item() }
}
