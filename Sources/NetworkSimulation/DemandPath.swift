// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import HostingEconomics

/// What buyers would spend on compute, round by round.
public enum DemandPath: Sendable, Hashable {
  /// A beginning that grows by a yearly factor, swings over the year and walks at random:
  /// D0·(1+g)^t·(1 + a·sin 2πt)·e^(walk), t in years.
  case growing(perRound: USD, growthPerYear: Double, season: Double, volatility: Double)
  /// As it was recorded; its last value holds on.
  case recorded([USD])

  func check() throws(SimulationError) {
    switch self {
    case .growing(let first, let growth, let season, let volatility):
      guard !first.isNegative, growth.isFinite, growth > -1, growth <= 1000,
        (0...1).contains(season), (0...10).contains(volatility)
      else {
        throw .scenario(
          "A demand of \(first) growing by \(growth), swinging by \(season), walking by "
            + "\(volatility) is none.")
      }
    case .recorded(let values):
      guard !values.isEmpty, !values.contains(where: \.isNegative) else {
        throw .scenario("A recorded demand has a value, and none below zero.")
      }
    }
  }
}
