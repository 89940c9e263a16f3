// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// y[j] = Σ weight[j, t] x[index[j, t]] along one axis after the other        d/dx = the adjoint
extension Tensor {
  /// How values between the elements are found.
  public enum Interpolation: Sendable, Hashable {
    /// The element at ⌊j · input / output⌋.
    case nearest
    /// The element whose middle is nearest.
    case nearestExact
    /// On the line between the two neighbours: bilinear along two axes, trilinear along three.
    case linear
    /// On the cubic through four neighbours (Keys 1981, with a = -0.75).
    case cubic
    /// The average of all elements that the new one covers, as ``adaptiveAveragePool(_:)``.
    case area
  }

  /// This tensor with new lengths of the spatial axes.
  ///
  /// Positions and weights are computed in double precision. Without `alignCorners` elements are areas,
  /// and the outer borders of input and result coincide; with it they are points, and the outer points
  /// coincide. Elements beyond the border are those at the border.
  ///
  /// - Parameters:
  ///   - size: new lengths of the spatial axes.
  ///   - mode: how values between the elements are found.
  ///   - alignCorners: whether the outer points coincide; for `linear` and `cubic` only.
  /// - Returns: [batch, channels, size…] for this tensor of [batch, channels, spatial…], one to three
  ///   spatial axes.
  /// - Complexity: O(n) for n elements of the results of every axis.
  public func interpolated(
    to size: PerAxis, mode: Interpolation = .nearest, alignCorners: Bool = false
  ) -> Tensor {
    interpolating(mode, alignCorners) { (lengths: [Int]) throws(TensorError) in
      let size = try size.numbers(
        lengths.count, of: "size", in: 1...PerAxis.largest, operation: Resample.name)
      return zip(size, lengths).map { ($0, Double($1) / Double($0)) }
    }
  }

  /// This tensor with its spatial axes scaled by factors: ⌊input · factor⌋ long.
  ///
  /// Positions follow the factors themselves, not the rounded lengths.
  ///
  /// - Parameters:
  ///   - factors: one for each spatial axis, or one for all; positive.
  ///   - mode: how values between the elements are found.
  ///   - alignCorners: whether the outer points coincide; for `linear` and `cubic` only.
  public func interpolated(
    scaledBy factors: [Double], mode: Interpolation = .nearest, alignCorners: Bool = false
  ) -> Tensor {
    interpolating(mode, alignCorners) { (lengths: [Int]) throws(TensorError) in
      guard factors.count == 1 || factors.count == lengths.count else {
        throw .invalidShape(
          operation: "\(Resample.name) factors", shape: [factors.count],
          reason: "is not the number of spatial axes, \(lengths.count)")
      }
      var result: [(Int, Double)] = []
      for (axis, n) in lengths.enumerated() {
        let factor = factors[factors.count == 1 ? 0 : axis]
        let length = (Double(n) * factor).rounded(.down)
        guard factor > 0, length >= 1, length <= Double(PerAxis.largest) else {
          throw .invalidShape(
            operation: Resample.name, shape: lengths,
            reason: "times \(factor) is no length in spatial axis \(axis)")
        }
        result.append((Int(length), 1 / factor))
      }
      return result
    }
  }

  private func interpolating(
    _ mode: Interpolation, _ alignCorners: Bool,
    _ targets: ([Int]) throws(TensorError) -> [(length: Int, scale: Double)]
  ) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let lengths = try PoolingWindows.spatialLengths(of: self, operation: Resample.name)
      let targets = try targets(lengths)
      guard !alignCorners || mode == .linear || mode == .cubic else {
        throw .invalidShape(
          operation: Resample.name, shape: shape, reason: "has no corners to align in this mode")
      }
      guard !lengths.contains(0) else {
        throw .invalidShape(
          operation: Resample.name, shape: shape, reason: "has nothing to interpolate between")
      }
      _ = try Layout(
        shape: Array(shape[..<2]) + targets.map(\.length), operation: Resample.name)
      if mode == .area { return adaptiveAveragePool(PerAxis(targets.map(\.length))) }
      var result = self
      for (axis, target) in targets.enumerated().reversed() {
        if target.length == lengths[axis] && target.scale == 1 { continue }
        let taps = ResamplingTaps(
          mode, input: lengths[axis], output: target.length, scale: target.scale,
          alignCorners: alignCorners)
        // Elements that are only moved keep their type.
        result =
          taps.perResult == 1 && !dtype.isFloatingPoint
          ? result.indexSelect(taps.indices.map(Int.init), axis: axis + 2)
          : Tensor.apply(Resample(axis: axis + 2, taps: taps), result)
      }
      return result
    } catch {
      return .failure(error)
    }
  }
}

