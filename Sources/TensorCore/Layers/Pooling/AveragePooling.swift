// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The average of every window that slides over the spatial axes:
/// ``Tensor/averagePool(_:stride:padding:ceilMode:countIncludePad:divisor:)`` as a layer, for one to three axes.
public struct AveragePooling: Layer {
  /// Lengths of the window.
  public let kernel: PerAxis
  /// Distance between neighbouring windows; `nil` for windows side by side.
  public let stride: PerAxis?
  /// Zeros around the spatial axes.
  public let padding: SpatialPadding
  /// Whether the last window may reach beyond the padding.
  public let ceilMode: Bool
  /// Whether the zeros of the padding count as elements.
  public let countIncludePad: Bool

  /// A layer.
  ///
  /// - Parameters:
  ///   - kernel: lengths of the window.
  ///   - stride: distance between neighbouring windows; `nil` for windows side by side.
  ///   - padding: zeros around the spatial axes.
  ///   - ceilMode: whether the last window may reach beyond the padding, if it begins before it.
  ///   - countIncludePad: whether the zeros of the padding count as elements.
  public init(
    _ kernel: PerAxis, stride: PerAxis? = nil, padding: SpatialPadding = .valid,
    ceilMode: Bool = false, countIncludePad: Bool = true
  ) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.ceilMode = ceilMode
    self.countIncludePad = countIncludePad
  }

  /// [batch, channels, windows…] for [batch, channels, spatial…].
  ///
  /// - Parameter x: [batch, channels, spatial…].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.averagePool(
      kernel, stride: stride, padding: padding, ceilMode: ceilMode, countIncludePad: countIncludePad
    )
  }

  /// Nothing.
  public mutating func visitParameters(_ visit: ParameterVisitor) {}
}
