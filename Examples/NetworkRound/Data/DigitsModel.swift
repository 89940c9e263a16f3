// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// A perceptron with one hidden layer: 64 pixels, hidden units with ReLU, 10 digits.
struct DigitsModel: Layer {
  var hidden: Linear
  var output: Linear

  init(hiddenUnits: Int, key: RandomKey) {
    hidden = Linear(
      inputs: DigitsData.width, outputs: hiddenUnits, key: key.child(1))
    output = Linear(
      inputs: hiddenUnits, outputs: DigitsData.classes, key: key.child(2))
  }

  func callAsFunction(_ pixels: Tensor) -> Tensor {
    output(hidden(pixels).relu())
  }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("hidden", &hidden)
    visit("output", &output)
  }
}