/// Which elements make up each result along an axis, and with which weights.
struct ResamplingTaps: Sendable {
  let input: Int
  let output: Int
  let perResult: Int
  private(set) var indices: [Int64] = []
  private(set) var weights: [Double] = []

  /// - Parameter scale: distance of neighbouring results, in elements of the input.
  init(
    _ mode: Tensor.Interpolation, input: Int, output: Int, scale: Double, alignCorners: Bool
  ) {
    self.input = input
    self.output = output
    switch mode {
    case .nearest, .nearestExact, .area: perResult = 1
    case .linear: perResult = 2
    case .cubic: perResult = 4
    }
    let step = alignCorners ? (output > 1 ? Double(input - 1) / Double(output - 1) : 0) : scale
    for j in 0..<output {
      var place = alignCorners ? Double(j) * step : (Double(j) + 0.5) * step - 0.5
      switch mode {
      case .nearest, .area: append(Int(Double(j) * scale), 1)
      case .nearestExact: append(Int((Double(j) + 0.5) * scale), 1)
      case .linear:
        place = Swift.max(place, 0)
        let left = Swift.min(Int(place), input - 1)
        let share = Swift.min(place - Double(left), 1)
        append(left, 1 - share)
        append(left + 1, share)
      case .cubic:
        let left = Int(place.rounded(.down))
        let share = place - Double(left)
        append(left - 1, Self.outer(share + 1))
        append(left, Self.inner(share))
        append(left + 1, Self.inner(1 - share))
        append(left + 2, Self.outer(2 - share))
      }
    }
  }

  private mutating func append(_ index: Int, _ weight: Double) {
    indices.append(Int64(Swift.min(Swift.max(index, 0), input - 1)))
    weights.append(weight)
  }

  private static let a = -0.75
  /// Keys' cubic within one element's distance.
  private static func inner(_ x: Double) -> Double { ((a + 2) * x - (a + 3)) * x * x + 1 }
  /// Keys' cubic between one and two elements' distance.
  private static func outer(_ x: Double) -> Double { ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
}

struct Resample: DifferentiableUnary {
  static let name = "interpolated"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.floating
  let axis: Int
  let taps: ResamplingTaps

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.resample(x, axis: axis, taps, isBackward: false)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(ResampleAdjoint(axis: axis, taps: taps), g)
  }

  static let samples = [
    Sample("linear", [.init([1, 2, 3, 2])]) { $0[0].interpolated(to: [5, 3], mode: .linear) },
    Sample("linear, corners", [.init([2, 1, 4])]) {
      $0[0].interpolated(to: 7, mode: .linear, alignCorners: true)
    },
    Sample("shrunk", [.init([1, 1, 7, 5])], propagatesNaN: false) {
      $0[0].interpolated(to: [3, 2], mode: .linear)
    },
    Sample("cubic", [.init([1, 1, 4, 3])]) { $0[0].interpolated(to: [6, 5], mode: .cubic) },
    Sample("nearest", [.init([1, 2, 2, 2, 2])]) { $0[0].interpolated(to: [3, 4, 2]) },
    Sample("scaled", [.init([2, 1, 5])]) {
      $0[0].interpolated(scaledBy: [1.5], mode: .nearestExact)
    },
    Sample("no batch", [.init([0, 1, 4])]) { $0[0].interpolated(to: 6, mode: .linear) },
  ]
}

/// The adjoint: every element is added, with its weights, to those it was made of.
struct ResampleAdjoint: DifferentiableUnary {
  static let name = "interpolated (adjoint)"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.floating
  let axis: Int
  let taps: ResamplingTaps

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.resample(x, axis: axis, taps, isBackward: true)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(Resample(axis: axis, taps: taps), g)
  }

  static let samples = [
    Sample("linear", [.init([2, 1, 5, 2])]) {
      let taps = ResamplingTaps(.linear, input: 3, output: 5, scale: 0.6, alignCorners: false)
      return Tensor.apply(Self(axis: 2, taps: taps), $0[0])
    }
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Resample.self, to: $0) }
@section("tc_ops") @used private let adjoint: OperationRecord = {
  export(ResampleAdjoint.self, to: $0)
}
