// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import PeerTraining
import TensorCore

/// Two noisy rings to tell apart: small, not linear, and learnt in a second.
enum Rings {
  struct Model: Layer {
    var hidden: Linear
    var output: Linear

    func callAsFunction(_ x: Tensor) -> Tensor { output(hidden(x).relu()) }

    mutating func visitParameters(_ visit: ParameterVisitor) {
      visit("hidden", &hidden)
      visit("output", &output)
    }
  }

  static func task(peers: Int, seed: UInt64 = 1) throws -> ClassificationTask<Model> {
    let key = RandomKey(seed: seed)
    let noise = Tensor.randomNormal([1200, 2], key: key.child(7)).scalars(as: Float.self)
    func rows(_ range: Range<Int>) throws -> LabelledRows {
      var features: [Float] = []
      var labels: [Int32] = []
      for index in range {
        let label = Int32(index % 2)
        let radius: Float = label == 0 ? 0.6 : 1.8
        let (x, y) = (noise[2 * index], noise[2 * index + 1])
        let length = max(1e-3, (x * x + y * y).squareRoot())
        let stretch = radius / length + 0.08
        features += [x * stretch, y * stretch]
        labels.append(label)
      }
      return try LabelledRows(features: features, labels: labels, width: 2)
    }
    return ClassificationTask(
      model: Model(
        hidden: Linear(inputs: 2, outputs: 24, key: key.child(1)),
        output: Linear(inputs: 24, outputs: 2, key: key.child(2))),
      shards: try (0..<peers).map { try rows($0 * 200..<($0 + 1) * 200) },
      heldOut: try rows(1000..<1200), key: key.child(3))
  }

  static let goal = try! TrainingGoal(accuracyPPM: 970_000, maximumExchanges: 60)
}
