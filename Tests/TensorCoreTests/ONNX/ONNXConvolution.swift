// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func convolution() throws -> [Tensor?]? {
    switch op {
    case "Conv":
      return [
        self[0].convolution(
          self[1], bias: optional(2), stride: strides, padding: try windowPadding,
          dilation: dilations, groups: int("group", 1))
      ]
    case "ConvTranspose": return [try transposedConvolution()]
    case "AveragePool", "LpPool", "MaxPool": return try pooled()
    case "GlobalAveragePool": return [self[0].globalAveragePool()]
    case "GlobalMaxPool": return [self[0].globalMaxPool()]
    case "MaxUnpool":
      guard optional(2) == nil, ints("pads") == nil else {
        throw Unsupported("places counted in another shape than the result's")
      }
      let (kernel, steps) = (ints("kernel_shape")!, ints("strides") ?? ones)
      let size = (0..<spatial).map { (self[0].shape[$0 + 2] - 1) * steps[$0] + kernel[$0] }
      return [self[0].maxUnpool(self[1], to: PerAxis(size))]
    case "Resize": return [try resized()]
    case "Upsample":
      let factors = self[1].scalars(as: Double.self)
      return [self[0].interpolated(scaledBy: Array(factors.dropFirst(2)), mode: .nearest)]
    default: return nil
    }
  }

  private func pooled() throws -> [Tensor?] {
    let x = self[0]
    let kernel = PerAxis(ints("kernel_shape")!)
    let ceil = flag("ceil_mode")
    if op == "MaxPool" {
      let (values, indices) = x.maxPoolWithIndices(
        kernel, stride: strides, padding: try windowPadding, dilation: dilations, ceilMode: ceil)
      return [values, flag("storage_order") ? columnMajor(indices) : indices]
    }
    if ints("dilations") ?? ones != ones { return [try dilatedPool()] }
    if op == "AveragePool" {
      return [
        x.averagePool(
          kernel, stride: strides, padding: try windowPadding, ceilMode: ceil,
          countIncludePad: flag("count_include_pad"))
      ]
    }
    let p = number("p", 2)
    if p == 2 {
      return [x.l2Pool(kernel, stride: strides, padding: try windowPadding, ceilMode: ceil)]
    }
    return [
      x.abs().pow(p).averagePool(
        kernel, stride: strides, padding: try windowPadding, ceilMode: ceil, divisor: 1
      ).pow(1 / p)
    ]
  }

  /// Pools that sum have no dilation here; a convolution with equal weights has.
  private func dilatedPool() throws -> Tensor {
    guard !flag("ceil_mode"), ints("pads") ?? [] == [], attributes["auto_pad"] == nil else {
      throw Unsupported("dilation in pools that sum, with padding or ceil_mode")
    }
    let (x, kernel) = (self[0], ints("kernel_shape")!)
    let planes = x.reshaped(to: [x.shape[0] * x.shape[1], 1] + Array(x.shape[2...]))
    let weight = Tensor.ones([1, 1] + kernel, dtype: x.dtype)
    let p = number("p", 2)
    let terms = op == "LpPool" ? planes.abs().pow(p) : planes
    let sums = terms.convolution(weight, stride: strides, dilation: dilations)
    let shaped = sums.reshaped(to: Array(x.shape[..<2]) + Array(sums.shape[2...]))
    return op == "LpPool" ? shaped.pow(1 / p) : shaped / Double(kernel.reduce(1, *))
  }

  /// Places of a plane counted down its columns.
  private func columnMajor(_ indices: Tensor) -> Tensor {
    let (height, width) = (Int64(self[0].shape[2]), Int64(self[0].shape[3]))
    let turned = indices.scalars(as: Int64.self).map { $0 % width * height + $0 / width }
    return Tensor(turned, shape: indices.shape)
  }

  /// Only what PyTorch's interpolation does as well: other positions are not offered.
  private func resized() throws -> Tensor {
    let x = self[0]
    let mode = text("mode", "nearest")
    let positions = text("coordinate_transformation_mode", "half_pixel")
    let rounding = text("nearest_mode", "round_prefer_floor")
    guard !flag("antialias"), !flag("exclude_outside") else {
      throw Unsupported("interpolation with antialias or exclude_outside")
    }
    let isCorner = positions == "align_corners"
    let interpolation: Tensor.Interpolation
    switch (mode, positions, rounding) {
    case ("nearest", "half_pixel", "round_prefer_floor"): interpolation = .nearestExact
    case ("nearest", "asymmetric", "floor"): interpolation = .nearest
    case ("linear", "half_pixel", _), ("linear", "align_corners", _): interpolation = .linear
    case ("cubic", "half_pixel", _), ("cubic", "align_corners", _): interpolation = .cubic
    default: throw Unsupported("\(mode) interpolation at positions \(positions), \(rounding)")
    }
    let axes = (ints("axes") ?? Array(0..<x.rank)).map { $0 < 0 ? $0 + x.rank : $0 }
    if let scales = optional(2)?.scalars(as: Double.self), !scales.isEmpty {
      var factors = Array(repeating: 1.0, count: x.rank)
      for (axis, scale) in zip(axes, scales) {
        factors[axis] = scale
        let length = Double(x.shape[axis]) * Double(Float(scale))
        guard !isCorner || length == length.rounded() else {
          throw Unsupported("corners of lengths that are not whole")
        }
      }
      return x.interpolated(
        scaledBy: Array(factors.dropFirst(2)), mode: interpolation, alignCorners: isCorner)
    }
    var size = x.shape
    for (axis, n) in zip(axes, integers(3)!) { size[axis] = n }
    let policy = text("keep_aspect_ratio_policy", "stretch")
    if policy != "stretch" {
      let ratios = axes.map { Double(size[$0]) / Double(x.shape[$0]) }
      let ratio = policy == "not_larger" ? ratios.min()! : ratios.max()!
      for axis in axes {
        let exact = Double(x.shape[axis]) * ratio
        guard exact == exact.rounded() else {
          throw Unsupported("positions that follow a ratio of \(ratio), lengths that are rounded")
        }
        size[axis] = Int(exact)
      }
    }
    if interpolation == .nearestExact {
      // Of two elements that are equally near ONNX takes the earlier one, and we the later: the earlier
      // one seen from the other end.
      let axes = Array(2..<x.rank)
      return x.flipped(axes: axes).interpolated(
        to: PerAxis(Array(size.dropFirst(2))), mode: interpolation
      ).flipped(axes: axes)
    }
    return x.interpolated(
      to: PerAxis(Array(size.dropFirst(2))), mode: interpolation, alignCorners: isCorner)
  }

  private var spatial: Int { self[0].rank - 2 }
  private var ones: [Int] { Array(repeating: 1, count: spatial) }
  private var strides: PerAxis { PerAxis(ints("strides") ?? ones) }
  private var dilations: PerAxis { PerAxis(ints("dilations") ?? ones) }

  private var windowPadding: SpatialPadding {
    get throws {
      switch text("auto_pad", "NOTSET") {
      case "SAME_UPPER": return .same
      case "SAME_LOWER": return .sameLower
      case "VALID": return .valid
      default:
        guard let pads = ints("pads") else { return .valid }
        return .sides(
          before: PerAxis(Array(pads[..<spatial])), after: PerAxis(Array(pads[spatial...])))
      }
    }
  }

  private func transposedConvolution() throws -> Tensor {
    let (x, weight) = (self[0], self[1])
    let (steps, gaps) = (ints("strides") ?? ones, ints("dilations") ?? ones)
    var extra = ints("output_padding") ?? ones.map { _ in 0 }
    var pads = ints("pads") ?? ones.map { _ in 0 } + ones.map { _ in 0 }
    let isSame = text("auto_pad", "NOTSET").hasPrefix("SAME")
    let target =
      ints("output_shape")
      ?? (isSame ? (0..<spatial).map { x.shape[$0 + 2] * steps[$0] } : nil)
    if let target {
      for i in 0..<spatial {
        let whole =
          steps[i] * (x.shape[i + 2] - 1) + extra[i] + (weight.shape[i + 2] - 1) * gaps[i] + 1
        let surplus = max(0, whole - target[i])
        extra[i] += max(0, target[i] - whole)
        let less = surplus / 2
        let isUpper = text("auto_pad", "NOTSET") == "SAME_UPPER"
        pads[i] = isUpper ? less : surplus - less
        pads[i + spatial] = surplus - pads[i]
      }
    }
    return x.transposedConvolution(
      weight, bias: optional(2), stride: PerAxis(steps),
      padding: .sides(
        before: PerAxis(Array(pads[..<spatial])), after: PerAxis(Array(pads[spatial...]))),
      outputPadding: PerAxis(extra), dilation: PerAxis(gaps), groups: int("group", 1))
  }
}
