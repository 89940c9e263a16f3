// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import PeerTraining

/// How the model is trained, both ways, chosen from what `NetworkRound --search` prints.
///
/// The base has the best median of its grid, int8 on its line included. Ours has not: more local steps
/// reach the target in one exchange, but in some runs need a second and then twice the time.
enum Plans {
  static let hiddenUnits = 128

  static func base() throws -> SynchronousPlan {
    try SynchronousPlan(batchSize: 1436, learningRate: 0.02, codec: Int8Codec())
  }

  static func coordinated() throws -> LocalStepsPlan {
    try LocalStepsPlan(localSteps: 40, overlapSteps: 0, batchSize: 32, learningRate: 0.01)
  }
}
