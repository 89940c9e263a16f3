// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A tensor of a module's state that is not trained but may change while the module is, such as running
/// statistics.
///
/// A layer changes it through ``TrainingPass/set(_:to:)``.
@propertyWrapper public struct Buffer: Sendable {
  /// The tensor.
  public var wrappedValue: Tensor
  /// Where a training pass keeps what becomes of it.
  var place: TrainingPass.Place?

  /// A buffer.
  ///
  /// - Parameter wrappedValue: the tensor at the beginning.
  public init(wrappedValue: Tensor) { self.wrappedValue = wrappedValue }

  /// The buffer itself.
  public var projectedValue: Self {
    get { self }
    set { self = newValue }
  }
}
