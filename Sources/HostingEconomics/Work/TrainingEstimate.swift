// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How long GPUs train.
public struct TrainingEstimate: Sendable, Hashable {
  /// All operations.
  public var operations: FLOPs
  /// How many GPUs.
  public var gpus: Int
  /// What each really does per second: peak times model FLOP utilisation.
  public var achieved: FLOPRate

  /// Creates an estimate; its results check it.
  public init(operations: FLOPs, gpus: Int, achieved: FLOPRate) {
    self.operations = operations
    self.gpus = gpus
    self.achieved = achieved
  }

  /// The hours of all GPUs together.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func gpuHours() throws(EconomicsError) -> Hours {
    try requireNotNegative("the operations", operations.value)
    try requirePositive("the achieved rate in FLOP/s", achieved.value)
    return (operations / achieved).hours
  }

  /// The hours by the clock.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func duration() throws(EconomicsError) -> Hours {
    try require("the number of GPUs", Double(gpus), in: 1...1e9)
    return try gpuHours() / Double(gpus)
  }

  /// The model FLOP utilisation a whole run of `hours` GPU-hours had.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public static func utilisation(
    operations: FLOPs, gpuHours hours: Hours, peak: FLOPRate
  ) throws(EconomicsError) -> Double {
    try requirePositive("the GPU-hours", hours.value)
    try requirePositive("the peak in FLOP/s", peak.value)
    return operations / (peak * hours.seconds)
  }
}
