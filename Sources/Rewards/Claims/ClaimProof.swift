// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// The proof that an account has a claim in the tree of a round. Anyone can check it against the root
/// alone; wherever one bit of it or of the root differs it is refused.
public struct ClaimProof: Sendable, Hashable {
  /// The network and token.
  public let domain: Digest
  /// The round.
  public let round: Round
  /// The account and its cumulative amount.
  public let claim: Claim
  /// The position and the hashes beside the way up.
  public let path: MerkleProof

  /// Creates a proof from its parts, as they came from outside.
  public init(domain: Digest, round: Round, claim: Claim, path: MerkleProof) {
    self.domain = domain
    self.round = round
    self.claim = claim
    self.path = path
  }

  /// Whether the claim stands in the tree of that root.
  ///
  /// - Complexity: O(log n) hashes for n claims.
  public func isValid(under root: ClaimRoot) -> Bool {
    guard domain == root.domain, round == root.round, path.leafCount == root.leafCount else {
      return false
    }
    var leaf = RecordEncoder()
    leaf.write(domain)
    leaf.write(round)
    leaf.write(claim.account)
    leaf.write(claim.amount)
    return path.verifies(leaf.bytes, under: root.digest)
  }
}

extension ClaimProof: RecordCodable {
  /// Domain 32, round 8, account 20, cumulative amount 32, path.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(domain)
    encoder.write(round)
    encoder.write(claim.account)
    encoder.write(claim.amount)
    encoder.write(path)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    domain = try Digest(from: &decoder)
    round = try Round(from: &decoder)
    let account = try Address(from: &decoder)
    claim = Claim(account: account, amount: try decoder.readUInt256())
    path = try MerkleProof(from: &decoder)
  }
}

extension ClaimProof: Codable {
  private enum CodingKeys: String, CodingKey {
    case domain, round, account, cumulative, index, leafCount, siblings
  }

  /// Reads the fields; ``isValid(under:)`` judges them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      domain: try container.decode(Digest.self, forKey: .domain),
      round: try container.decode(Round.self, forKey: .round),
      claim: Claim(
        account: try container.decode(Address.self, forKey: .account),
        amount: try container.decode(UInt256.self, forKey: .cumulative)),
      path: MerkleProof(
        index: try container.decode(UInt64.self, forKey: .index),
        leafCount: try container.decode(UInt64.self, forKey: .leafCount),
        siblings: try container.decode([Digest].self, forKey: .siblings)))
  }

  /// Writes the fields, amounts as decimal strings.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(domain, forKey: .domain)
    try container.encode(round, forKey: .round)
    try container.encode(claim.account, forKey: .account)
    try container.encode(claim.amount, forKey: .cumulative)
    try container.encode(path.index, forKey: .index)
    try container.encode(path.leafCount, forKey: .leafCount)
    try container.encode(path.siblings, forKey: .siblings)
  }
}
