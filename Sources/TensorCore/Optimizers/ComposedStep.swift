// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Optimizer {
  /// Takes a step whose rule needs norms or products of whole parameters, one parameter after the other,
  /// made of tensor operations, which give the same bits everywhere.
  ///
  /// - Parameter rule: the new parameter; may change what is remembered of it.
  mutating func compose(
    _ parameters: inout [Tensor], _ gradients: [Tensor], _ paths: [String], scale: Double,
    weightDecay: Double,
    _ rule: (
      _ parameter: Tensor, _ gradient: Tensor, _ slots: inout [Tensor], _ rate: Double,
      _ weightDecay: Double
    ) -> Tensor
  ) {
    for index in parameters.indices {
      let group = group(index, paths)
      if group?.isFrozen == true || parameters[index].count == 0 { continue }
      var slots = state.slots.map { $0.tensors[index] }
      let gradient = gradients[index].detached()
      parameters[index] = withoutGradient {
        rule(
          parameters[index].detached(), scale == 1 ? gradient : gradient * scale, &slots,
          learningRate * (group?.rateFactor ?? 1), group?.weightDecay ?? weightDecay)
      }
      for slot in slots.indices { state.slots[slot].tensors[index] = slots[slot] }
    }
  }
}

extension Tensor {
  /// The root of the sum of squares, in float64 whatever the type.
  var magnitude: Double { Kernels.sumsOfSquares([self])[0].squareRoot() }
}
