// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func recurrent() throws -> [Tensor?]? {
    guard op == "LSTM" || op == "GRU" else { return nil }
    guard optional(7) == nil else { throw Unsupported("peepholes") }
    let batchFirst = flag("layout")
    let x = batchFirst ? self[0].transposed([1, 0, 2]) : self[0]
    if let lengths = integers(4), lengths.contains(where: { $0 != x.shape[0] }) {
      throw Unsupported("sequences of different lengths")
    }
    let direction = text("direction", "forward")
    let reversed = direction == "bidirectional" ? [false, true] : [direction == "reverse"]
    let runs = reversed.enumerated().map { run(x, direction: $0, isReversed: $1) }
    let hidden = Tensor.concat(runs.map { grown($0.hidden, at: 0) })
    let cell = op == "LSTM" ? Tensor.concat(runs.map { grown($0.cell, at: 0) }) : nil
    let all = Tensor.concat(runs.map { grown($0.all, at: 1) }, axis: 1)
    return [
      batchFirst ? all.transposed([2, 0, 1, 3]) : all,
      batchFirst ? hidden.transposed([1, 0, 2]) : hidden,
      batchFirst ? cell?.transposed([1, 0, 2]) : cell,
    ]
  }

  private struct Run {
    let all: Tensor
    let hidden: Tensor
    let cell: Tensor
  }

  /// All steps of one direction.
  private func run(_ x: Tensor, direction: Int, isReversed: Bool) -> Run {
    // ONNX orders the gates i, o, f, c and z, r, h; the cells i, f, c, o and r, z, h.
    let order = op == "LSTM" ? [0, 2, 3, 1] : [1, 0, 2]
    let size = int("hidden_size", 0)
    func gates(_ weights: Tensor) -> Tensor {
      Tensor.concat(order.map { weights.sliced($0 * size..<($0 + 1) * size) })
    }
    func part(_ tensor: Tensor) -> Tensor {
      tensor.sliced(direction..<direction + 1).reshaped(to: Array(tensor.shape.dropFirst()))
    }
    let (w, r) = (gates(part(self[1])), gates(part(self[2])))
    let biases = optional(3).map(part)
    let count = order.count * size
    let b = biases.map { gates($0.sliced(0..<count)) }
    let d = biases.map { gates($0.sliced(count..<2 * count)) }
    let zero = Tensor.zeros([x.shape[1], size], dtype: x.dtype)
    var hidden = optional(5).map(part) ?? zero
    var cell = optional(6).map(part) ?? zero
    var all: [Tensor] = []
    for place in 0..<x.shape[0] {
      let step = isReversed ? x.shape[0] - 1 - place : place
      let input = x.sliced(step..<step + 1).reshaped(to: Array(x.shape.dropFirst()))
      if op == "LSTM" {
        (hidden, cell) = Tensor.lstmCell(
          input, state: (hidden, cell), inputWeight: w, hiddenWeight: r, inputBias: b, hiddenBias: d
        )
      } else {
        hidden = Tensor.gruCell(
          input, hidden: hidden, inputWeight: w, hiddenWeight: r, inputBias: b, hiddenBias: d,
          linearBeforeReset: flag("linear_before_reset"))
      }
      all.append(grown(hidden, at: 0))
    }
    let ordered = isReversed ? Array(all.reversed()) : all
    return Run(all: Tensor.concat(ordered), hidden: hidden, cell: cell)
  }

  private func grown(_ x: Tensor, at axis: Int) -> Tensor {
    var shape = x.shape
    shape.insert(1, at: axis)
    return x.reshaped(to: shape)
  }
}
