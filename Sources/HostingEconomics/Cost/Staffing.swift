// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Who looks after the machines.
public struct Staffing: Sendable, Hashable, Codable {
  /// What an engineer costs, employer's contributions included.
  public var cost: USDPerYear
  /// How many GPUs one engineer looks after.
  public var gpusPerEngineer: Double

  /// Creates a staffing; the cost model checks it.
  public init(cost: USDPerYear, gpusPerEngineer: Double) {
    self.cost = cost
    self.gpusPerEngineer = gpusPerEngineer
  }

  func check() throws(EconomicsError) {
    try requireNotNegative("the cost of an engineer in dollars", cost.perUnit.double)
    try requirePositive("the GPUs per engineer", gpusPerEngineer)
  }
}
