// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The largest element of every window that slides over the spatial axes: ``Tensor/maxPool(_:stride:padding:dilation:ceilMode:)``
/// as a layer, for one to three axes.
public struct MaxPooling: Layer {
  /// Lengths of the window.
  public let kernel: PerAxis
  /// Distance between neighbouring windows; `nil` for windows side by side.
  public let stride: PerAxis?
  /// Places around the spatial axes that never win.
  public let padding: SpatialPadding
  /// Distance between neighbouring elements of a window.
  public let dilation: PerAxis
  /// Whether the last window may reach beyond the padding.
  public let ceilMode: Bool

  /// A layer.
  ///
  /// - Parameters:
  ///   - kernel: lengths of the window.
  ///   - stride: distance between neighbouring windows; `nil` for windows side by side.
  ///   - padding: places around the spatial axes that never win.
  ///   - dilation: distance between neighbouring elements of a window.
  ///   - ceilMode: whether the last window may reach beyond the padding, if it begins before it.
  public init(
    _ kernel: PerAxis, stride: PerAxis? = nil, padding: SpatialPadding = .valid,
    dilation: PerAxis = 1, ceilMode: Bool = false
  ) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.ceilMode = ceilMode
  }

  /// [batch, channels, windows…] for [batch, channels, spatial…].
  ///
  /// - Parameter x: [batch, channels, spatial…].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.maxPool(kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
  }

  /// Nothing.
  public mutating func visitParameters(_ visit: ParameterVisitor) {}
}
