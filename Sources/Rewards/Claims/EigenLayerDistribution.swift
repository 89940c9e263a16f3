// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Cumulative earnings in the form of EigenLayer's `RewardsCoordinator`
/// (https://github.com/Layr-Labs/eigenlayer-rewards-proofs), so that such a contract pays them.
///
/// With ‖ for concatenation:
/// - token leaf: keccak(0x01 ‖ token, 20 ‖ cumulative amount, 32), by token, ascending
/// - earner leaf: keccak(0x00 ‖ earner, 20 ‖ root of its token leaves, 32), by earner, ascending
/// - node: keccak(left ‖ right); leaves are filled up with zeros to a power of two
///
/// The contract remembers what it paid of each token to each earner and pays the difference, so the
/// amounts only ever grow.
public struct EigenLayerDistribution: Sendable {
  /// What an earner has earned in all, by token.
  public struct Earnings: Sendable, Hashable {
    /// The earner.
    public let earner: Address
    /// Cumulative base units by token, ascending.
    public let tokens: [Claim]

    /// Creates the earnings of an earner; in a ``Claim`` of `tokens` the account is the token.
    public init(earner: Address, tokens: [Claim]) {
      self.earner = earner
      self.tokens = tokens
    }
  }

  /// What the contract takes to pay an earner one token.
  public struct Proof: Sendable, Hashable {
    /// The earner's place among the earners.
    public let earnerIndex: Int
    /// The hashes beside the way from the earner leaf up.
    public let earnerPath: [Digest]
    /// The root of the earner's token leaves.
    public let tokenRoot: Digest
    /// The token's place among the earner's tokens.
    public let tokenIndex: Int
    /// The hashes beside the way from the token leaf up.
    public let tokenPath: [Digest]
  }

  /// The root to post; zero without earners.
  public let root: Digest
  /// What everybody earned, by earner, ascending.
  public let claims: [Earnings]
  private let levels: [[Digest]]

  /// Creates a distribution of many tokens.
  ///
  /// - Parameter earnings: in any order, each earner once, with at least one token.
  /// - Throws: ``ClaimError/accountIsZero``, ``ClaimError/duplicateAccount(_:)`` for earners and
  ///   tokens, ``ClaimError/notInExport(_:)`` for an earner without tokens.
  /// - Complexity: O(n) hashes for n amounts, O(n log n) comparisons.
  public init(_ earnings: [Earnings]) throws(ClaimError) {
    // Sorted by earner, and none twice.
    _ = try earnings.map { Claim(account: $0.earner, amount: .zero) }.ordered()
    var claims: [Earnings] = []
    for earning in earnings.sorted(by: { $0.earner < $1.earner }) {
      // Amounts of different tokens have no sum: only order and repetition matter.
      _ = try earning.tokens.map { Claim(account: $0.account, amount: .zero) }.ordered()
      let tokens = earning.tokens.sorted { $0.account < $1.account }
      if tokens.isEmpty { throw .notInExport(earning.earner) }
      claims.append(Earnings(earner: earning.earner, tokens: tokens))
    }
    self.init(ordered: claims)
  }

  /// Creates a distribution of one token.
  ///
  /// - Throws: ``ClaimError/accountIsZero``, ``ClaimError/duplicateAccount(_:)``,
  ///   ``ClaimError/totalBeyondRange``.
  /// - Complexity: O(n) hashes, O(n log n) comparisons.
  public init(token: Address, cumulative: [Claim]) throws(ClaimError) {
    if token.isZero { throw .accountIsZero }
    self.init(
      ordered: try cumulative.ordered().claims.map {
        Earnings(earner: $0.account, tokens: [Claim(account: token, amount: $0.amount)])
      })
  }

  private init(ordered claims: [Earnings]) {
    self.claims = claims
    levels = Self.levels(
      claims.map { Self.earnerLeaf($0.earner, Self.tokenLevels($0.tokens).last?.first ?? .zero) })
    root = levels.last?.first ?? .zero
  }

  /// What the contract takes to pay an earner a token.
  ///
  /// - Throws: ``ClaimError/notInExport(_:)`` with the earner.
  /// - Complexity: O(log n + t) for n earners and t tokens of the earner.
  public func proof(for earner: Address, of token: Address) throws(ClaimError) -> Proof {
    var low = 0
    var high = claims.count
    while low < high {
      let middle = low + (high - low) / 2
      if claims[middle].earner < earner { low = middle + 1 } else { high = middle }
    }
    guard low < claims.count, claims[low].earner == earner,
      let place = claims[low].tokens.firstIndex(where: { $0.account == token })
    else { throw .notInExport(earner) }
    let tokens = Self.tokenLevels(claims[low].tokens)
    return Proof(
      earnerIndex: low, earnerPath: Self.path(low, levels),
      tokenRoot: tokens.last?.first ?? .zero, tokenIndex: place,
      tokenPath: Self.path(place, tokens))
  }

  /// Whether the contract would take a proof under a root.
  ///
  /// - Complexity: O(p) hashes for p digests.
  public static func verifies(
    _ proof: Proof, earner: Address, token: Address, cumulative: UInt256, under root: Digest
  ) -> Bool {
    climb(tokenLeaf(token, cumulative), proof.tokenIndex, proof.tokenPath) == proof.tokenRoot
      && climb(earnerLeaf(earner, proof.tokenRoot), proof.earnerIndex, proof.earnerPath) == root
  }

  private static func climb(_ leaf: Digest, _ index: Int, _ path: [Digest]) -> Digest? {
    // A place beyond the tree that the path spans is none.
    guard index >= 0, path.count < 63, index >> path.count == 0 else { return nil }
    var hash = leaf
    var position = index
    for sibling in path {
      hash = position & 1 == 0 ? node(hash, sibling) : node(sibling, hash)
      position >>= 1
    }
    return hash
  }

  private static func tokenLevels(_ tokens: [Claim]) -> [[Digest]] {
    levels(tokens.map { tokenLeaf($0.account, $0.amount) })
  }

  /// The levels over leaves; what is missing for a power of two counts as zeros, and a subtree of
  /// nothing else is hashed once a level.
  private static func levels(_ leaves: [Digest]) -> [[Digest]] {
    var levels = [leaves]
    var filler = Digest.zero
    while levels[levels.count - 1].count > 1 {
      var level = levels[levels.count - 1]
      if level.count % 2 == 1 { level.append(filler) }
      levels[levels.count - 1] = level
      levels.append(
        stride(from: 0, to: level.count, by: 2).map { node(level[$0], level[$0 + 1]) })
      filler = node(filler, filler)
    }
    return levels
  }

  private static func path(_ index: Int, _ levels: [[Digest]]) -> [Digest] {
    levels.dropLast().enumerated().map { height, level in level[(index >> height) ^ 1] }
  }

  private static func earnerLeaf(_ earner: Address, _ tokenRoot: Digest) -> Digest {
    var bytes = RecordEncoder()
    bytes.write(UInt8(0))
    bytes.write(earner)
    bytes.write(tokenRoot)
    return Keccak256.hash(bytes.bytes)
  }

  private static func tokenLeaf(_ token: Address, _ cumulative: UInt256) -> Digest {
    var bytes = RecordEncoder()
    bytes.write(UInt8(1))
    bytes.write(token)
    bytes.write(cumulative)
    return Keccak256.hash(bytes.bytes)
  }

  private static func node(_ left: Digest, _ right: Digest) -> Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(left)
    hasher.update(right)
    return hasher.finalize()
  }
}
