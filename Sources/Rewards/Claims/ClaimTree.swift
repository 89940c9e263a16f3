// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// The claims of a round in one hash: every account can prove its own with a few hashes.
///
/// ```swift
/// let tree = try ClaimTree(domain: network, round: Round(7), claims: claims, threads: 2)
/// let proof = try tree.proof(for: alice)
/// proof.isValid(under: tree.root)  // true
/// ```
///
/// With ‖ for concatenation, and the layout of `MerkleTree`:
/// - leaf: keccak(0x00 ‖ domain, 32 ‖ round, 8 ‖ account, 20 ‖ cumulative amount, 32)
/// - node: keccak(0x01 ‖ left ‖ right), the position kept
/// - root: keccak(0x02 ‖ number of leaves, 8 ‖ top)
///
/// The first byte keeps nodes from passing for leaves, the domain proofs of one network or token from
/// passing in another, the round those of one round in another.
public struct ClaimTree: Sendable {
  /// What the leaves commit to.
  public let root: ClaimRoot
  /// The claims, by account, ascending: their positions in the tree.
  public let claims: [Claim]
  /// What all claims sum to, in base units.
  public let total: UInt256
  private let levels: HashLevels

  /// Builds the tree.
  ///
  /// - Parameters:
  ///   - domain: a digest that no other network and token has.
  ///   - round: the round after which the amounts hold.
  ///   - claims: cumulative amounts, in any order; ascending by account is fastest.
  ///   - threads: how many threads may work at a time; the tree does not depend on it.
  /// - Throws: ``ClaimError/accountIsZero``, ``ClaimError/duplicateAccount(_:)``,
  ///   ``ClaimError/totalBeyondRange``.
  /// - Precondition: `threads` is at least 1.
  /// - Complexity: O(n) hashes for n claims, O(n log n) comparisons where they are not ascending.
  public init(
    domain: Digest, round: Round, claims: [Claim], threads: Int = 1
  ) throws(ClaimError) {
    let (ordered, total) = try claims.ordered()
    var prefix = Keccak256.Hasher()
    prefix.update(0x00)
    prefix.update(domain)
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      prefix.update(UInt8(truncatingIfNeeded: round.number >> shift))
    }
    let levels = HashLevels(count: ordered.count, threads: threads) { [prefix] index in
      Self.leafHash(ordered[index], after: prefix)
    }
    self.claims = ordered
    self.total = total
    self.levels = levels
    root = ClaimRoot(
      domain: domain, round: round, leafCount: UInt64(ordered.count), digest: levels.root)
  }

  /// The proof of an account's claim.
  ///
  /// - Throws: ``ClaimError/noClaim(_:_:)``.
  /// - Complexity: O(log n).
  public func proof(for account: Address) throws(ClaimError) -> ClaimProof {
    var low = 0
    var high = claims.count
    while low < high {
      let middle = low + (high - low) / 2
      if claims[middle].account < account { low = middle + 1 } else { high = middle }
    }
    guard low < claims.count, claims[low].account == account else {
      throw .noClaim(account, root.round)
    }
    return ClaimProof(
      domain: root.domain, round: root.round, claim: claims[low], path: levels.proof(at: low))
  }

  /// The account and the amount in 52 bytes, behind what all leaves of a round have in common.
  private static func leafHash(_ claim: Claim, after prefix: Keccak256.Hasher) -> Digest {
    let account = claim.account
    let limbs = claim.amount.limbs
    var hasher = prefix
    hasher.update(
      Digest(
        account.word0, account.word1, UInt64(account.word2) << 32 | limbs.3 >> 32,
        limbs.3 << 32 | limbs.2 >> 32))
    for word in [limbs.2 << 32 | limbs.1 >> 32, limbs.1 << 32 | limbs.0 >> 32] {
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        hasher.update(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    for shift in stride(from: UInt64(24), through: 0, by: -8) {
      hasher.update(UInt8(truncatingIfNeeded: limbs.0 >> shift))
    }
    return hasher.finalize()
  }
}
