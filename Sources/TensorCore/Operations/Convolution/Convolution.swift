// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y[b, o, q] = bias[o] + Σ x[b, i, q · stride + t · dilation - padding] w[o, i, t] over i, t
//     d/dx = the convolution's adjoint, d/dw = the correlation of x with the gradient, d/dbias = Σ
extension Tensor {
  /// A convolution (as deep learning calls it: the kernel is not mirrored) along one, two or three axes.
  ///
  /// In float32 and in float64 every element is accumulated by fused multiply-add in the order of input
  /// channels and taps, so the bits are the same on every processor and for any number of threads. The
  /// patches are never laid out in memory; at most a padded copy of a part of the batch is.
  ///
  /// Kernels of 3 × 3 without stride or dilation, in float32, from 32 to 32 channels of a group or more,
  /// and with results of 20 × 20 or more, are computed over squares of 4 × 4 with 16 multiplications for
  /// four results ([Lavin and Gray 2016](https://arxiv.org/abs/1509.09308)); so is the derivative by
  /// the input. The order of those sums is fixed as well, only the shape of one item decides, and errors
  /// are no larger than those of the sum in order. But a number that is not finite makes NaN of the
  /// results of a whole square, up to three positions from it.
  ///
  /// - Parameters:
  ///   - weight: [output channels, input channels / groups, kernel…], one to three kernel axes.
  ///   - bias: [output channels], or `nil`.
  ///   - stride: distance between neighbouring windows, at least 1.
  ///   - padding: zeros around the spatial axes; `.same` makes the result ⌈input / stride⌉ long.
  ///   - dilation: distance between neighbouring taps of the kernel, at least 1.
  ///   - groups: both kinds of channels are cut into this many parts that do not see each other; as many
  ///     as there are input channels make a depthwise convolution.
  /// - Returns: [batch, output channels, spatial…] for this tensor of [batch, input channels, spatial…];
  ///   each spatial axis is ⌊(input + padding - dilation (kernel - 1) - 1) / stride⌋ + 1 long.
  /// - Complexity: O(batch · output · weight), `output` being the product of the spatial axes.
  public func convolution(
    _ weight: Tensor, bias: Tensor? = nil, stride: PerAxis = 1, padding: SpatialPadding = .valid,
    dilation: PerAxis = 1, groups: Int = 1
  ) -> Tensor {
    convolution(
      weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups,
      name: Convolution.name, spatial: nil)
  }

  /// ``convolution(_:bias:stride:padding:dilation:groups:)`` along one axis.
  public func conv1d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: SpatialPadding = .valid,
    dilation: Int = 1, groups: Int = 1
  ) -> Tensor {
    convolution(
      weight, bias: bias, stride: PerAxis(stride), padding: padding, dilation: PerAxis(dilation),
      groups: groups, name: "conv1d", spatial: 1)
  }

  /// ``convolution(_:bias:stride:padding:dilation:groups:)`` along two axes.
  public func conv2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: PerAxis = 1, padding: SpatialPadding = .valid,
    dilation: PerAxis = 1, groups: Int = 1
  ) -> Tensor {
    convolution(
      weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups,
      name: "conv2d", spatial: 2)
  }

  /// ``convolution(_:bias:stride:padding:dilation:groups:)`` along three axes.
  public func conv3d(
    _ weight: Tensor, bias: Tensor? = nil, stride: PerAxis = 1, padding: SpatialPadding = .valid,
    dilation: PerAxis = 1, groups: Int = 1
  ) -> Tensor {
    convolution(
      weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups,
      name: "conv3d", spatial: 3)
  }

  private func convolution(
    _ weight: Tensor, bias: Tensor?, stride: PerAxis, padding: SpatialPadding, dilation: PerAxis,
    groups: Int, name: String, spatial: Int?
  ) -> Tensor {
    if let poisoned = [self, weight, bias ?? self].first(where: \.isPoisoned) {
      return .passingPoison(poisoned)
    }
    do throws(TensorError) {
      try checkConvolution(self, weight, spatial: spatial, operation: name)
      guard groups >= 1, shape[1] % groups == 0, weight.shape[0] % groups == 0 else {
        throw .invalidShape(
          operation: name, shape: [shape[1], weight.shape[0]],
          reason: "of input and output channels cannot be cut into \(groups) groups")
      }
      guard weight.shape[1] == shape[1] / groups else {
        throw .shapeMismatch(operation: name, left: shape, right: weight.shape, axis: 1)
      }
      try checkChannels(of: bias, count: weight.shape[0], operation: name)
      let window = try SlidingWindow(
        input: Array(shape[2...]), kernel: Array(weight.shape[2...]), stride: stride,
        padding: padding, dilation: dilation, operation: name)
      let geometry = ConvolutionGeometry(window: window, groups: groups)
      let inputs = [self, weight] + (bias.map { [$0] } ?? [])
      return Tensor.apply(Convolution(geometry: geometry), inputs, resultCount: 1)[0]
    } catch {
      return .failure(error)
    }
  }
}

