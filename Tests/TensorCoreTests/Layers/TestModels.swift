// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// A small network with everything that has state: parameters, buffers, parts and optional ones.
struct TestNetwork: Layer {
  var input: Linear
  var norm: BatchNorm
  var dropout = Dropout(0.5)
  var blocks: [Linear]
  var output: Linear?

  init(key: RandomKey = RandomKey(seed: 1), dtype: DType = .float32) {
    input = Linear(inputs: 3, outputs: 4, key: key.child(1), dtype: dtype)
    norm = BatchNorm(channels: 4, dtype: dtype)
    blocks = (2..<4).map { Linear(inputs: 4, outputs: 4, key: key.child($0), dtype: dtype) }
    output = Linear(inputs: 4, outputs: 2, hasBias: false, key: key.child(4), dtype: dtype)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let y = blocks.reduce(dropout(norm(input(x)))) { $1($0).tanh() }
    return output?(y) ?? y
  }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("input", &input)
    visit("norm", &norm)
    visit("blocks", &blocks)
    visit("output", &output)
  }
}

/// A parameter that is declared without `@Parameter`.
struct PlainScale: Layer {
  var scale = Tensor.ones([2])

  func callAsFunction(_ x: Tensor) -> Tensor { x * scale }

  mutating func visitParameters(_ visit: ParameterVisitor) { visit("scale", &scale) }
}
