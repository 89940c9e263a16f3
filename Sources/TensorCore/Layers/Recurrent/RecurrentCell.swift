// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The parameters of one layer of an ``LSTM`` or a ``GRU`` in one direction, gates below one another in
/// PyTorch's order.
public struct RecurrentCell: Sendable {
  /// [gates · hidden, inputs].
  @Parameter public var inputWeight: Tensor
  /// [gates · hidden, hidden].
  @Parameter public var hiddenWeight: Tensor
  /// [gates · hidden]; `nil` for none.
  @Parameter public var inputBias: Tensor?
  /// [gates · hidden]; `nil` for none.
  @Parameter public var hiddenBias: Tensor?

  /// Uniform in ± 1/√hidden, as PyTorch begins.
  init(
    gates: Int, inputs: Int, hidden: Int, hasBias: Bool, initialization: Initializer?,
    key: RandomKey, dtype: DType
  ) {
    let bound = 1 / Double(Swift.max(hidden, 1)).squareRoot()
    let rule = initialization ?? .uniform(in: -bound..<bound)
    let rows = gates * hidden
    inputWeight = rule([rows, inputs], key: key.child(0), dtype: dtype)
    hiddenWeight = rule([rows, hidden], key: key.child(1), dtype: dtype)
    let spread = Initializer.uniform(in: -bound..<bound)
    inputBias = hasBias ? spread([rows], key: key.child(2), dtype: dtype) : nil
    hiddenBias = hasBias ? spread([rows], key: key.child(3), dtype: dtype) : nil
  }

  /// `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0` with the suffix `l0`, and so on.
  mutating func visit(_ suffix: String, _ visit: ParameterVisitor) {
    visit("weight_ih_\(suffix)", &_inputWeight)
    visit("weight_hh_\(suffix)", &_hiddenWeight)
    visit("bias_ih_\(suffix)", &_inputBias)
    visit("bias_hh_\(suffix)", &_hiddenBias)
  }

  /// Products of the inputs of all times with the weight: [time, batch, gates · hidden].
  func projected(_ x: Tensor) -> Tensor {
    Tensor.linear(x, weight: inputWeight, bias: inputBias)
  }
}
