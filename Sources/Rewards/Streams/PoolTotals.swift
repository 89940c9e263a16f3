// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Where the units of one token of a ``RewardPool`` are, in base units.
public struct PoolTotals: Sendable, Hashable {
  /// What the streams have emitted by the pool's time, and what of stopped ones was.
  public let emitted: UInt256
  /// Emitted since the last boundary, to be distributed at the next.
  public let accruing: UInt256
  /// Emitted while nobody had weight, and still here.
  public let carry: UInt256
  /// Carry that went into new streams, or out of the pool.
  public let carryTaken: UInt256
  /// Paid to accounts.
  public let paid: UInt256
  /// Distributed and not paid: what accounts can claim, and the fractions of units that nobody can
  /// claim yet.
  public let owed: UInt256
  /// Promised by running streams and not emitted.
  public let toBeEmitted: UInt256
  /// What the pool holds.
  public let funds: UInt256
  /// What has been emitted and is not covered by what the pool holds.
  public let debt: UInt256
}

extension RewardPool {
  /// Where the units of a token are.
  ///
  /// - Throws: ``StreamError/unknownToken(_:)``.
  /// - Complexity: O(s) for s streams.
  public func totals(of token: Address) throws(StreamError) -> PoolTotals {
    let accrual = tokens[try place(of: token)]
    let accruing = accrual.accruing(by: time)
    let emitted = accrual.emitted + accruing - accrual.pot
    let outstanding = accrual.outstanding + accruing - accrual.pot
    return PoolTotals(
      emitted: UInt256(narrow: emitted), accruing: UInt256(narrow: accruing),
      carry: UInt256(narrow: accrual.carry),
      carryTaken: UInt256(narrow: accrual.restreamed + accrual.carryWithdrawn),
      paid: UInt256(narrow: accrual.paid),
      owed: UInt256(narrow: outstanding - accruing - accrual.carry),
      toBeEmitted: UInt256(narrow: accrual.promised - emitted),
      funds: UInt256(narrow: accrual.funds),
      debt: UInt256(narrow: outstanding > accrual.funds ? outstanding - accrual.funds : 0))
  }

  /// The reward tokens, by address.
  public var rewardTokens: [Address] { tokens.map(\.token) }
}
