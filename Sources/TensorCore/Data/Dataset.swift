// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Examples that can be asked for by number.
///
/// A loader asks from another thread, so a dataset is a value or guards itself.
public protocol Dataset: Sendable {
  /// Several examples together, as a model takes them.
  associatedtype Batch: Sendable

  /// Number of examples.
  var count: Int { get }

  /// Some of the examples.
  ///
  /// - Parameter indices: which, in `0..<count`, in the order they shall have.
  /// - Throws: where they cannot be read.
  func batch(_ indices: [Int]) throws -> Batch
}
