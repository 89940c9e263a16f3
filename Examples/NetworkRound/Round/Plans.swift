// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import PeerTraining

/// How the model is trained, both ways: the best settings of `NetworkRound --search`.
enum Plans {
  static let hiddenUnits = 128

  static func base() throws -> SynchronousPlan {
    try SynchronousPlan(batchSize: 1436, learningRate: 0.02)
  }

  static func coordinated() throws -> LocalStepsPlan {
    try LocalStepsPlan(localSteps: 40, overlapSteps: 0, batchSize: 32, learningRate: 0.01)
  }
}
