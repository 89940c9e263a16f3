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
    case "Gather": return [gathered()]
    case "GatherElements":
      return [self[0].takeAlongAxis(self[1], axis: int("axis", 0))]
    case "GatherND": return [self[0].gatherND(self[1], batchAxes: int("batch_dims", 0))]
    case "Scatter", "ScatterElements": return [try scattered()]
    case "ScatterND":
      switch text("reduction", "none") {
      case "none": return [self[0].scatterND(self[2], at: self[1])]
      case "add": return [self[0].scatterAddND(self[2], at: self[1])]
      case let reduction: throw Unsupported("scatter with reduction \(reduction)")
      }
    case "Tile": return [self[0].tiled(integers(1)!)]
    case "Trilu":
      let diagonal = integers(1)?.first ?? 0
      return [
        flag("upper", true) ? self[0].triu(diagonal: diagonal) : self[0].tril(diagonal: diagonal)
      ]
    case "Pad": return [try padded()]
    case "NonZero": throw Unsupported("the places of what is not zero")
    case "OneHot": return [oneHot()]
    case "Compress":
      let mask = self[1].cast(to: .bool)
      let kept = mask.scalars(as: Bool.self).enumerated().filter(\.element).map(\.offset)
      guard attributes["axis"] != nil else { return [self[0].flattened().indexSelect(kept)] }
      return [self[0].indexSelect(kept, axis: int("axis", 0))]
    case "EyeLike":
      let dtype = try attributes["dtype"] == nil ? self[0].dtype : DType(onnx: int("dtype", 1))
      let (rows, columns) = (self[0].shape[0], self[0].shape[1])
      return [Tensor.eye(rows, columns, diagonal: int("k", 0), dtype: dtype)]
    case "Range":
      let (start, end, step) = (self[0].item(), self[1].item(), self[2].item())
      return [Tensor.arange(start, end, step: step, dtype: self[0].dtype)]
    default: return nil
    }
  }

  /// ONNX's axis is replaced by all axes of the indices, negative ones from the back.
  private func gathered() -> Tensor {
    let (x, indices) = (self[0], self[1])
    let axis = int("axis", 0) < 0 ? int("axis", 0) + x.rank : int("axis", 0)
    let n = x.shape[axis]
    let places = indices.scalars(as: Int64.self).map { Int($0) < 0 ? Int($0) + n : Int($0) }
    return x.indexSelect(places, axis: axis)
      .reshaped(to: x.shape[..<axis] + indices.shape + x.shape[(axis + 1)...])
  }

  private func scattered() throws -> Tensor {
    let axis = int("axis", 0)
    let n = Double(self[0].shape[axis < 0 ? axis + self[0].rank : axis])
    // Only reading takes indices from the back.
    let places = self[1].scalars(as: Int64.self).map { $0 < 0 ? $0 + Int64(n) : $0 }
    let index = Tensor(places, shape: self[1].shape)
    switch text("reduction", "none") {
    case "none": return self[0].scatter(self[2], at: index, axis: axis)
    case "add": return self[0].scatterAdd(self[2], at: index, axis: axis)
    case let reduction: throw Unsupported("scatter with reduction \(reduction)")
    }
  }

  private func padded() throws -> Tensor {
    let pads = integers(1)!
    let axes = integers(3) ?? Array(0..<self[0].rank)
    var widths = Array(repeating: (0, 0), count: self[0].rank)
    for (place, axis) in axes.enumerated() {
      widths[axis < 0 ? axis + self[0].rank : axis] = (pads[place], pads[place + axes.count])
    }
    switch text("mode", "constant") {
    case "constant":
      return self[0].padded(widths, mode: .constant(optional(2)?.item() ?? 0))
    case "reflect": return self[0].padded(widths, mode: .reflect)
    case "edge": return self[0].padded(widths, mode: .replicate)
    case "wrap": return self[0].padded(widths, mode: .circular)
    case let mode: throw Unsupported("padding mode \(mode)")
    }
  }

  private func oneHot() -> Tensor {
    let depth = Int(self[1].item())
    let (off, on) = (self[2].scalars(as: Double.self)[0], self[2].scalars(as: Double.self)[1])
    let labels = self[0].scalars(as: Int64.self).map { $0 < 0 ? $0 + Int64(depth) : $0 }
    // A label that names no class gives a row without any: class `depth`, cut off again.
    let inside = labels.map { $0 < 0 || $0 > Int64(depth) ? Int64(depth) : $0 }
    let rows = Tensor.oneHot(
      Tensor(inside, shape: self[0].shape), classes: depth + 1, dtype: self[2].dtype
    ).sliced(0..<depth, axis: -1)
    return (rows * (on - off) + off).cast(to: self[2].dtype).movingAxis(-1, to: int("axis", -1))
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
