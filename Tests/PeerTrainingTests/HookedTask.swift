// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import PeerTraining
import TensorCore

/// A task that can be watched, slowed down, cheated at and answered for by a test.
struct HookedTask<Inner: TrainingTask>: TrainingTask {
  let inner: Inner
  /// Told each peer's samples before they are trained on; what it returns is trained on instead.
  var beforeLoss: @Sendable (_ peer: Int, _ samples: [Int]) -> [Int] = { $1 }
  /// Told each evaluation; what it returns is the evaluation instead.
  var afterEvaluation: @Sendable (Evaluation) -> Evaluation = { $0 }

  /// Told each time a model is asked for.
  var beforeModel: @Sendable () -> Void = {}

  init(_ inner: Inner) { self.inner = inner }

  var peerCount: Int { inner.peerCount }
  var key: RandomKey { inner.key }
  func makeModel() -> Inner.Model {
    beforeModel()
    return inner.makeModel()
  }
  func sampleCount(of peer: Int) -> Int { inner.sampleCount(of: peer) }

  func loss(of model: Inner.Model, peer: Int, samples: [Int]) -> Tensor {
    inner.loss(of: model, peer: peer, samples: beforeLoss(peer, samples))
  }

  func evaluate(_ model: Inner.Model) -> Evaluation { afterEvaluation(inner.evaluate(model)) }
}
