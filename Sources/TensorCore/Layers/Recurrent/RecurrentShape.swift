// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What LSTM and GRU have in common: layers, directions and sequences.
struct RecurrentShape: Sendable {
  let inputs: Int
  let hidden: Int
  let layers: Int
  let isBidirectional: Bool

  var directions: Int { isBidirectional ? 2 : 1 }

  init(inputs: Int, hidden: Int, layers: Int, isBidirectional: Bool, name: String) {
    precondition(
      inputs >= 0 && hidden >= 1 && layers >= 1,
      "\(name) of \(inputs) inputs, \(hidden) hidden numbers and \(layers) layers")
    self.inputs = inputs
    self.hidden = hidden
    self.layers = layers
    self.isBidirectional = isBidirectional
  }

  /// Cells of all layers and directions, in PyTorch's order.
  func cells(
    gates: Int, hasBias: Bool, initialization: Initializer?, key: RandomKey, dtype: DType
  ) -> [RecurrentCell] {
    (0..<(layers * directions)).map { index in
      RecurrentCell(
        gates: gates, inputs: index < directions ? inputs : directions * hidden, hidden: hidden,
        hasBias: hasBias, initialization: initialization, key: key.child(UInt64(index)),
        dtype: dtype)
    }
  }

  /// `l0`, `l0_reverse`, `l1`, ….
  func suffix(_ index: Int) -> String {
    "l\(index / directions)\(index % directions == 1 ? "_reverse" : "")"
  }

  /// Runs all layers over a sequence.
  ///
  /// - Parameters:
  ///   - x: [batch, time, inputs].
  ///   - dropout: between the layers.
  ///   - run: takes the number of a cell and its inputs [time, batch, …] in the order in which it sees
  ///     them, and returns its results for each time.
  /// - Returns: [batch, time, directions · hidden].
  func run(
    _ x: Tensor, dropout: Dropout, name: String, _ run: (Int, Tensor) -> [Tensor]
  ) -> Tensor {
    if x.isPoisoned { return .passingPoison(x) }
    guard x.rank == 3, x.shape[2] == inputs else {
      return .failure(
        .shapeMismatch(operation: name, left: x.shape, right: [-1, -1, inputs], axis: 2))
    }
    let (batch, time) = (x.shape[0], x.shape[1])
    var sequence = x.swappingAxes(0, 1)
    for layer in 0..<layers {
      var results: [Tensor] = []
      for direction in 0..<directions {
        let index = layer * directions + direction
        let isReverse = direction == 1
        let steps = run(index, isReverse ? sequence.flipped(axes: [0]) : sequence)
        if let bad = steps.first(where: \.isPoisoned) { return .passingPoison(bad) }
        let ordered = isReverse ? steps.reversed() : steps
        results.append(
          time == 0
            ? .zeros([0, batch, hidden], dtype: x.dtype) : Tensor.stack(Array(ordered)))
      }
      sequence = results.count == 1 ? results[0] : .concat(results, axis: 2)
      if layer + 1 < layers { sequence = dropout(sequence) }
    }
    return sequence.swappingAxes(0, 1)
  }

  /// The state that a cell begins with, or the error of one that does not fit.
  func initial(
    _ state: Tensor?, _ index: Int, batch: Int, dtype: DType, name: String
  ) -> Tensor {
    guard let state else { return .zeros([batch, hidden], dtype: dtype) }
    if state.isPoisoned { return .passingPoison(state) }
    let expected = [layers * directions, batch, hidden]
    guard state.shape == expected else {
      return .failure(
        .shapeMismatch(operation: "\(name) state", left: expected, right: state.shape, axis: nil))
    }
    return state[index]
  }
}