/// What the three mutually adjoint operations share.
struct ConvolutionGeometry: Sendable {
  /// Named as in the forward direction.
  let window: SlidingWindow
  let groups: Int
}

/// - Throws: where ranks do not fit or the kernel has another number of axes than named.
func checkConvolution(
  _ x: Tensor, _ weight: Tensor, spatial: Int?, operation: String
) throws(TensorError) {
  guard weight.rank >= 3 && weight.rank <= 5, spatial.map({ weight.rank == $0 + 2 }) ?? true else {
    throw .invalidShape(
      operation: "\(operation) weight", shape: weight.shape,
      reason: "has \(Swift.max(weight.rank - 2, 0)) spatial axes instead of "
        + (spatial.map(String.init) ?? "1 to 3"))
  }
  guard x.rank == weight.rank else {
    throw .shapeMismatch(operation: operation, left: x.shape, right: weight.shape, axis: nil)
  }
}

/// - Throws: where there is such a tensor and it is no vector of `count` numbers.
func checkChannels(
  of vector: Tensor?, count: Int, operation: String, _ what: String = "bias"
) throws(TensorError) {
  guard let vector, vector.shape != [count], !vector.isPoisoned else { return }
  throw .shapeMismatch(
    operation: "\(operation) \(what)", left: [count], right: vector.shape, axis: 0)
}

