// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Makes one axis of neighbouring ones.
public struct Flatten: Layer {
  /// The first axis that is joined.
  public let first: Int

  /// A layer.
  ///
  /// - Parameter first: the first axis that is joined; the ones before it stay.
  public init(from first: Int = 1) { self.first = first }

  /// The input with its last axes joined.
  ///
  /// - Parameter x: of at least as many axes as stay.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.flattened(from: first) }

  /// Nothing.
  public mutating func visitParameters(_ visit: ParameterVisitor) {}
}
