// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Rewards
import Staking
import TokenLedger

extension NetworkRun {
  /// Holds the books against each other: every unit of the supply is somewhere, and where it is, is
  /// what the other books say.
  func reconcile(_ round: Int) throws(SimulationError) {
    func equal(_ what: String, _ expected: UInt256, _ found: UInt256) throws(SimulationError) {
      guard expected == found else {
        throw .unbalanced(what, expected: "\(expected)", found: "\(found)", round: round)
      }
    }
    let held = [
      accounts.market, accounts.treasury, accounts.emission, accounts.pool, accounts.vault,
    ].map { token.balance(of: $0) }.reduce(UInt256.zero, +)
    try equal("supply in all accounts", token.totalSupply, held)
    var accrued = UInt256.zero
    for provider in providers { accrued += provider.accrued }
    try equal("pool", token.balance(of: accounts.pool), accrued)
    let totals = registry.totals
    try equal("vault", token.balance(of: accounts.vault), totals.bonded + totals.unbonding)
    try equal("emission", token.balance(of: accounts.emission), carried)
    if let book { try equal("carried", book.carried, carried) }
    try equal(
      "supply as minted less burned", counted("emission", minted0, mintedSoFar, round),
      counted("burned", token.totalSupply, burnedSoFar, round))
  }

  /// Checks every invariant of all three books and that they agree.
  ///
  /// - Throws: ``SimulationError``.
  /// - Complexity: O(n) in the size of the books.
  public func checkInvariants() throws(SimulationError) {
    try booked("token", rows.count) { () throws(LedgerError) in try token.checkInvariants() }
    try booked("stakes", rows.count) { () throws(StakingError) in
      try registry.checkInvariants()
    }
    if let book {
      try booked("rewards", rows.count) { () throws(RewardsError) in try book.checkInvariants() }
    }
    if !rows.isEmpty { try reconcile(rows.count - 1) }
  }
}
