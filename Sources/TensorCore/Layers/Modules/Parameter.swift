// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A tensor, or an optional one, that can be trained and frozen.
///
/// ```swift
/// struct Scale: Layer {
///   @Parameter var weight: Tensor
///
///   func callAsFunction(_ x: Tensor) -> Tensor { x * weight }
///
///   mutating func visitParameters(_ visit: ParameterVisitor) { visit("weight", &_weight) }
/// }
/// ```
///
/// A plain property works as well, where it need not be frozen.
@propertyWrapper public struct Parameter<Value: Sendable>: Sendable {
  /// The tensor.
  public var wrappedValue: Value
  /// Whether training leaves the tensor as it is.
  public var isFrozen = false

  /// A parameter that is trained.
  ///
  /// - Parameter wrappedValue: a tensor, or `nil` where the layer may lack it.
  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  /// The parameter itself: `layer.$weight.isFrozen`.
  public var projectedValue: Self {
    get { self }
    set { self = newValue }
  }
}
