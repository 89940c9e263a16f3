// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y[b, i, p] = bias[i] + Σ x[b, o, q] w[o, i, t] over o, q, t with q · stride + t · dilation - padding = p
//     the adjoint of a convolution        d/dx = the convolution, d/dw = the correlation of both
extension Tensor {
  /// A transposed convolution along one, two or three axes: every element of this tensor adds a multiple
  /// of the kernel to the result. It is the derivative of ``convolution(_:bias:stride:padding:dilation:groups:)``
  /// with respect to its input, and costs as much: no zeros are put between the elements.
  ///
  /// - Parameters:
  ///   - weight: [input channels, output channels / groups, kernel…], one to three kernel axes.
  ///   - bias: [output channels], or `nil`.
  ///   - stride: distance in the result between the places of neighbouring elements, at least 1.
  ///   - padding: what is cut from both ends of the result; `.same` makes it input · stride long.
  ///   - outputPadding: what is added at the end of every axis of the result; smaller than stride or
  ///     dilation. It tells apart the results that the same convolution makes equally long.
  ///   - dilation: distance between neighbouring taps of the kernel, at least 1.
  ///   - groups: both kinds of channels are cut into this many parts that do not see each other.
  /// - Returns: [batch, output channels, spatial…] for this tensor of [batch, input channels, spatial…];
  ///   each spatial axis is (input - 1) stride - padding + dilation (kernel - 1) + outputPadding + 1 long.
  /// - Complexity: O(batch · input · weight), `input` being the product of the spatial axes.
  public func transposedConvolution(
    _ weight: Tensor, bias: Tensor? = nil, stride: PerAxis = 1, padding: SpatialPadding = .valid,
    outputPadding: PerAxis = 0, dilation: PerAxis = 1, groups: Int = 1
  ) -> Tensor {
    transposedConvolution(
      weight, bias: bias, stride: stride, padding: padding, outputPadding: outputPadding,
      dilation: dilation, groups: groups, name: TransposedConvolution.name, spatial: nil)
  }

  /// ``transposedConvolution(_:bias:stride:padding:outputPadding:dilation:groups:)`` along one axis.
  public func convTranspose1d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: SpatialPadding = .valid,
    outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1
  ) -> Tensor {
    transposedConvolution(
      weight, bias: bias, stride: PerAxis(stride), padding: padding,
      outputPadding: PerAxis(outputPadding), dilation: PerAxis(dilation), groups: groups,
      name: "convTranspose1d", spatial: 1)
  }

  /// ``transposedConvolution(_:bias:stride:padding:outputPadding:dilation:groups:)`` along two axes.
  public func convTranspose2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: PerAxis = 1, padding: SpatialPadding = .valid,
    outputPadding: PerAxis = 0, dilation: PerAxis = 1, groups: Int = 1
  ) -> Tensor {
    transposedConvolution(
      weight, bias: bias, stride: stride, padding: padding, outputPadding: outputPadding,
      dilation: dilation, groups: groups, name: "convTranspose2d", spatial: 2)
  }

  /// ``transposedConvolution(_:bias:stride:padding:outputPadding:dilation:groups:)`` along three axes.
  public func convTranspose3d(
    _ weight: Tensor, bias: Tensor? = nil, stride: PerAxis = 1, padding: SpatialPadding = .valid,
    outputPadding: PerAxis = 0, dilation: PerAxis = 1, groups: Int = 1
  ) -> Tensor {
    transposedConvolution(
      weight, bias: bias, stride: stride, padding: padding, outputPadding: outputPadding,
      dilation: dilation, groups: groups, name: "convTranspose3d", spatial: 3)
  }

  private func transposedConvolution(
    _ weight: Tensor, bias: Tensor?, stride: PerAxis, padding: SpatialPadding,
    outputPadding: PerAxis, dilation: PerAxis, groups: Int, name: String, spatial: Int?
  ) -> Tensor {
    if let poisoned = [self, weight, bias ?? self].first(where: \.isPoisoned) {
      return .passingPoison(poisoned)
    }
    do throws(TensorError) {
      try checkConvolution(self, weight, spatial: spatial, operation: name)
      guard groups >= 1, shape[1] % groups == 0 else {
        throw .invalidShape(
          operation: name, shape: shape,
          reason: "of \(shape[1]) channels cannot be cut into \(groups) groups")
      }
      guard weight.shape[0] == shape[1] else {
        throw .shapeMismatch(operation: name, left: shape, right: weight.shape, axis: 1)
      }
      try checkChannels(of: bias, count: weight.shape[1] * groups, operation: name)
      let window = try SlidingWindow(
        transposed: Array(shape[2...]), kernel: Array(weight.shape[2...]), stride: stride,
        padding: padding, outputPadding: outputPadding, dilation: dilation, operation: name)
      let geometry = ConvolutionGeometry(window: window, groups: groups)
      let inputs = [self, weight] + (bias.map { [$0] } ?? [])
      return Tensor.apply(TransposedConvolution(geometry: geometry), inputs, resultCount: 1)[0]
    } catch {
      return .failure(error)
    }
  }

  /// The gradient of a bias for each channel.
  func summedOverAllButChannels() -> Tensor { sum(axes: [0] + Array(2..<rank)) }
}

