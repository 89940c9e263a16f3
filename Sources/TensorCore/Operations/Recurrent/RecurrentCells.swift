// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// One step of a long short-term memory (Hochreiter, Schmidhuber 1997,
  /// https://doi.org/10.1162/neco.1997.9.8.1735), with the gates in PyTorch's order i, f, g, o:
  ///
  /// c' = σ(f) c + σ(i) tanh(g) and h' = σ(o) tanh(c'), where the four are parts of
  /// x Wᵀ + b + h Uᵀ + d.
  ///
  /// - Parameters:
  ///   - x: [batch, inputs].
  ///   - state: hidden h and cell c, each [batch, hidden].
  ///   - inputWeight: W, [4 hidden, inputs].
  ///   - hiddenWeight: U, [4 hidden, hidden].
  ///   - inputBias: b, [4 hidden]; `nil` for none.
  ///   - hiddenBias: d, [4 hidden]; `nil` for none.
  /// - Returns: the new hidden and cell, each [batch, hidden].
  /// - Complexity: O(batch · hidden · (inputs + hidden)).
  public static func lstmCell(
    _ x: Tensor, state: (hidden: Tensor, cell: Tensor), inputWeight: Tensor, hiddenWeight: Tensor,
    inputBias: Tensor? = nil, hiddenBias: Tensor? = nil
  ) -> (hidden: Tensor, cell: Tensor) {
    do throws(TensorError) {
      let width = try cellWidth(
        "lstmCell", gates: 4, x, state.hidden, inputWeight, hiddenWeight)
      if let poison = state.cell.node as? PoisonNode { throw poison.error }
      guard state.cell.layout.hasShape(of: state.hidden.layout) else {
        throw .shapeMismatch(
          operation: "lstmCell", left: state.hidden.shape, right: state.cell.shape, axis: nil)
      }
      let sums =
        linear(x, weight: inputWeight, bias: inputBias)
        + linear(state.hidden, weight: hiddenWeight, bias: hiddenBias)
      if sums.isPoisoned { return (sums, sums) }
      func gate(_ i: Int) -> Tensor { sums.sliced((i * width)..<((i + 1) * width), axis: 1) }
      let cell = gate(1).sigmoid() * state.cell + gate(0).sigmoid() * gate(2).tanh()
      return (gate(3).sigmoid() * cell.tanh(), cell)
    } catch {
      let poison = failure(error)
      return (poison, poison)
    }
  }

  /// One step of a gated recurrent unit (Cho et al. 2014, https://arxiv.org/abs/1406.1078), with the
  /// gates in PyTorch's order r, z, n:
  ///
  /// h' = (1 - σ(z)) n + σ(z) h, where n = tanh(W x + b + σ(r) (U h + d)), or with
  /// `linearBeforeReset` false n = tanh(W x + b + U (σ(r) h) + d).
  ///
  /// - Parameters:
  ///   - x: [batch, inputs].
  ///   - hidden: h, [batch, hidden].
  ///   - inputWeight: W, [3 hidden, inputs].
  ///   - hiddenWeight: U, [3 hidden, hidden].
  ///   - inputBias: b, [3 hidden]; `nil` for none.
  ///   - hiddenBias: d, [3 hidden]; `nil` for none.
  ///   - linearBeforeReset: whether the reset gate comes after the product, as in PyTorch and cuDNN, or
  ///     before it, as in the paper and by default in ONNX.
  /// - Returns: the new hidden state, [batch, hidden].
  /// - Complexity: O(batch · hidden · (inputs + hidden)).
  public static func gruCell(
    _ x: Tensor, hidden: Tensor, inputWeight: Tensor, hiddenWeight: Tensor,
    inputBias: Tensor? = nil, hiddenBias: Tensor? = nil, linearBeforeReset: Bool = true
  ) -> Tensor {
    do throws(TensorError) {
      let width = try cellWidth("gruCell", gates: 3, x, hidden, inputWeight, hiddenWeight)
      let fromInput = linear(x, weight: inputWeight, bias: inputBias)
      func part(_ of: Tensor, _ gates: Range<Int>) -> Tensor {
        of.sliced((gates.lowerBound * width)..<(gates.upperBound * width), axis: of.rank - 1)
      }
      let reset: Tensor
      let update: Tensor
      let candidate: Tensor
      if linearBeforeReset {
        let fromHidden = linear(hidden, weight: hiddenWeight, bias: hiddenBias)
        if fromInput.isPoisoned || fromHidden.isPoisoned { return fromInput + fromHidden }
        reset = (part(fromInput, 0..<1) + part(fromHidden, 0..<1)).sigmoid()
        update = (part(fromInput, 1..<2) + part(fromHidden, 1..<2)).sigmoid()
        candidate = (part(fromInput, 2..<3) + reset * part(fromHidden, 2..<3)).tanh()
      } else {
        if let hiddenBias, hiddenBias.shape != [3 * width] {
          throw .shapeMismatch(
            operation: "gruCell bias", left: hiddenWeight.shape, right: hiddenBias.shape, axis: 0)
        }
        let gates = linear(
          hidden, weight: hiddenWeight.sliced(0..<(2 * width)),
          bias: hiddenBias.map { part($0, 0..<2) })
        if fromInput.isPoisoned || gates.isPoisoned { return fromInput + gates }
        reset = (part(fromInput, 0..<1) + part(gates, 0..<1)).sigmoid()
        update = (part(fromInput, 1..<2) + part(gates, 1..<2)).sigmoid()
        let own = linear(
          reset * hidden, weight: hiddenWeight.sliced((2 * width)..<(3 * width)),
          bias: hiddenBias.map { part($0, 2..<3) })
        candidate = (part(fromInput, 2..<3) + own).tanh()
      }
      return candidate + update * (hidden - candidate)
    } catch {
      return failure(error)
    }
  }

  /// Length of the hidden state, after a look at the shapes.
  private static func cellWidth(
    _ operation: String, gates: Int, _ x: Tensor, _ hidden: Tensor, _ inputWeight: Tensor,
    _ hiddenWeight: Tensor
  ) throws(TensorError) -> Int {
    for tensor in [x, hidden, inputWeight, hiddenWeight] {
      if let poison = tensor.node as? PoisonNode { throw poison.error }
    }
    guard x.rank == 2, hidden.rank == 2, x.shape[0] == hidden.shape[0] else {
      throw .shapeMismatch(operation: operation, left: x.shape, right: hidden.shape, axis: 0)
    }
    let width = hidden.shape[1]
    guard hiddenWeight.shape == [gates * width, width] else {
      throw .shapeMismatch(
        operation: "\(operation) hidden weight", left: hidden.shape, right: hiddenWeight.shape,
        axis: nil)
    }
    guard inputWeight.shape == [gates * width, x.shape[1]] else {
      throw .shapeMismatch(
        operation: "\(operation) input weight", left: x.shape, right: inputWeight.shape, axis: nil)
    }
    return width
  }
}
