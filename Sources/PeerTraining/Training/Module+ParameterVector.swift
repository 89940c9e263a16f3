// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import TensorCore

extension Module {
  /// All parameters as one flat vector, in visiting order: the form in which they travel.
  ///
  /// - Complexity: O(n) for n values.
  public var parameterVector: [Float] {
    var copy = self
    var vector: [Float] = []
    copy.visitParameters { _, parameter in vector += parameter.scalars(as: Float.self) }
    return vector
  }

  /// Sets all parameters from a flat vector.
  ///
  /// - Parameter vector: as many values as the parameters have together, in visiting order.
  /// - Throws: `TrainingError.malformedMessage` where it is longer or shorter; nothing is set then.
  public mutating func load(parameterVector vector: [Float]) throws(TrainingError) {
    var copy = self
    var count = 0
    copy.visitParameters { _, parameter in count += parameter.count }
    guard count == vector.count else {
      throw .malformedMessage("\(vector.count) values for \(count) parameters")
    }
    var position = 0
    visitParameters { _, parameter in
      let end = position + parameter.count
      parameter = Tensor(Array(vector[position..<end]), shape: parameter.shape)
      position = end
    }
  }

  /// Cuts a flat gradient into the shapes of the parameters.
  ///
  /// - Precondition: it has as many values as the parameters together.
  func gradients(fromVector vector: [Float]) -> [Tensor] {
    var copy = self
    var gradients: [Tensor] = []
    var position = 0
    copy.visitParameters { _, parameter in
      let end = position + parameter.count
      gradients.append(Tensor(Array(vector[position..<end]), shape: parameter.shape))
      position = end
    }
    return gradients
  }
}
