// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension ClaimBook {
  /// Settles a round by claims here.
  ///
  /// - Parameters:
  ///   - round: later than every settled one.
  ///   - amounts: what each account gets of this round; amounts of zero are left out.
  ///   - threads: how many threads may hash at a time.
  /// - Returns: the tree of the cumulative amounts of *all* accounts that ever had a claim here; the
  ///   book keeps its root. Publish it, or ask for it again with ``latestTree(threads:)``.
  /// - Throws: ``ClaimError/roundAlreadySettled(_:through:)``,
  ///   ``ClaimError/roundOutOfOrder(_:last:)``, ``ClaimError/accountIsZero``,
  ///   ``ClaimError/duplicateAccount(_:)``, ``ClaimError/totalBeyondRange``.
  /// - Complexity: O(n) hashes for n accounts ever, O(n log n) comparisons.
  public mutating func settleByClaims(
    _ round: Round, _ amounts: [Claim], threads: Int = 1
  ) throws(ClaimError) -> ClaimTree {
    let (claims, total) = try accept(round, amounts)
    var next = self
    next.totals.local += total
    for claim in claims {
      let number = next.enter(claim.account)
      next.rows[number].local += claim.amount
    }
    let tree = try ClaimTree(
      domain: domain, round: round, claims: next.cumulative(\.local), threads: threads)
    next.rounds.append(
      ClaimRound(
        round: round, channel: .localClaims, root: tree.root.digest, count: tree.root.leafCount,
        total: total))
    self = next
    return tree
  }

  /// Settles a round by claims under a root that somebody else made.
  ///
  /// Its proofs pay out of `funds` and out of nothing else; amounts of it are its own and are not
  /// cumulative with those of other rounds.
  ///
  /// - Parameters:
  ///   - root: the root, of this book's domain.
  ///   - funds: base units it can pay in all.
  /// - Throws: ``ClaimError/anotherNetwork(_:expected:)``, and as ``settleByClaims(_:_:threads:)``.
  /// - Complexity: O(1).
  public mutating func settleByForeignRoot(
    _ root: ClaimRoot, funds: UInt256
  ) throws(ClaimError) {
    guard root.domain == domain else {
      throw .anotherNetwork(root.domain, expected: domain)
    }
    _ = try accept(root.round, [])
    try requireRoom(for: funds)
    totals.foreign += funds
    pots[root.round] = RootPot(funded: funds)
    rounds.append(
      ClaimRound(
        round: root.round, channel: .foreignRoot, root: root.digest, count: root.leafCount,
        total: funds))
  }

  /// Settles a round by a Uniswap `MerkleDistributor`, which holds the amounts of this round alone:
  /// that contract knows nothing of earlier ones.
  ///
  /// - Returns: what the contract is made with. The book keeps its root; the units have to be sent to
  ///   the contract.
  /// - Throws: as ``settleByClaims(_:_:threads:)``.
  /// - Complexity: O(n) hashes, O(n log n) comparisons.
  public mutating func settleByUniswapExport(
    _ round: Round, _ amounts: [Claim]
  ) throws(ClaimError) -> UniswapDistribution {
    let (claims, total) = try accept(round, amounts)
    let export = UniswapDistribution(ordered: claims, total: total)
    totals.exported += total
    rounds.append(
      ClaimRound(
        round: round, channel: .uniswapExport, root: export.root, count: UInt64(claims.count),
        total: total))
    return export
  }

  /// Settles a round by an EigenLayer `RewardsCoordinator`, which pays cumulative amounts: those of
  /// all rounds settled this way.
  ///
  /// - Parameters:
  ///   - round: the round, settled by no other channel.
  ///   - amounts: what each account earned in the round, in base units.
  ///   - token: the token's address on that chain, the same in every round.
  /// - Returns: the tree to post. The book keeps its root; the round's units have to be sent to the
  ///   contract.
  /// - Throws: ``ClaimError/anotherToken(_:expected:)``, and as ``settleByClaims(_:_:threads:)``.
  /// - Complexity: O(n) hashes for n accounts ever, O(n log n) comparisons.
  public mutating func settleByEigenLayerExport(
    _ round: Round, _ amounts: [Claim], token: Address
  ) throws(ClaimError) -> EigenLayerDistribution {
    let (claims, total) = try accept(round, amounts)
    if token.isZero { throw .accountIsZero }
    if let exportToken, exportToken != token {
      throw .anotherToken(token, expected: exportToken)
    }
    var next = self
    next.exportToken = token
    next.totals.exported += total
    for claim in claims {
      let number = next.enter(claim.account)
      next.rows[number].exported += claim.amount
    }
    let export = try EigenLayerDistribution(
      token: token, cumulative: next.cumulative(\.exported))
    next.rounds.append(
      ClaimRound(
        round: round, channel: .eigenLayerExport, root: export.root,
        count: UInt64(export.claims.count), total: total))
    self = next
    return export
  }

  /// Settles a round by paying each account; ``takePayments(limit:)`` hands the payments out.
  ///
  /// - Throws: ``ClaimError/tooManyPayments(_:limit:)``, and as ``settleByClaims(_:_:threads:)``.
  /// - Complexity: O(n log n) for n accounts.
  public mutating func settleByPayment(
    _ round: Round, _ amounts: [Claim]
  ) throws(ClaimError) {
    if amounts.count > Self.paymentLimit {
      throw .tooManyPayments(amounts.count, limit: Self.paymentLimit)
    }
    let (claims, total) = try accept(round, amounts)
    totals.direct += total
    for claim in claims { payments.append(claim) }
    rounds.append(
      ClaimRound(
        round: round, channel: .directPayment, root: .zero, count: UInt64(claims.count),
        total: total))
  }

  /// The tree of the last round settled by claims here, made anew; nil before the first.
  ///
  /// - Complexity: O(n) hashes, O(n log n) comparisons for n accounts.
  public func latestTree(threads: Int = 1) -> ClaimTree? {
    guard let last = rounds.last(where: { $0.channel == .localClaims }) else { return nil }
    return try? ClaimTree(
      domain: domain, round: last.round, claims: cumulative(\.local), threads: threads)
  }

  /// Whether the last root of each cumulative channel is that of the amounts here.
  ///
  /// - Complexity: O(n) hashes for n accounts.
  var rootsAreThoseOfTheAmounts: Bool {
    if let last = rounds.last(where: { $0.channel == .localClaims }) {
      guard let root = latestTree()?.root, root.digest == last.root, root.leafCount == last.count
      else { return false }
    }
    if let last = rounds.last(where: { $0.channel == .eigenLayerExport }) {
      guard let exportToken,
        let export = try? EigenLayerDistribution(
          token: exportToken, cumulative: cumulative(\.exported)),
        export.root == last.root, UInt64(export.claims.count) == last.count
      else { return false }
    }
    return true
  }

  /// What all accounts have cumulatively, those without anything left out.
  private func cumulative(_ part: KeyPath<Row, UInt256>) -> [Claim] {
    var claims: [Claim] = []
    claims.reserveCapacity(accounts.count)
    for number in 0..<accounts.count {
      let amount = rows[number][keyPath: part]
      if !amount.isZero { claims.append(Claim(account: accounts[number], amount: amount)) }
    }
    return claims
  }

  /// The claims of a round that may be settled next, by account, those of zero left out.
  private func accept(
    _ round: Round, _ amounts: [Claim]
  ) throws(ClaimError) -> (claims: [Claim], total: UInt256) {
    try requireNext(round)
    let (claims, total) = try amounts.ordered()
    try requireRoom(for: total)
    return (
      claims.contains { $0.amount.isZero } ? claims.filter { !$0.amount.isZero } : claims, total
    )
  }

  /// Everything ever settled fits into 256 bits, so no sum of parts of it overflows.
  private func requireRoom(for total: UInt256) throws(ClaimError) {
    guard let settled = totals.settled, !settled.addingReportingOverflow(total).overflow else {
      throw .totalBeyondRange
    }
  }
}