extension SlidingWindow {
  /// The window of the convolution whose output has the lengths `lengths`; its input is the transposed
  /// convolution's result.
  ///
  /// - Throws: `invalidShape` for settings out of range and a result that is cut to nothing.
  init(
    transposed lengths: [Int], kernel: [Int], stride: PerAxis, padding: SpatialPadding,
    outputPadding: PerAxis, dilation: PerAxis, operation: String
  ) throws(TensorError) {
    let rank = lengths.count
    let range = 1...PerAxis.largest
    output = lengths
    self.kernel = kernel
    self.stride = try stride.numbers(rank, of: "stride", in: range, operation: operation)
    self.dilation = try dilation.numbers(rank, of: "dilation", in: range, operation: operation)
    (input, before, after) = ([], [], [])
    for axis in 0..<rank where kernel[axis] < 1 || kernel[axis] > PerAxis.largest {
      throw .invalidShape(
        operation: "\(operation) kernel", shape: kernel,
        reason: "has length \(kernel[axis]) in spatial axis \(axis)")
    }
    var extra = try outputPadding.numbers(
      rank, of: "outputPadding", in: 0...PerAxis.largest, operation: operation)
    for axis in 0..<rank where extra[axis] >= Swift.max(self.stride[axis], self.dilation[axis]) {
      guard extra[axis] > 0 else { continue }
      throw .invalidShape(
        operation: "\(operation) outputPadding", shape: extra,
        reason: "is not smaller than stride or dilation in spatial axis \(axis)")
    }
    let surplus = (0..<rank).map { axis in
      extent(axis) + extra[axis] - self.stride[axis]
    }
    (before, after) = try padding.sides(
      rank, totals: surplus.map { Swift.max(0, $0) }, operation: operation)
    switch padding {
    case .same, .sameLower: for axis in 0..<rank { extra[axis] += Swift.max(0, -surplus[axis]) }
    default: break
    }
    for axis in 0..<rank {
      // A result of nothing has no places to add to.
      let (steps, overflow) = Swift.max(lengths[axis] - 1, 0).multipliedReportingOverflow(
        by: self.stride[axis])
      let (whole, second) = steps.addingReportingOverflow(extent(axis) + extra[axis])
      let length = whole - before[axis] - after[axis]
      guard !overflow, !second, length >= 1, lengths[axis] >= 1 else {
        throw .invalidShape(
          operation: operation, shape: lengths,
          reason: "leaves no result in spatial axis \(axis), with padding \(before[axis]) and "
            + "\(after[axis])")
      }
      input.append(length)
    }
  }
}

/// Of a gradient (or what is convolved) and a weight, and a bias where there is a third tensor.
struct TransposedConvolution: DifferentiableGeneral {
  static let name = "transposed convolution"
  static let saves: Saves = .input
  static let operands = OperandTypes.floating
  /// Its input is the result.
  let geometry: ConvolutionGeometry

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    let (x, weight) = (inputs[0], inputs[1])
    let layout = try Layout(
      shape: [x.shape[0], weight.shape[1] * geometry.groups] + geometry.window.input,
      operation: Self.name)
    return [
      try Kernels.transposedConvolution(
        x, weight, bias: inputs.count > 2 ? inputs[2] : nil, geometry, result: layout)
    ]
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let (x, weight) = (saved.inputs[0], saved.inputs[1])
    let gradient = saved.gradient(g, 0)
    var result = [
      saved.wants(0) ? Convolution.byOutput(gradient, weight, geometry) : nil,
      saved.wants(1) ? Convolution.byWeight(gradient, x, geometry) : nil,
    ]
    if saved.inputs.count > 2 {
      result.append(saved.wants(2) ? gradient.summedOverAllButChannels() : nil)
    }
    return result
  }

  static let samples = [
    Sample("one axis, bias", [.init([2, 3, 3]), .init([3, 2, 3]), .init([2])]) {
      $0[0].convTranspose1d($0[1], bias: $0[2], stride: 2, padding: 1, outputPadding: 1)
    },
    Sample("strided, dilated", [.init([1, 2, 3, 2]), .init([2, 4, 2, 2])]) {
      $0[0].convTranspose2d($0[1], stride: [2, 1], padding: [1, 0], dilation: [1, 2])
    },
    Sample("two groups", [.init([1, 4, 3]), .init([4, 2, 2])]) {
      $0[0].convTranspose1d($0[1], stride: 3, padding: .same, groups: 2)
    },
    Sample("three axes", [.init([1, 2, 2, 2, 2]), .init([2, 1, 2, 2, 2])]) {
      $0[0].convTranspose3d($0[1], padding: .sides(before: 0, after: 1))
    },
    Sample("no batch", [.init([0, 2, 4]), .init([2, 3, 2])]) { $0[0].convTranspose1d($0[1]) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(TransposedConvolution.self, to: $0)
}
