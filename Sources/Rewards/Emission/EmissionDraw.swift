// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What one round was given. Amounts are base units.
///
/// `debtBefore + due == budget − fees passed on + debt`, and with fees nothing of them is lost:
/// ``burned`` and ``passedOn`` are all of them.
public struct EmissionDraw: Sendable, Hashable, Codable {
  /// The round.
  public let round: Round
  /// What the rule says the round is due, from new units or the pool.
  public let due: UInt256
  /// What of that and of earlier debt was paid.
  public let drawn: UInt256
  /// Fees that go on to the round.
  public let passedOn: UInt256
  /// Fees that are burned.
  public let burned: UInt256
  /// What the supply cap cut off; it is not due any more.
  public let cut: UInt256
  /// What was owed before and is owed now.
  public let debtBefore: UInt256
  /// What is owed once the round is paid.
  public let debt: UInt256

  /// The round's budget: what was drawn and the fees that go on.
  public var budget: UInt256 { drawn + passedOn }
}
