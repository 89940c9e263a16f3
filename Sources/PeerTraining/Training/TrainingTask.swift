// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// What peers train together: a model, the samples each peer holds, and a held-out set.
///
/// Everything here is deterministic, and safe to call from several tasks at once.
public protocol TrainingTask: Sendable {
  /// The model that is trained.
  associatedtype Model: Module

  /// How many peers hold samples.
  var peerCount: Int { get }
  /// What batches are drawn by.
  var key: RandomKey { get }
  /// The model that every peer starts from: each call gives the same one.
  func makeModel() -> Model
  /// How many samples `peer` holds.
  func sampleCount(of peer: Int) -> Int
  /// Mean loss of `model` over some samples of `peer`: a scalar.
  ///
  /// - Parameters:
  ///   - model: the model, with the parameters to be judged.
  ///   - peer: rank of the peer.
  ///   - samples: indices below `sampleCount(of: peer)`.
  func loss(of model: Model, peer: Int, samples: [Int]) -> Tensor
  /// Measures `model` on samples that no peer trains on.
  func evaluate(_ model: Model) -> Evaluation
}

/// A model's answers on held-out samples.
public struct Evaluation: Sendable, Hashable, Codable {
  /// Mean loss.
  public let loss: Double
  /// Samples answered rightly.
  public let correct: Int
  /// Samples asked.
  public let count: Int

  /// Creates an evaluation.
  public init(loss: Double, correct: Int, count: Int) {
    self.loss = loss
    self.correct = correct
    self.count = count
  }

  /// Share of right answers, 0 where nothing was asked.
  public var accuracy: Double { count == 0 ? 0 : Double(correct) / Double(count) }
}
