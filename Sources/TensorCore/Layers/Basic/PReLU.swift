// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// x where it is above 0, otherwise x times a trained slope (He, Zhang, Ren, Sun 2015,
/// https://arxiv.org/abs/1502.01852).
public struct PReLU: Layer {
  /// [1], or [channels].
  @Parameter public var weight: Tensor

  /// A layer.
  ///
  /// - Parameters:
  ///   - channels: length of the input's second axis, for a slope each; 1 for a common slope.
  ///   - slope: what slopes begin with.
  ///   - dtype: float32 or float64.
  public init(channels: Int = 1, slope: Double = 0.25, dtype: DType = .float32) {
    weight = .full(slope, shape: [channels], dtype: dtype)
  }

  /// The function of the input, [batch, channels, …].
  ///
  /// - Parameter x: [batch, channels, …]; of any shape where there is one slope.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if x.isPoisoned { return .passingPoison(x) }
    guard weight.count == 1 || x.rank >= 2 && x.shape[1] == weight.count else {
      return .failure(
        .shapeMismatch(operation: "PReLU", left: x.shape, right: weight.shape, axis: 1))
    }
    let slope =
      weight.count == 1
      ? weight
      : weight.reshaped(to: [weight.count] + Array(repeating: 1, count: Swift.max(x.rank - 2, 0)))
    return x.relu() - slope * (-x).relu()
  }

  /// `weight`.
  public mutating func visitParameters(_ visit: ParameterVisitor) { visit("weight", &_weight) }
}
