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
    default: return nil
    }
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
