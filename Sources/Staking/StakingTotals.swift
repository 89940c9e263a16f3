// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Where every unit that ever came in is: `deposited == bonded + unbonding + withdrawn + slashed`.
public struct StakingTotals: Sendable, Hashable, Codable {
  /// Base units that came in, since the registry opened.
  public internal(set) var deposited: UInt256 = .zero
  /// Base units bonded now, over all GPUs.
  public internal(set) var bonded: UInt256 = .zero
  /// Base units unbonding now, over all GPUs.
  public internal(set) var unbonding: UInt256 = .zero
  /// Base units that left to their owners, since the registry opened.
  public internal(set) var withdrawn: UInt256 = .zero
  /// Base units that went to the slash destination, since the registry opened.
  public internal(set) var slashed: UInt256 = .zero

  /// What is held now: bonded and unbonding.
  ///
  /// - Throws: ``StakingError/arithmetic(_:)`` for a state that no registry reaches.
  public func held() throws(StakingError) -> UInt256 {
    try checked { () throws(ArithmeticError) in try bonded.adding(unbonding) }
  }
}
