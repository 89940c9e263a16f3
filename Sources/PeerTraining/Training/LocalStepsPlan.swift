// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Coordinated training: peers take local steps and average what they have learnt (local SGD, Stich
/// 2019, https://arxiv.org/abs/1805.09767; DiLoCo, https://arxiv.org/abs/2311.08105; overlap as in
/// Streaming DiLoCo, https://arxiv.org/abs/2501.18512).
public struct LocalStepsPlan: Sendable {
  /// Local steps between two exchanges (H).
  public let localSteps: Int
  /// Local steps that a peer goes on with while an exchange is under way (τ < H). 0 waits for it.
  public let overlapSteps: Int
  /// Samples of one local step of one peer.
  public let batchSize: Int
  /// Adam's step size in local steps.
  public let learningRate: Double
  /// Share of the averaged update that is applied; 1 is plain averaging.
  public let outerLearningRate: Float
  /// Nesterov momentum of the averaged update. With an overlap it is unsafe: old updates are
  /// counted again and the loss turns up.
  public let outerMomentum: Float
  /// How updates travel, with error feedback on both legs.
  public let codec: any VectorCodec

  /// Creates a plan.
  ///
  /// - Throws: `TrainingError.invalidSetting` naming the setting, its value and its range.
  public init(
    localSteps: Int, overlapSteps: Int = 0, batchSize: Int, learningRate: Double,
    outerLearningRate: Float = 1, outerMomentum: Float = 0, codec: any VectorCodec = Int8Codec()
  ) throws(TrainingError) {
    guard (1...1_000_000).contains(localSteps) else {
      throw .invalidSetting("\(localSteps) local steps: not in 1 ... 1000000")
    }
    guard (0..<localSteps).contains(overlapSteps) else {
      throw .invalidSetting(
        "an overlap of \(overlapSteps) steps: not in 0 ..< \(localSteps), the local steps")
    }
    guard batchSize >= 1 else { throw .invalidSetting("a batch of \(batchSize) samples") }
    // A contribution says in 32 bits how many samples stand behind it.
    guard batchSize <= (1 << 31) / localSteps else {
      throw .invalidSetting(
        "\(localSteps) local steps of \(batchSize) samples: more than 2147483648 a round")
    }
    guard learningRate > 0, learningRate.isFinite else {
      throw .invalidSetting("a learning rate of \(learningRate)")
    }
    guard outerLearningRate > 0, outerLearningRate <= 2 else {
      throw .invalidSetting("an outer learning rate of \(outerLearningRate): not in 0 ... 2")
    }
    guard (0..<1).contains(outerMomentum), outerMomentum == 0 || overlapSteps == 0 else {
      throw .invalidSetting(
        "an outer momentum of \(outerMomentum) with an overlap of \(overlapSteps) steps: it must "
          + "be in 0 ..< 1, and 0 where exchanges overlap")
    }
    self.localSteps = localSteps
    self.overlapSteps = overlapSteps
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.outerLearningRate = outerLearningRate
    self.outerMomentum = outerMomentum
    self.codec = codec
  }

  /// As `20 local steps, overlap 5, batch 32, rate 0.004, int8`.
  public var name: String {
    "\(localSteps) local steps, overlap \(overlapSteps), batch \(batchSize), rate "
      + "\(learningRate), \(codec.name)"
  }
}
