// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import HostingEconomics

/// What a whole token is worth, round by round.
public struct PricePath: Sendable, Hashable {
  /// The first price.
  public var start: USD
  /// Drift per year.
  public var drift: Double
  /// Volatility per square root of a year.
  public var volatility: Double
  /// How strongly the price gives way to what is minted and not burned: in each round its logarithm
  /// falls by this times (mint − burn)/supply. 0 is a price that knows nothing of the network.
  public var pressure: Double

  /// Creates a path; the scenario checks it.
  public init(start: USD, drift: Double = 0, volatility: Double = 0, pressure: Double = 0) {
    self.start = start
    self.drift = drift
    self.volatility = volatility
    self.pressure = pressure
  }
}
