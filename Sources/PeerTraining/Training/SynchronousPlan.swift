// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Synchronous data parallel training: every step averages the gradients of all peers.
///
/// The base that η is measured against.
public struct SynchronousPlan: Sendable {
  /// Samples of one step, over all peers.
  public let batchSize: Int
  /// Adam's step size.
  public let learningRate: Double
  /// How gradients travel.
  public let codec: any VectorCodec

  /// Creates a plan.
  ///
  /// - Throws: `TrainingError.invalidSetting` where the batch is empty or above 2³¹, or the rate is not
  ///   positive.
  public init(
    batchSize: Int, learningRate: Double, codec: any VectorCodec = Float32Codec()
  ) throws(TrainingError) {
    // A contribution says in 32 bits how many samples stand behind it.
    guard (1...(1 << 31)).contains(batchSize) else {
      throw .invalidSetting("a batch of \(batchSize) samples: not in 1 ... 2147483648")
    }
    guard learningRate > 0, learningRate.isFinite else {
      throw .invalidSetting("a learning rate of \(learningRate)")
    }
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.codec = codec
  }

  /// As `synchronous, batch 256, rate 0.004, float32`.
  public var name: String {
    "synchronous, batch \(batchSize), rate \(learningRate), \(codec.name)"
  }
}
