// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Sets elements to 0 at random while a model is trained, and divides the others by what is left of 1
/// (Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html). Otherwise it does nothing.
///
/// Which elements drop out follows from the key of ``withTraining(_:key:_:)`` and the number of keys that
/// were asked for before in that pass.
public struct Dropout: Layer {
  /// Probability of dropping out.
  public var rate: Double

  /// A layer.
  ///
  /// - Parameter rate: probability of dropping out, in 0...1.
  public init(_ rate: Double) {
    precondition((0...1).contains(rate), "a Dropout of rate \(rate), not in 0...1")
    self.rate = rate
  }

  /// The input, in training with elements dropped.
  ///
  /// - Parameter x: of any shape.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard rate > 0, let pass = TrainingPass.current else { return x }
    guard let key = pass.nextKey() else {
      return .failure(
        .invalidArgument(
          operation: "Dropout", reason: "a rate of \(rate) in a training that was given no key"))
    }
    return x.dropout(rate: rate, key: key)
  }

  /// Nothing.
  public mutating func visitParameters(_ visit: ParameterVisitor) {}

  /// Rate and key for an operation that drops out itself; no rate outside of training.
  var current: (rate: Double, key: RandomKey?) {
    guard rate > 0, let pass = TrainingPass.current else { return (0, nil) }
    return (rate, pass.nextKey())
  }
}
