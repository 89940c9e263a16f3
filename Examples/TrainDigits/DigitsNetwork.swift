// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// A small convolutional network for images of 8 × 8 pixels.
struct DigitsNetwork: Layer {
  var first: Conv2d
  var second: Conv2d
  var pooling = MaxPooling(2)
  var dropout = Dropout(0.3)
  var output: Linear

  init(key: RandomKey) {
    let keys = key.split(into: 3)
    first = Conv2d(inputs: 1, outputs: 16, kernel: 3, padding: 1, key: keys[0])
    second = Conv2d(inputs: 16, outputs: 32, kernel: 3, padding: 1, key: keys[1])
    output = Linear(inputs: 32 * 4 * 4, outputs: 10, key: keys[2])
  }

  /// [examples, 10] for [examples, 64].
  func callAsFunction(_ pixels: Tensor) -> Tensor {
    let images = pixels.reshaped(to: [pixels.shape[0], 1, 8, 8])
    let features = pooling(second(first(images).relu()).relu())
    return output(dropout(features.flattened(from: 1)))
  }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("first", &first)
    visit("second", &second)
    visit("output", &output)
  }
}
