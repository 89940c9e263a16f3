// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How many numbers meet in a weight: what initialisers scale by.
public struct Fans: Sendable, Hashable {
  /// Inputs that are summed into each result.
  public let inputs: Int
  /// Results that each input takes part in.
  public let outputs: Int

  /// Which of them counts.
  public enum Mode: Sendable, Hashable {
    /// Inputs: results keep the spread of the inputs.
    case inputs
    /// Outputs: gradients keep theirs.
    case outputs
  }

  /// Fans given by hand.
  ///
  /// - Parameters:
  ///   - inputs: numbers that a result is a sum of.
  ///   - outputs: results that a number takes part in.
  public init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Fans of a weight [outputs, inputs, kernel…], as PyTorch counts them. A vector has as many inputs and
  /// outputs as elements.
  ///
  /// - Parameter shape: [outputs, inputs, kernel…].
  public init(of shape: [Int]) {
    let field = shape.dropFirst(2).reduce(1, *)
    inputs = (shape.count > 1 ? shape[1] : shape.first ?? 1) * field
    outputs = (shape.first ?? 1) * field
  }
}
