// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// The one stake of one GPU: what is bonded and what is on its way out.
public struct GPUStake: Sendable, Hashable {
  /// Who registered what.
  public let registration: GPURegistration
  /// Base units that stand for the GPU now.
  public internal(set) var bonded: UInt256 = .zero
  /// Base units that were bonded when the open round began, after every slash since.
  public internal(set) var bondedAtRoundStart: UInt256 = .zero
  /// What is unbonding, by ascending round.
  public internal(set) var unbonding: [UnbondingEntry] = []
  /// The faults it was slashed for and that evidence might still be brought for, ascending.
  public internal(set) var slashedFaults: [SlashedFault] = []

  /// The stake that counts in the open round if it closes now: what was active all through it.
  ///
  /// A new stake therefore earns from the next round, and stake that only visits a round earns
  /// nothing in it.
  public var rewardable: UInt256 { min(bondedAtRoundStart, bonded) }

  /// Base units in all entries of ``unbonding``.
  ///
  /// - Complexity: O(u) in the number of entries.
  public var unbondingTotal: UInt256 {
    // A GPU holds at most `StakeRegistry.maximumStake`, 2¹²⁸ − 1: this sum cannot overflow.
    unbonding.reduce(into: .zero) { $0 += $1.amount }
  }

  /// Base units of this stake: bonded and unbonding.
  ///
  /// - Complexity: O(u) in the number of unbonding entries.
  public var held: UInt256 { bonded + unbondingTotal }

  /// Base units that may be withdrawn in `round`.
  ///
  /// - Complexity: O(u) in the number of unbonding entries.
  public func matured(in round: Round) -> UInt256 {
    unbonding.reduce(into: .zero) { if $1.maturesIn <= round { $0 += $1.amount } }
  }
}
