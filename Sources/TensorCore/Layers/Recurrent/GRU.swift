// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Layers of gated recurrent units (Cho et al. 2014, https://arxiv.org/abs/1406.1078) over a sequence, with
/// PyTorch's parameters and gates in its order r, z, n; the reset gate comes after the product, as there.
public struct GRU: Module {
  /// The parameters: layer by layer, in each the forward direction before the reverse one.
  public var cells: [RecurrentCell]
  /// What drops out between layers in training.
  public var dropout: Dropout
  private let shape: RecurrentShape

  /// Layers with random weights and biases.
  ///
  /// - Parameters:
  ///   - inputs: numbers of each time.
  ///   - hidden: numbers of the state.
  ///   - layers: number of layers.
  ///   - isBidirectional: whether each layer also runs backwards, its results beside the others.
  ///   - hasBias: whether both products add a bias.
  ///   - dropout: rate with which results of all layers but the last drop out in training.
  ///   - initialization: how weights begin; uniform in ± 1/√hidden where `nil`, as biases do.
  ///   - key: where the parameters follow from.
  ///   - dtype: float32 or float64.
  public init(
    inputs: Int, hidden: Int, layers: Int = 1, isBidirectional: Bool = false, hasBias: Bool = true,
    dropout: Double = 0, initialization: Initializer? = nil, key: RandomKey,
    dtype: DType = .float32
  ) {
    shape = RecurrentShape(
      inputs: inputs, hidden: hidden, layers: layers, isBidirectional: isBidirectional,
      name: "GRU")
    cells = shape.cells(
      gates: 3, hasBias: hasBias, initialization: initialization, key: key, dtype: dtype)
    self.dropout = Dropout(dropout)
  }

  /// The results of the last layer for all times, and the state after the last one.
  ///
  /// - Parameters:
  ///   - x: [batch, time, inputs].
  ///   - state: [layers · directions, batch, hidden], before the first time; zeros where `nil`.
  /// - Returns: [batch, time, directions · hidden], and the state.
  /// - Complexity: O(batch · time · weights).
  public func callAsFunction(_ x: Tensor, state: Tensor? = nil) -> (output: Tensor, state: Tensor) {
    var ends: [Tensor] = []
    let output = shape.run(x, dropout: dropout, name: "GRU") { index, sequence in
      let (time, batch) = (sequence.shape[0], sequence.shape[1])
      var h = shape.initial(state, index, batch: batch, dtype: x.dtype, name: "GRU")
      if h.isPoisoned { return [h] }
      let projected = cells[index].projected(sequence)
      if projected.isPoisoned { return [projected] }
      var steps: [Tensor] = []
      for t in 0..<time {
        h = step(projected[t], h, cells[index])
        steps.append(h)
      }
      ends.append(h)
      return steps
    }
    return (output, output.isPoisoned ? output : .stack(ends))
  }

  private func step(_ projected: Tensor, _ h: Tensor, _ cell: RecurrentCell) -> Tensor {
    let own = Tensor.linear(h, weight: cell.hiddenWeight, bias: cell.hiddenBias)
    let (x, u) = (projected.split(parts: 3, axis: 1), own.split(parts: 3, axis: 1))
    let reset = (x[0] + u[0]).sigmoid()
    let update = (x[1] + u[1]).sigmoid()
    let candidate = (x[2] + reset * u[2]).tanh()
    return candidate + update * (h - candidate)
  }

  /// `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, the same with `_reverse`, and so on.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    for index in cells.indices { cells[index].visit(shape.suffix(index), visit) }
  }
}
