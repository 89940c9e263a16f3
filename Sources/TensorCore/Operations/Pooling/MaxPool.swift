// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y = max x over a window        d/dx = the gradient at the place of the first largest element
extension Tensor {
  /// The largest element of every window that slides over the spatial axes; NaN where a window holds one.
  ///
  /// The gradient goes to the first largest element of the window in row-major order.
  ///
  /// - Parameters:
  ///   - kernel: lengths of the window.
  ///   - stride: distance between neighbouring windows; `nil` for windows side by side.
  ///   - padding: places around the spatial axes that never win. No window may lie in it alone.
  ///   - dilation: distance between neighbouring elements of a window.
  ///   - ceilMode: whether the last window may reach beyond the padding, if it begins before it.
  /// - Returns: [batch, channels, spatial…] for this tensor of [batch, channels, spatial…], one to three
  ///   spatial axes.
  /// - Complexity: O(result · kernel).
  public func maxPool(
    _ kernel: PerAxis, stride: PerAxis? = nil, padding: SpatialPadding = .valid,
    dilation: PerAxis = 1, ceilMode: Bool = false
  ) -> Tensor {
    if !isTracked && !isPoisoned && dtype.isComputed {
      return untrackedMaximum { () throws(TensorError) in
        try slidingWindows(kernel, stride, padding, dilation, ceilMode)
      }
    }
    return maxPoolWithIndices(
      kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode
    ).values
  }

  /// ``maxPool(_:stride:padding:dilation:ceilMode:)``, and where each of its results was found: int64
  /// places in the row-major order of the spatial axes, as ``maxUnpool(_:to:)`` takes them.
  ///
  /// - Parameters:
  ///   - kernel: lengths of the window.
  ///   - stride: distance between neighbouring windows; `nil` for windows side by side.
  ///   - padding: places around the spatial axes that never win. No window may lie in it alone.
  ///   - dilation: distance between neighbouring elements of a window.
  ///   - ceilMode: whether the last window may reach beyond the padding, if it begins before it.
  public func maxPoolWithIndices(
    _ kernel: PerAxis, stride: PerAxis? = nil, padding: SpatialPadding = .valid,
    dilation: PerAxis = 1, ceilMode: Bool = false
  ) -> (values: Tensor, indices: Tensor) {
    poolingMaximum(operation: MaxPool.name) { () throws(TensorError) in
      try slidingWindows(kernel, stride, padding, dilation, ceilMode)
    }
  }

  private func slidingWindows(
    _ kernel: PerAxis, _ stride: PerAxis?, _ padding: SpatialPadding, _ dilation: PerAxis,
    _ ceilMode: Bool
  ) throws(TensorError) -> PoolingWindows {
    PoolingWindows(
      sliding: try PoolingWindows.sliding(
        over: self, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
        ceilMode: ceilMode, operation: MaxPool.name))
  }

  /// Without the places, which only a gradient or the caller would ask for.
  private func untrackedMaximum(
    windows: () throws(TensorError) -> PoolingWindows
  ) -> Tensor {
    do throws(TensorError) {
      let windows = try windows()
      try windows.checkElements(shape, operation: MaxPool.name)
      return try Kernels.maxPoolValues(self, windows, result: MaxPool.layout(self, windows))
    } catch {
      return .failure(error)
    }
  }

  /// The largest element of as many windows of almost equal lengths as there shall be results; window i of
  /// n reaches from ⌊i · input / n⌋ to ⌈(i + 1) input / n⌉.
  ///
  /// - Parameter size: results along each spatial axis.
  public func adaptiveMaxPool(_ size: PerAxis) -> Tensor {
    adaptiveMaxPoolWithIndices(size).values
  }

  /// ``adaptiveMaxPool(_:)``, and where each of its results was found.
  ///
  /// - Parameter size: results along each spatial axis.
  public func adaptiveMaxPoolWithIndices(_ size: PerAxis) -> (values: Tensor, indices: Tensor) {
    poolingMaximum(operation: "adaptiveMaxPool") { () throws(TensorError) in
      let lengths = try PoolingWindows.spatialLengths(of: self, operation: "adaptiveMaxPool")
      return PoolingWindows(
        adaptive: lengths,
        output: try size.numbers(
          lengths.count, of: "size", in: 0...PerAxis.largest, operation: "adaptiveMaxPool"))
    }
  }

  /// The largest element of every channel: its spatial axes become 1.
  public func globalMaxPool() -> Tensor { adaptiveMaxPool(1) }

  private func poolingMaximum(
    operation: String, windows: () throws(TensorError) -> PoolingWindows
  ) -> (values: Tensor, indices: Tensor) {
    if isPoisoned { return (.passingPoison(self), .passingPoison(self)) }
    // Integers up to 2^53 keep their values as doubles.
    if !dtype.isFloatingPoint {
      let wide = cast(to: .float64).poolingMaximum(operation: operation, windows: windows)
      return (wide.values.isPoisoned ? wide.values : wide.values.cast(to: dtype), wide.indices)
    }
    do throws(TensorError) {
      let windows = try windows()
      try windows.checkElements(shape, operation: operation)
      let results = Tensor.apply(MaxPool(windows: windows), [self], resultCount: 2)
      return (results[0], results[1])
    } catch {
      return (.failure(error), .failure(error))
    }
  }
}

/// The largest elements, and their places.
struct MaxPool: DifferentiableGeneral {
  static let name = "maxPool"
  static let saves: Saves = .output
  static let operands = OperandTypes.floating
  let windows: PoolingWindows

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    try Kernels.maxPool(inputs[0], windows, result: Self.layout(inputs[0], windows))
  }

  /// Of the results for `x`.
  static func layout(_ x: Tensor, _ windows: PoolingWindows) throws(TensorError) -> Layout {
    try Layout(shape: Array(x.shape[..<2]) + windows.output, operation: name)
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let indices = saved.outputs[1].detached()
    return [
      Tensor.apply(
        AddInPlanes(indices: indices, target: saved.inputLayouts[0].dense),
        saved.gradient(g, 0))
    ]
  }

  static let samples = [
    Sample("overlapping", [.init([1, 2, 4, 5])]) { $0[0].maxPool(3, stride: [1, 2], padding: 1) },
    Sample("dilated", [.init([2, 1, 9])]) { $0[0].maxPool(3, stride: 1, dilation: 2) },
    Sample("rounded up", [.init([1, 1, 3, 3, 4])]) { $0[0].maxPool(2, ceilMode: true) },
    Sample("adaptive", [.init([1, 1, 5, 7])]) { $0[0].adaptiveMaxPool([2, 3]) },
    Sample("global", [.init([2, 3, 4])]) { $0[0].globalMaxPool() },
    Sample("no batch", [.init([0, 2, 4])]) { $0[0].maxPool(2) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(MaxPool.self, to: $0) }