/// Of an input and a weight, and a bias where there is a third tensor.
struct Convolution: DifferentiableGeneral {
  static let name = "convolution"
  static let saves: Saves = .input
  static let operands = OperandTypes.floating
  let geometry: ConvolutionGeometry

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    let (x, weight) = (inputs[0], inputs[1])
    let layout = try Layout(
      shape: [x.shape[0], weight.shape[0]] + geometry.window.output, operation: Self.name)
    return [
      try Kernels.convolution(
        x, weight, bias: inputs.count > 2 ? inputs[2] : nil, geometry, result: layout)
    ]
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let (x, weight) = (saved.inputs[0], saved.inputs[1])
    let gradient = saved.gradient(g, 0)
    var result = [
      saved.wants(0) ? Self.byInput(gradient, weight, geometry) : nil,
      saved.wants(1) ? Self.byWeight(x, gradient, geometry) : nil,
    ]
    if saved.inputs.count > 2 {
      result.append(saved.wants(2) ? gradient.summedOverAllButChannels() : nil)
    }
    return result
  }

  /// The three derivatives of one trilinear form.
  static func byOutput(_ x: Tensor, _ weight: Tensor, _ geometry: ConvolutionGeometry) -> Tensor {
    Tensor.apply(Convolution(geometry: geometry), [x, weight], resultCount: 1)[0]
  }

  static func byInput(
    _ g: Tensor, _ weight: Tensor, _ geometry: ConvolutionGeometry
  ) -> Tensor {
    Tensor.apply(
      TransposedConvolution(geometry: geometry), [g, weight], resultCount: 1)[0]
  }

  static func byWeight(_ x: Tensor, _ g: Tensor, _ geometry: ConvolutionGeometry) -> Tensor {
    Tensor.apply(ConvolutionWeight(geometry: geometry), [x, g], resultCount: 1)[0]
  }

  static let samples = [
    Sample("one axis, bias", [.init([2, 2, 5]), .init([3, 2, 3]), .init([3])]) {
      $0[0].conv1d($0[1], bias: $0[2], padding: 1)
    },
    Sample("strided, dilated", [.init([1, 2, 4, 5]), .init([2, 2, 2, 2])]) {
      $0[0].conv2d($0[1], stride: [2, 1], padding: [1, 2], dilation: [1, 2])
    },
    Sample("two groups", [.init([2, 4, 3]), .init([8, 2, 2])]) { $0[0].conv1d($0[1], groups: 2) },
    Sample("depthwise", [.init([1, 3, 3, 3]), .init([3, 1, 2, 2]), .init([3])]) {
      $0[0].conv2d($0[1], bias: $0[2], padding: .same, groups: 3)
    },
    Sample("three axes", [.init([1, 1, 3, 3, 3]), .init([4, 1, 2, 2, 2])]) {
      $0[0].conv3d($0[1], stride: 2, padding: .sides(before: 1, after: [0, 1, 0]))
    },
    Sample("one channel out", [.init([1, 3, 2, 4]), .init([1, 3, 2, 3])]) {
      $0[0].conv2d($0[1], padding: [0, 1])
    },
    Sample("no batch", [.init([0, 2, 4]), .init([3, 2, 2])]) { $0[0].conv1d($0[1]) },
  ]
}

/// The gradient with respect to the weight: Σ x[b, i, q · stride + t · dilation - padding] g[b, o, q]
/// over b, q. Its own derivatives are the transposed convolution and the convolution.
struct ConvolutionWeight: DifferentiableGeneral {
  static let name = "convolution weight"
  static let saves: Saves = .input
  static let operands = OperandTypes.floating
  let geometry: ConvolutionGeometry

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    let (x, g) = (inputs[0], inputs[1])
    let layout = try Layout(
      shape: [g.shape[1], x.shape[1] / geometry.groups] + geometry.window.kernel,
      operation: Self.name)
    return [try Kernels.convolutionWeight(x, g, geometry, result: layout)]
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let (x, gradient) = (saved.inputs[0], saved.inputs[1])
    let c = saved.gradient(g, 0)
    return [
      saved.wants(0) ? Convolution.byInput(gradient, c, geometry) : nil,
      saved.wants(1) ? Convolution.byOutput(x, c, geometry) : nil,
    ]
  }

  /// Samples of inputs that fit the geometry of a small convolution.
  private static func run(
    _ inputs: [Tensor], kernel: [Int], stride: PerAxis, padding: SpatialPadding, groups: Int
  ) -> Tensor {
    guard
      let window = try? SlidingWindow(
        input: Array(inputs[0].shape[2...]), kernel: kernel, stride: stride, padding: padding,
        dilation: 1, operation: Self.name)
    else { preconditionFailure("the sample's shapes fit") }
    let geometry = ConvolutionGeometry(window: window, groups: groups)
    return Convolution.byWeight(inputs[0], inputs[1], geometry)
  }

  static let samples = [
    Sample("one axis", [.init([2, 2, 5]), .init([2, 4, 3])]) {
      run($0, kernel: [3], stride: 2, padding: 1, groups: 1)
    },
    Sample("two groups", [.init([1, 2, 3, 3]), .init([1, 2, 2, 3])]) {
      run($0, kernel: [2, 1], stride: 1, padding: 0, groups: 2)
    },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Convolution.self, to: $0) }
@section("tc_ops") @used private let weight: OperationRecord = {
  export(ConvolutionWeight.self, to: $0)
}
