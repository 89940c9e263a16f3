// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y = Σ x / n over a window        d/dx = Σ g / n over the windows that hold the element
extension Tensor {
  /// The average over every window that slides over the spatial axes.
  ///
  /// - Parameters:
  ///   - kernel: lengths of the window.
  ///   - stride: distance between neighbouring windows; `nil` for windows side by side.
  ///   - padding: zeros around the spatial axes.
  ///   - ceilMode: whether the last window may reach beyond the padding, if it begins before it; what lies
  ///     beyond is never counted.
  ///   - countIncludePad: whether the zeros of the padding count as elements.
  ///   - divisor: what to divide every sum by instead of the number of elements: 1 makes a sum.
  /// - Returns: [batch, channels, spatial…] for this tensor of [batch, channels, spatial…], one to three
  ///   spatial axes.
  /// - Complexity: O(result · kernel).
  public func averagePool(
    _ kernel: PerAxis, stride: PerAxis? = nil, padding: SpatialPadding = .valid,
    ceilMode: Bool = false, countIncludePad: Bool = true, divisor: Int? = nil
  ) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let operation = AveragePool.name
      if let divisor, divisor == 0 {
        throw .invalidShape(operation: operation, shape: [divisor], reason: "is no divisor")
      }
      let windows = PoolingWindows(
        sliding: try PoolingWindows.sliding(
          over: self, kernel: kernel, stride: stride, padding: padding, ceilMode: ceilMode,
          operation: operation),
        countIncludesPadding: countIncludePad, divisor: divisor)
      if !countIncludePad && divisor == nil {
        try windows.checkElements(shape, operation: operation)
      }
      return Tensor.apply(AveragePool(windows: windows), self)
    } catch {
      return .failure(error)
    }
  }

  /// The average over as many windows of almost equal lengths as there shall be results; window i of n
  /// reaches from ⌊i · input / n⌋ to ⌈(i + 1) input / n⌉.
  ///
  /// - Parameter size: results along each spatial axis.
  public func adaptiveAveragePool(_ size: PerAxis) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let operation = "adaptiveAveragePool"
      let lengths = try PoolingWindows.spatialLengths(of: self, operation: operation)
      let windows = PoolingWindows(
        adaptive: lengths,
        output: try size.numbers(
          lengths.count, of: "size", in: 0...PerAxis.largest, operation: operation))
      try windows.checkElements(shape, operation: operation)
      return Tensor.apply(AveragePool(windows: windows), self)
    } catch {
      return .failure(error)
    }
  }

  /// The average of every channel: its spatial axes become 1.
  public func globalAveragePool() -> Tensor { adaptiveAveragePool(1) }

  /// The root of the sum of squares of every window.
  ///
  /// Where a window holds nothing but zeros the derivative does not exist, and is NaN.
  ///
  /// - Parameters:
  ///   - kernel: lengths of the window.
  ///   - stride: distance between neighbouring windows; `nil` for windows side by side.
  ///   - padding: zeros around the spatial axes.
  ///   - ceilMode: whether the last window may reach beyond the padding, if it begins before it.
  public func l2Pool(
    _ kernel: PerAxis, stride: PerAxis? = nil, padding: SpatialPadding = .valid,
    ceilMode: Bool = false
  ) -> Tensor {
    (self * self).averagePool(
      kernel, stride: stride, padding: padding, ceilMode: ceilMode, divisor: 1
    ).sqrt()
  }
}

struct AveragePool: DifferentiableUnary {
  static let name = "averagePool"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.floating
  let windows: PoolingWindows

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let layout = try Layout(shape: Array(x.shape[..<2]) + windows.output, operation: Self.name)
    return try Kernels.averagePool(x, windows, result: layout)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(SpreadAverages(windows: windows), g)
  }

  static let samples = [
    Sample("overlapping", [.init([1, 2, 4, 5])]) {
      $0[0].averagePool(3, stride: [1, 2], padding: 1)
    },
    Sample("without padding", [.init([2, 1, 7])]) {
      $0[0].averagePool(3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false)
    },
    Sample("sums", [.init([1, 1, 3, 3, 4])]) { $0[0].averagePool(2, ceilMode: true, divisor: 1) },
    Sample("adaptive", [.init([1, 1, 5, 7])]) { $0[0].adaptiveAveragePool([2, 3]) },
    Sample("global", [.init([2, 3, 4])], composed: { $0[0].mean(axis: 2, keepDims: true) }) {
      $0[0].globalAveragePool()
    },
    Sample("no batch", [.init([0, 2, 4])]) { $0[0].averagePool(2) },
  ]
}

/// The adjoint of averaging: every element, divided, is added to all places of its window.
struct SpreadAverages: DifferentiableUnary {
  static let name = "spread averages"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.floating
  let windows: PoolingWindows

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let layout = try Layout(
      shape: Array(x.shape[..<2]) + windows.axes.map(\.input), operation: Self.name)
    return try Kernels.spreadAverages(x, windows, result: layout)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(AveragePool(windows: windows), g)
  }

  static let samples = [
    Sample("overlapping", [.init([1, 2, 3])]) {
      guard
        let window = try? SlidingWindow(
          input: [5], kernel: [3], stride: 2, padding: 1, dilation: 1, operation: Self.name)
      else { preconditionFailure("the sample's window fits") }
      return Tensor.apply(SpreadAverages(windows: PoolingWindows(sliding: window)), $0[0])
    }
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(AveragePool.self, to: $0) }
@section("tc_ops") @used private let spread: OperationRecord = {
  export(SpreadAverages.self, to: $0)
}
