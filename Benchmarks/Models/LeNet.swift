// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// Two convolutions with pooling and three layers over images of 28 × 28 (LeCun et al. 1998), with relus.
struct LeNet: Layer {
  var firstKernels: Tensor
  var firstBias = Tensor.zeros([6])
  var secondKernels: Tensor
  var secondBias = Tensor.zeros([16])
  var layers: [Linear]

  init(key: RandomKey) {
    let keys = key.split(into: 5)
    firstKernels = .randomNormal([6, 1, 5, 5], standardDeviation: 0.2, key: keys[0])
    secondKernels = .randomNormal([16, 6, 5, 5], standardDeviation: 0.1, key: keys[1])
    layers = zip([(400, 120), (120, 84), (84, 10)], keys[2...]).map {
      Linear(inputs: $0.0, outputs: $0.1, key: $1)
    }
  }

  func callAsFunction(_ images: Tensor) -> Tensor {
    var x = images.conv2d(firstKernels, bias: firstBias, padding: 2).relu().maxPool(2)
    x = x.conv2d(secondKernels, bias: secondBias).relu().maxPool(2)
    x = x.reshaped(to: [x.shape[0], 400])
    return layers[2](layers[1](layers[0](x).relu()).relu())
  }

  mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("first.kernels", &firstKernels)
    visit("first.bias", &firstBias)
    visit("second.kernels", &secondKernels)
    visit("second.bias", &secondBias)
    visit("layers", &layers)
  }
}
