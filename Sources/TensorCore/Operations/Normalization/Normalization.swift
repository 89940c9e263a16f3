// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// x̂ = (x - mean) / √(variance + ε), y = x̂ w + b, the mean and the variance over groups of elements
//     d/dx = (g w - mean(g w) - x̂ mean(g w x̂)) / √(variance + ε), d/dw = Σ g x̂, d/db = Σ g
/// Which elements share a mean and a variance, and which share a weight.
struct NormalizationShape: Sendable {
  /// The tensor as it is looked at: no element moves.
  let view: [Int]
  /// Axes of the view over which mean and variance are taken.
  let axes: [Int]
  /// Axes of the view along which the weights change.
  let weightAxes: [Int]
  /// Whether the mean is subtracted.
  var centers = true
  let epsilon: Double

  /// Rows of the last axes, each element of which has its own weight.
  static func rows(_ rows: Int, of length: Int, centers: Bool, epsilon: Double) -> Self {
    .init(view: [rows, length], axes: [1], weightAxes: [1], centers: centers, epsilon: epsilon)
  }

  /// Groups of channels of one item of the batch.
  static func groups(_ batch: Int, _ groups: Int, _ channels: Int, _ plane: Int, epsilon: Double)
    -> Self
  {
    .init(
      view: [batch, groups, channels / groups, plane], axes: [2, 3], weightAxes: [1, 2],
      epsilon: epsilon)
  }

  /// Channels of the whole batch.
  static func channels(_ batch: Int, _ channels: Int, _ plane: Int, epsilon: Double) -> Self {
    .init(view: [batch, channels, plane], axes: [0, 2], weightAxes: [1], epsilon: epsilon)
  }

  var weightCount: Int { weightAxes.reduce(1) { $0 * view[$1] } }
  /// Shape of the weights that broadcasts against the view.
  var weightView: [Int] { view.indices.map { weightAxes.contains($0) ? view[$0] : 1 } }
  /// Sets of elements with a mean and a variance.
  var rowCount: Int {
    view.indices.reduce(1) { axes.contains($1) ? $0 : $0 * view[$1] }
  }
  /// Elements that share a mean.
  var rowLength: Int { axes.reduce(1) { $0 * view[$1] } }
}

/// Of a tensor, and a weight and a bias where there are any. The results are the normalised tensor, and
/// of every set of elements the mean, the variance and the factor 1 / √(variance + ε); no gradient is
/// asked for the latter three, which public functions return as constants.
struct Normalization: DifferentiableGeneral {
  static let name = "normalization"
  static let saves: Saves = [.input, .output]
  static let operands = OperandTypes.floating
  let shape: NormalizationShape
  let hasWeight: Bool
  let hasBias: Bool

  /// Runs it and returns all four results.
  static func apply(
    _ x: Tensor, _ shape: NormalizationShape, weight: Tensor?, bias: Tensor?, operation: String
  ) -> [Tensor] {
    if let poisoned = [x, weight ?? x, bias ?? x].first(where: \.isPoisoned) {
      return Array(repeating: .passingPoison(poisoned), count: 4)
    }
    for (tensor, what) in [(weight, "weight"), (bias, "bias")] {
      guard let tensor, tensor.count != shape.weightCount else { continue }
      let error = TensorError.shapeMismatch(
        operation: "\(operation) \(what)", left: [shape.weightCount], right: tensor.shape,
        axis: nil)
      return Array(repeating: .failure(error), count: 4)
    }
    let inputs = [x] + [weight, bias].compactMap { $0 }
    return Tensor.apply(
      Self(shape: shape, hasWeight: weight != nil, hasBias: bias != nil), inputs, resultCount: 4)
  }

