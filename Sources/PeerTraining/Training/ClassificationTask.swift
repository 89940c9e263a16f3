// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// Classification by cross entropy: rows of features, whole-number labels.
public struct ClassificationTask<Model: Layer>: TrainingTask {
  /// What batches are drawn by.
  public let key: RandomKey
  private let shards: [LabelledRows]
  private let heldOut: LabelledRows
  private let model: Model

  /// Creates a task.
  ///
  /// - Parameters:
  ///   - model: the model to start from; its input is [rows, features], its output [rows, classes].
  ///   - shards: the rows that each peer holds, by rank.
  ///   - heldOut: the rows that no peer trains on.
  ///   - key: what batches are drawn by.
  public init(model: Model, shards: [LabelledRows], heldOut: LabelledRows, key: RandomKey) {
    self.model = model
    self.shards = shards
    self.heldOut = heldOut
    self.key = key
  }

  /// How many shards there are.
  public var peerCount: Int { shards.count }
  /// The starting model.
  public func makeModel() -> Model { model }
  /// Rows of a shard.
  public func sampleCount(of peer: Int) -> Int { shards[peer].count }

  /// Mean cross entropy of the rows' labels under the model's logits.
  public func loss(of model: Model, peer: Int, samples: [Int]) -> Tensor {
    let batch = shards[peer].gather(samples)
    return .crossEntropy(logits: model(batch.features), labels: batch.labels)
  }

  /// Mean cross entropy and right answers on the held-out rows.
  public func evaluate(_ model: Model) -> Evaluation {
    withoutGradient {
      let logits = model(heldOut.features)
      let answers = logits.argmax(axis: 1).scalars(as: Int64.self)
      let correct = zip(answers, heldOut.labelScalars).count { Int($0) == Int($1) }
      return Evaluation(
        loss: Double(
          Tensor.crossEntropy(logits: logits, labels: heldOut.labels).scalars(as: Float.self)[0]),
        correct: correct, count: heldOut.count)
    }
  }
}
