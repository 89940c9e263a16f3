// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Layers of long short-term memory (Hochreiter, Schmidhuber 1997,
/// https://doi.org/10.1162/neco.1997.9.8.1735) over a sequence, with PyTorch's parameters and gates in its
/// order i, f, g, o.
public struct LSTM: Module {
  /// What a layer remembers between times.
  public struct State: Sendable {
    /// h, [layers · directions, batch, hidden].
    public var hidden: Tensor
    /// c, [layers · directions, batch, hidden].
    public var cell: Tensor

    /// A state.
    ///
    /// - Parameters:
    ///   - hidden: h, [layers · directions, batch, hidden].
    ///   - cell: c, of the same shape.
    public init(hidden: Tensor, cell: Tensor) {
      self.hidden = hidden
      self.cell = cell
    }
  }

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
      name: "LSTM")
    cells = shape.cells(
      gates: 4, hasBias: hasBias, initialization: initialization, key: key, dtype: dtype)
    self.dropout = Dropout(dropout)
  }

  /// The results of the last layer for all times, and the state after the last one.
  ///
  /// - Parameters:
  ///   - x: [batch, time, inputs].
  ///   - state: the state before the first time; zeros where `nil`.
  /// - Returns: [batch, time, directions · hidden], and the state.
  /// - Complexity: O(batch · time · weights).
  public func callAsFunction(
    _ x: Tensor, state: State? = nil
  ) -> (output: Tensor, state: State) {
    var ends: [(hidden: Tensor, cell: Tensor)] = []
    let output = shape.run(x, dropout: dropout, name: "LSTM") { index, sequence in
      let (time, batch) = (sequence.shape[0], sequence.shape[1])
      var h = shape.initial(
        state?.hidden, index, batch: batch, dtype: x.dtype, name: "LSTM")
      var c = shape.initial(state?.cell, index, batch: batch, dtype: x.dtype, name: "LSTM")
      if h.isPoisoned || c.isPoisoned { return [.passingPoison(h, c)] }
      let projected = cells[index].projected(sequence)
      if projected.isPoisoned { return [projected] }
      var steps: [Tensor] = []
      for t in 0..<time {
        (h, c) = step(projected[t], h, c, cells[index])
        steps.append(h)
      }
      ends.append((h, c))
      return steps
    }
    if output.isPoisoned { return (output, State(hidden: output, cell: output)) }
    return (
      output,
      State(hidden: .stack(ends.map(\.hidden)), cell: .stack(ends.map(\.cell)))
    )
  }

  private func step(
    _ projected: Tensor, _ h: Tensor, _ c: Tensor, _ cell: RecurrentCell
  ) -> (Tensor, Tensor) {
    let sums = projected + .linear(h, weight: cell.hiddenWeight, bias: cell.hiddenBias)
    let gates = sums.split(parts: 4, axis: 1)
    let next = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh()
    return (gates[3].sigmoid() * next.tanh(), next)
  }

  /// `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, the same with `_reverse`, and so on.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    for index in cells.indices { cells[index].visit(shape.suffix(index), visit) }
  }
}
