// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What a round's emission depends on besides the rule. Amounts are base units.
public struct EmissionInput: Sendable, Hashable, Codable {
  /// What users paid in the round.
  public let fees: UInt256
  /// Units staked.
  public let staked: UInt256
  /// Units there are.
  public let supply: UInt256

  /// Creates an input; rules look at what they need.
  public init(fees: UInt256 = .zero, staked: UInt256 = .zero, supply: UInt256 = .zero) {
    self.fees = fees
    self.staked = staked
    self.supply = supply
  }
}
