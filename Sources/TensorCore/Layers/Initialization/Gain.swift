// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a function that follows a layer does to the spread of its results: initialisers multiply by it, so
/// that numbers keep their size from layer to layer.
public struct Gain: Sendable, Hashable {
  /// The factor.
  public let factor: Double

  /// A factor of one's own.
  ///
  /// - Parameter factor: what standard deviations are multiplied by.
  public init(_ factor: Double) { self.factor = factor }

  /// Nothing follows, or a sigmoid: 1.
  public static let linear = Gain(1)
  /// A hyperbolic tangent follows: 5/3.
  public static let tanh = Gain(5.0 / 3)
  /// A relu follows, which drops half of the squares: √2.
  public static let relu = Gain(2.0.squareRoot())
  /// A selu follows: 3/4.
  public static let selu = Gain(0.75)

  /// A leaky relu follows: √(2 / (1 + slope²)).
  ///
  /// - Parameter slope: its slope below 0.
  public static func leakyReLU(slope: Double = 0.01) -> Gain {
    Gain((2 / (1 + slope * slope)).squareRoot())
  }
}
