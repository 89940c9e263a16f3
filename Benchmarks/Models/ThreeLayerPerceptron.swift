// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// 784-512-512-10 with relus between.
struct ThreeLayerPerceptron: Layer {
  var first: Linear
  var second: Linear
  var third: Linear

  init(key: RandomKey) {
    let keys = key.split(into: 3)
    first = Linear(inputs: 784, outputs: 512, key: keys[0])
    second = Linear(inputs: 512, outputs: 512, key: keys[1])
    third = Linear(inputs: 512, outputs: 10, key: keys[2])
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    third(second(first(x).relu()).relu())
  }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("first", &first)
    visit("second", &second)
    visit("third", &third)
  }
}
