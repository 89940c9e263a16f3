// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The average or the largest element of as many windows as there shall be results.
public struct AdaptivePooling: Layer {
  /// What is made of a window.
  public enum Kind: Sendable, Hashable {
    /// Its average.
    case average
    /// Its largest element.
    case max
  }

  /// What is made of a window.
  public let kind: Kind
  /// Results along each spatial axis.
  public let size: PerAxis

  /// A layer.
  ///
  /// - Parameters:
  ///   - kind: what is made of a window.
  ///   - size: results along each spatial axis; 1 pools each channel as a whole.
  public init(_ kind: Kind, to size: PerAxis = 1) {
    self.kind = kind
    self.size = size
  }

  /// [batch, channels, size…] for [batch, channels, spatial…].
  ///
  /// - Parameter x: [batch, channels, spatial…].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    kind == .average ? x.adaptiveAveragePool(size) : x.adaptiveMaxPool(size)
  }

  /// Nothing.
  public mutating func visitParameters(_ visit: ParameterVisitor) {}
}