  private func weight(_ inputs: [Tensor]) -> Tensor? { hasWeight ? inputs[1] : nil }

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    try Kernels.normalize(
      inputs[0], shape, weight: weight(inputs), bias: hasBias ? inputs[inputs.count - 1] : nil)
  }

  /// - Throws: `notDifferentiable` where somebody differentiates a mean or a variance.
  private func checkConstants(_ g: [Tensor?]) throws(TensorError) {
    if g[1] != nil || g[2] != nil || g[3] != nil {
      throw .notDifferentiable(operation: "\(Self.name) (mean and variance)")
    }
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    try checkConstants(g)
    let gradient = saved.gradient(g, 0).reshaped(to: shape.view)
    // Mean and variance once more, as functions of x: their own derivatives count.
    let x = saved.inputs[0].reshaped(to: shape.view)
    let centered = shape.centers ? x - x.mean(axes: shape.axes, keepDims: true) : x
    let variance = (centered * centered).mean(axes: shape.axes, keepDims: true)
    let scale = 1 / (variance + shape.epsilon).sqrt()
    let normal = centered * scale
    var weighted = gradient
    if let weight = weight(saved.inputs) {
      weighted = gradient * weight.reshaped(to: shape.weightView)
    }
    var dx = weighted - normal * (weighted * normal).mean(axes: shape.axes, keepDims: true)
    if shape.centers { dx = dx - weighted.mean(axes: shape.axes, keepDims: true) }
    var result: [Tensor?] = [(dx * scale).reshaped(to: saved.inputLayouts[0].shape)]
    let others = shape.view.indices.filter { !shape.weightAxes.contains($0) }
    if hasWeight {
      let sum = saved.wants(1) ? (gradient * normal).sum(axes: others) : nil
      result.append(sum?.reshaped(to: saved.inputLayouts[1].shape))
    }
    if hasBias {
      let last = saved.inputLayouts.count - 1
      let sum = saved.wants(last) ? gradient.sum(axes: others) : nil
      result.append(sum?.reshaped(to: saved.inputLayouts[last].shape))
    }
    return result
  }

  func fusedVJP(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?]? {
    try checkConstants(g)
    let last = saved.inputLayouts.count - 1
    let (dx, dw, db) = try Kernels.normalizeBackward(
      saved.inputs[0], shape, weight: weight(saved.inputs), gradient: saved.gradient(g, 0),
      mean: saved.outputs[1], scale: saved.outputs[3], wantsWeight: hasWeight && saved.wants(1),
      wantsBias: hasBias && saved.wants(last))
    var result: [Tensor?] = [dx]
    if hasWeight { result.append(dw?.reshaped(to: saved.inputLayouts[1].shape)) }
    if hasBias { result.append(db?.reshaped(to: saved.inputLayouts[last].shape)) }
    return result
  }

  /// The same from other operations.
  private static func composed(_ x: [Tensor], _ axes: [Int], _ weightShape: [Int]) -> Tensor {
    let centered = x[0] - x[0].mean(axes: axes, keepDims: true)
    let variance = (centered * centered).mean(axes: axes, keepDims: true)
    return centered / (variance + 1e-5).sqrt() * x[1].reshaped(to: weightShape)
      + x[2].reshaped(to: weightShape)
  }

  static let samples = [
    Sample(
      "layer", [.init([3, 5]), .init([5]), .init([5])], composed: { composed($0, [1], [5]) }
    ) { $0[0].layerNorm(weight: $0[1], bias: $0[2]) },
    Sample("layer of two axes", [.init([2, 3, 4]), .init([3, 4])]) {
      $0[0].layerNorm(axes: 2, weight: $0[1])
    },
    Sample("layer wider than the lanes", [.init([2, 19]), .init([19])]) {
      $0[0].layerNorm(bias: $0[1])
    },
    Sample("root mean square", [.init([3, 4]), .init([4])]) { $0[0].rmsNorm(weight: $0[1]) },
    Sample(
      "batch", [.init([3, 2, 4]), .init([2]), .init([2])],
      composed: { composed($0, [0, 2], [2, 1]) }
    ) { $0[0].batchNorm(weight: $0[1], bias: $0[2]) },
    Sample("batch of vectors", [.init([5, 3]), .init([3])]) { $0[0].batchNorm(weight: $0[1]) },
    Sample("groups", [.init([2, 4, 3]), .init([4]), .init([4])]) {
      $0[0].groupNorm(groups: 2, weight: $0[1], bias: $0[2])
    },
    Sample("groups of single pixels", [.init([3, 6, 1]), .init([6])]) {
      $0[0].groupNorm(groups: 2, weight: $0[1])
    },
    Sample("instance", [.init([2, 2, 2, 3])]) { $0[0].instanceNorm() },
    Sample("no rows", [.init([0, 3])]) { $0[0].layerNorm() },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(Normalization.self, to: $0)
}
