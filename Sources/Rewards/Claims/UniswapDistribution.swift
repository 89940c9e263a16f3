// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// The claims of one round in the form of Uniswap's `MerkleDistributor`
/// (https://github.com/Uniswap/merkle-distributor), so that such a contract pays them.
///
/// With ‖ for concatenation:
/// - leaf: keccak(index, 32 ‖ account, 20 ‖ amount, 32), the index being the place in ``claims``
/// - leaves sorted, each once; a pair is keccak(smaller ‖ greater); a node without a neighbour moves
///   up as it is
///
/// The contract keeps a bit per index and no more: it holds the amounts of *one* round, never
/// cumulative ones. A leaf has 84 bytes and a node 64, so that neither passes for the other.
public struct UniswapDistribution: Sendable {
  /// The root the contract is made with; zero without claims.
  public let root: Digest
  /// The claims by index.
  public let claims: [Claim]
  /// The units the contract has to hold.
  public let total: UInt256
  private let levels: [[Digest]]

  /// Creates a distribution whose indices are the places of the claims as given.
  ///
  /// - Throws: ``ClaimError/accountIsZero``, ``ClaimError/duplicateAccount(_:)``,
  ///   ``ClaimError/totalBeyondRange``.
  /// - Complexity: O(n) hashes, O(n log n) comparisons.
  public init(_ claims: [Claim]) throws(ClaimError) {
    let total = try claims.ordered().total
    self.init(ordered: claims, total: total)
  }

  init(ordered claims: [Claim], total: UInt256) {
    self.claims = claims
    self.total = total
    var level = claims.enumerated().map { Self.leaf($0, $1) }.sorted()
    var levels = [level]
    while level.count > 1 {
      level = stride(from: 0, to: level.count, by: 2).map { place in
        place + 1 < level.count ? Self.pair(level[place], level[place + 1]) : level[place]
      }
      levels.append(level)
    }
    self.levels = levels
    root = level.first ?? .zero
  }

  /// The proof that the contract's `claim` takes for an index.
  ///
  /// - Precondition: there is a claim of that index.
  /// - Complexity: O(log n).
  public func proof(at index: Int) -> [Digest] {
    precondition(claims.indices.contains(index), "There is no claim \(index).")
    let leaf = Self.leaf(index, claims[index])
    var low = 0
    var high = levels[0].count
    while low < high {
      let middle = low + (high - low) / 2
      if levels[0][middle] < leaf { low = middle + 1 } else { high = middle }
    }
    var proof: [Digest] = []
    for level in levels.dropLast() {
      if low ^ 1 < level.count { proof.append(level[low ^ 1]) }
      low /= 2
    }
    return proof
  }

  /// Whether the contract would pay a claim by a proof, the first time.
  ///
  /// - Complexity: O(p) hashes for p digests.
  public static func verifies(
    _ proof: [Digest], index: UInt256, claim: Claim, under root: Digest
  ) -> Bool {
    proof.reduce(leaf(index, claim)) { pair($0, $1) } == root
  }

  private static func leaf(_ index: Int, _ claim: Claim) -> Digest {
    leaf(UInt256(UInt64(index)), claim)
  }

  private static func leaf(_ index: UInt256, _ claim: Claim) -> Digest {
    var bytes = RecordEncoder()
    bytes.write(index)
    bytes.write(claim.account)
    bytes.write(claim.amount)
    return Keccak256.hash(bytes.bytes)
  }

  private static func pair(_ a: Digest, _ b: Digest) -> Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(Swift.min(a, b))
    hasher.update(Swift.max(a, b))
    return hasher.finalize()
  }
}

extension UniswapDistribution: Encodable {
  private enum CodingKeys: String, CodingKey { case merkleRoot, tokenTotal, claims }

  private struct Entry: Encodable {
    let index: Int
    let amount: String
    let proof: [Digest]
  }

  /// Writes the form that Uniswap's scripts write: `merkleRoot`, `tokenTotal`, and by account `index`,
  /// `amount` and `proof`, amounts as hexadecimal text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(root, forKey: .merkleRoot)
    try container.encode(total.hexText, forKey: .tokenTotal)
    var entries: [String: Entry] = [:]
    for (index, claim) in claims.enumerated() {
      entries[claim.account.description] = Entry(
        index: index, amount: claim.amount.hexText, proof: proof(at: index))
    }
    try container.encode(entries, forKey: .claims)
  }
}
