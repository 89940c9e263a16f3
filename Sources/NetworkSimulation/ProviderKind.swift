// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import HostingEconomics

/// A kind of provider: what its GPU costs and can do, and how many of the candidates are of it.
public struct ProviderKind: Sendable, Hashable {
  /// Its name in reports.
  public var name: String
  /// What its GPU costs; the utilisation in it is set to what the market gives, round by round.
  public var cost: CostModel
  /// What it can do, in units of a reference GPU's thousandth: an H100 may be 1000, a 4090 170.
  public var capacity: UInt64
  /// How many of the candidates are of this kind, as a weight.
  public var weight: Double
  /// Whole tokens staked on each GPU.
  public var stake: UInt64

  /// Creates a kind; the scenario checks it.
  public init(name: String, cost: CostModel, capacity: UInt64, weight: Double, stake: UInt64) {
    self.name = name
    self.cost = cost
    self.capacity = capacity
    self.weight = weight
    self.stake = stake
  }
}
