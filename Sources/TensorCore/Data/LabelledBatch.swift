// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Inputs and what a model shall make of them.
public struct LabelledBatch: Sendable {
  /// The inputs; examples along the first axis.
  public var inputs: Tensor
  /// What belongs to each input: labels of classes or other numbers; examples along the first axis.
  public var targets: Tensor

  /// A batch.
  ///
  /// - Parameters:
  ///   - inputs: [examples, …].
  ///   - targets: [examples, …].
  public init(inputs: Tensor, targets: Tensor) {
    self.inputs = inputs
    self.targets = targets
  }

  /// Number of examples.
  public var count: Int { inputs.shape.first ?? 0 }
}
