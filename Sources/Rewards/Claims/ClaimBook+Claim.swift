// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension ClaimBook {
  /// Pays a claim.
  ///
  /// - Parameters:
  ///   - proof: from the tree of any round settled by claims here, or from a foreign one.
  ///   - account: who claims.
  /// - Returns: base units to pay; zero where they were paid before, which is not an error.
  /// - Throws: ``ClaimError/anotherNetwork(_:expected:)``, ``ClaimError/anotherAccount(_:expected:)``,
  ///   ``ClaimError/accountIsZero``,
  ///   ``ClaimError/unknownRound(_:)``, ``ClaimError/settledElsewhere(_:through:)``,
  ///   ``ClaimError/proofRefused(_:_:)``, ``ClaimError/aboveRemaining(_:due:remaining:)``.
  /// - Complexity: O(log n) hashes for n claims in the tree.
  public mutating func claim(
    _ proof: ClaimProof, for account: Address
  ) throws(ClaimError) -> UInt256 {
    let settled = try verified(proof, account)
    let amount = proof.claim.amount
    if settled.channel == .foreignRoot {
      guard let pot = pots[settled.round] else { throw .unknownRound(settled.round) }
      let claimed = pot.claimed(by: account)
      if amount <= claimed { return .zero }
      let due = amount - claimed
      try require(due, pot.remaining, settled.round)
      pots[settled.round]?.pay(due, to: account)
      totals.foreignPaid += due
      return due
    }
    guard let number = accounts.number(of: account) else {
      throw .proofRefused(settled.round, account)
    }
    let claimed = rows[number].claimed
    if amount <= claimed { return .zero }
    let due = amount - claimed
    // The book made the tree, so this holds; a state from outside cannot break it either.
    try require(due, rows[number].local - claimed, settled.round)
    rows[number].claimed = amount
    totals.localPaid += due
    return due
  }

  /// Pays a claim if its proof is of the round that is meant.
  ///
  /// - Throws: ``ClaimError/anotherRound(_:expected:)``, and as ``claim(_:for:)``.
  /// - Complexity: as ``claim(_:for:)``.
  public mutating func claim(
    _ proof: ClaimProof, for account: Address, of round: Round
  ) throws(ClaimError) -> UInt256 {
    if proof.round != round { throw .anotherRound(proof.round, expected: round) }
    return try claim(proof, for: account)
  }

  /// What a proof would pay now.
  ///
  /// - Throws: as ``claim(_:for:)``.
  /// - Complexity: as ``claim(_:for:)``.
  public func due(_ proof: ClaimProof, for account: Address) throws(ClaimError) -> UInt256 {
    var copy = self
    return try copy.claim(proof, for: account)
  }

  /// What an account has not claimed yet of the rounds settled by claims here, in base units.
  ///
  /// - Complexity: O(1).
  public func claimable(by account: Address) -> UInt256 {
    accounts.number(of: account).map { rows[$0].local - rows[$0].claimed } ?? .zero
  }

  /// What is left for the root of a round: of a foreign one what is in its pot; of the last round
  /// settled by claims here what nobody has claimed of it and its predecessors, into which those
  /// pass; otherwise zero.
  ///
  /// - Throws: ``ClaimError/unknownRound(_:)``.
  /// - Complexity: O(log r) for r rounds.
  public func remaining(of round: Round) throws(ClaimError) -> UInt256 {
    switch try settledRound(round).channel {
    case .foreignRoot: pots[round]?.remaining ?? .zero
    case .localClaims:
      rounds.last { $0.channel == .localClaims }?.round == round
        ? totals.local - totals.localPaid : .zero
    default: .zero
    }
  }

  /// Hands out the next payments of the rounds that are paid directly, each exactly once.
  ///
  /// - Parameter limit: how many at most, up to ``paymentLimit``.
  /// - Returns: the payments, by round and account; none where none wait.
  /// - Throws: ``ClaimError/batchOutOfRange(_:limit:)``.
  /// - Complexity: O(`limit`).
  public mutating func takePayments(limit: Int) throws(ClaimError) -> [Claim] {
    guard (1...Self.paymentLimit).contains(limit) else {
      throw .batchOutOfRange(limit, limit: Self.paymentLimit)
    }
    let end = Swift.min(payments.count, paidCount + limit)
    let batch = (paidCount..<end).map { payments[$0] }
    for payment in batch { totals.directPaid += payment.amount }
    paidCount = end
    if paidCount == payments.count {
      payments.removeAll()
      paidCount = 0
    }
    return batch
  }

  /// How many payments wait.
  public var waitingPayments: Int { payments.count - paidCount }

  private func require(
    _ due: UInt256, _ remaining: UInt256, _ round: Round
  ) throws(ClaimError) {
    if due > remaining { throw .aboveRemaining(round, due: due, remaining: remaining) }
  }

  /// The round of a proof that leads to its root.
  private func verified(
    _ proof: ClaimProof, _ account: Address
  ) throws(ClaimError) -> ClaimRound {
    guard proof.domain == domain else {
      throw .anotherNetwork(proof.domain, expected: domain)
    }
    guard proof.claim.account == account else {
      throw .anotherAccount(proof.claim.account, expected: account)
    }
    if account.isZero { throw .accountIsZero }
    let settled = try settledRound(proof.round)
    guard settled.channel == .localClaims || settled.channel == .foreignRoot else {
      throw .settledElsewhere(settled.round, through: settled.channel)
    }
    let root = ClaimRoot(
      domain: domain, round: settled.round, leafCount: settled.count, digest: settled.root)
    guard proof.isValid(under: root) else { throw .proofRefused(settled.round, account) }
    return settled
  }
}
