// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Layers one after another, numbered from 0.
///
/// ```swift
/// var network = Sequential(
///   Linear(inputs: 784, outputs: 128, key: first), Activation.relu, Dropout(0.2),
///   Linear(inputs: 128, outputs: 10, key: second))
/// ```
public struct Sequential: Layer {
  /// The layers, first to last.
  public var layers: [any Layer]

  /// Layers in the order in which they are applied.
  ///
  /// - Parameter layers: the first one first.
  public init(_ layers: any Layer...) { self.layers = layers }

  /// Layers in the order in which they are applied.
  ///
  /// - Parameter layers: the first one first.
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// What the last layer makes of what the others made of the input.
  ///
  /// - Parameter x: what the first layer takes.
  public func callAsFunction(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }

  /// The layers, named `0`, `1`, ….
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    for index in layers.indices { visit("\(index)", &layers[index]) }
  }
}
