// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Chooses what a loss is multiplied by so that gradients in a narrow type neither vanish nor overflow
/// (Micikevicius and others 2018, https://arxiv.org/abs/1710.03740), as `torch.amp.GradScaler`.
///
/// The scale is halved whenever a gradient is not finite, and doubled after many steps without one. Scales
/// are powers of two where the first and the factors are, so that scaling rounds nothing.
public struct LossScaler: Sendable, Hashable, Codable {
  /// What the loss is multiplied by.
  public private(set) var scale: Double
  /// What the scale is multiplied by after ``interval`` good steps.
  public var growth: Double
  /// What the scale is multiplied by after a bad step.
  public var backoff: Double
  /// Good steps before the scale grows.
  public var interval: Int
  /// Good steps since the scale changed.
  public private(set) var goodSteps = 0
  /// Steps that were left out.
  public private(set) var skippedSteps = 0

  /// A scaler that has seen no step.
  ///
  /// - Parameters:
  ///   - scale: the first scale; above 0.
  ///   - growth: what it is multiplied by after `interval` good steps; at least 1.
  ///   - backoff: what it is multiplied by after a bad step; in 0..<1.
  ///   - interval: good steps before it grows; above 0.
  public init(
    scale: Double = 65536, growth: Double = 2, backoff: Double = 0.5, interval: Int = 2000
  ) {
    precondition(scale > 0 && scale.isFinite, "a loss times \(scale)")
    precondition(growth >= 1 && backoff > 0 && backoff < 1 && interval > 0)
    self.scale = scale
    self.growth = growth
    self.backoff = backoff
    self.interval = interval
  }

  /// Says what became of a step.
  ///
  /// - Parameter isFinite: whether all gradients were finite; otherwise the step must be left out.
  public mutating func observe(isFinite: Bool) {
    if isFinite {
      goodSteps += 1
      guard goodSteps >= interval else { return }
      goodSteps = 0
      // A scale that float32 cannot hold would make every loss infinite.
      scale = Swift.min(scale * growth, 0x1p100)
    } else {
      goodSteps = 0
      skippedSteps += 1
      scale = Swift.max(scale * backoff, 0x1p-100)
    }
  }

  /// Goes on where another scaler stood.
  mutating func restore(scale: Double, goodSteps: Int, skippedSteps: Int) {
    self.scale = scale
    self.goodSteps = goodSteps
    self.skippedSteps = skippedSteps
  }
}
