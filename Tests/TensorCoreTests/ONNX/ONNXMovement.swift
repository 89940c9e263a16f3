// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func movement() throws -> [Tensor?]? {
    let x = optional(0)
    switch op {
    case "Identity": return [x]
    case "Concat": return [Tensor.concat(inputs.map { $0! }, axis: int("axis", 0))]
    case "Transpose": return [self[0].transposed(ints("perm"))]
    case "Expand": return [expanded()]
    case "Reshape": return [reshaped()]
    case "Flatten":
      let axis = int("axis", 1) + (int("axis", 1) < 0 ? self[0].rank : 0)
      let rows = self[0].shape[..<axis].reduce(1, *)
      return [self[0].reshaped(to: [rows, self[0].shape[axis...].reduce(1, *)])]
    case "Squeeze":
      let axes = Set((integers(1) ?? []).map { $0 < 0 ? $0 + self[0].rank : $0 })
      let kept = self[0].shape.indices.filter {
        axes.isEmpty ? self[0].shape[$0] != 1 : !axes.contains($0)
      }
      return [self[0].reshaped(to: kept.map { self[0].shape[$0] })]
    case "Unsqueeze":
      let axes = integers(1)!
      let rank = self[0].rank + axes.count
      var shape = self[0].shape
      for axis in axes.map({ $0 < 0 ? $0 + rank : $0 }).sorted() { shape.insert(1, at: axis) }
      return [self[0].reshaped(to: shape)]
    case "Slice": return [try sliced()]
    case "Split": return split()
    case "DepthToSpace", "SpaceToDepth": return [blocks()]
    case "ConstantOfShape":
      guard case .tensor(let dtype, _, let values)? = attributes["value"] else {
        return [Tensor.zeros(integers(0)!)]
      }
      return [Tensor.full(values[0], shape: integers(0)!, dtype: dtype)]
    default: return nil
    }
  }

  private func expanded() -> Tensor {
    // ONNX lets both sides stretch.
    let target = integers(1)!
    let rank = max(target.count, self[0].rank)
    let left = Array(repeating: 1, count: rank - self[0].rank) + self[0].shape
    let right = Array(repeating: 1, count: rank - target.count) + target
    return self[0].expanded(to: zip(left, right).map { $0 == 1 ? $1 : $0 })
  }

  private func reshaped() -> Tensor {
    let shape = integers(1)!.enumerated().map { place, n in
      n == 0 && !flag("allowzero") ? self[0].shape[place] : n
    }
    return self[0].reshaped(to: shape)
  }

  private func sliced() throws -> Tensor {
    let (starts, ends) = (integers(1)!, integers(2)!)
    let axes = integers(3) ?? Array(starts.indices)
    let steps = integers(4) ?? starts.map { _ in 1 }
    var result = self[0]
    for place in starts.indices {
      let axis = axes[place] < 0 ? axes[place] + result.rank : axes[place]
      let n = result.shape[axis]
      func bounded(_ value: Int, _ range: ClosedRange<Int>) -> Int {
        min(max(value < 0 ? value + n : value, range.lowerBound), range.upperBound)
      }
      if steps[place] > 0 {
        let (start, end) = (bounded(starts[place], 0...n), bounded(ends[place], 0...n))
        result = result.sliced(start..<max(start, end), axis: axis, step: steps[place])
      } else {
        // From the back: the same places of the reversed axis.
        let start = n - 1 - bounded(starts[place], -1...n - 1)
        let end = n - 1 - (ends[place] < -n ? -1 : bounded(ends[place], -1...n - 1))
        result = result.reversed(axis: axis)
          .sliced(start..<max(start, end), axis: axis, step: -steps[place])
      }
    }
    return result
  }

  private func split() -> [Tensor] {
    let axis = int("axis", 0)
    let n = self[0].shape[axis < 0 ? axis + self[0].rank : axis]
    let piece = (n + wanted - 1) / wanted
    let lengths =
      integers(1) ?? (0..<wanted).map { max(0, min(piece, n - $0 * piece)) }
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return self[0].sliced(start..<start + length, axis: axis)
    }
  }

  /// Views only: six axes, two of them exchanged with others.
  private func blocks() -> Tensor {
    let (x, b) = (self[0], int("blocksize", 1))
    let (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let isColumnRowDepth = text("mode", "DCR") == "CRD"
    if op == "SpaceToDepth" {
      return x.reshaped(to: [n, c, h / b, b, w / b, b])
        .transposed(isColumnRowDepth ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4])
        .reshaped(to: [n, c * b * b, h / b, w / b])
    }
    let depth = c / (b * b)
    return isColumnRowDepth
      ? x.reshaped(to: [n, depth, b, b, h, w]).transposed([0, 1, 4, 2, 5, 3])
        .reshaped(to: [n, depth, h * b, w * b])
      : x.reshaped(to: [n, b, b, depth, h, w]).transposed([0, 3, 4, 1, 5, 2])
        .reshaped(to: [n, depth, h * b, w * b])
  }
}
