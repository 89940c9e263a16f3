// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What a token's state is committed to by: its digest is what is published, signed or sealed.
public struct TokenStateHeader: Sendable, Hashable {
  /// The token.
  public let configuration: TokenConfiguration
  /// When the state is.
  public let block: Block
  /// The salt of the signing domain, nil while nothing was undone.
  public let domainSalt: Digest?
  /// The root of the sparse Merkle tree over all slots that are not empty.
  public let root: Digest

  /// keccak of the text `TensorChain token state 2` and the record of the header.
  ///
  /// - Complexity: O(1).
  public var digest: Digest {
    var encoder = RecordEncoder()
    encoder.write("TensorChain token state 2")
    encoder.write(self)
    return Keccak256.hash(encoder.bytes)
  }
}

extension TokenStateHeader: RecordCodable {
  /// Configuration, block, salt, root.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(configuration)
    encoder.write(block.number)
    encoder.write(block.timestamp)
    encoder.write(domainSalt)
    encoder.write(root)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    configuration = try TokenConfiguration(from: &decoder)
    block = Block(number: try decoder.readUInt64(), timestamp: try decoder.readUInt64())
    domainSalt = try decoder.readOptional(Digest.self)
    root = try Digest(from: &decoder)
  }
}

/// A token's state hashed once, so that many accounts can be given proofs.
///
/// ```swift
/// let state = token.state()
/// let proof = state.proof(ofBalanceOf: alice)
/// proof.verifies(under: state.digest)  // true, also where there is no ledger
/// ```
public struct TokenState: Sendable {
  /// What the digest is of.
  public let header: TokenStateHeader

  private let tree: SparseMerkleTree
  private let token: Token

  /// Hashes every slot of `token` that is not empty.
  ///
  /// - Complexity: O(n log n) for n slots.
  init(of token: Token) {
    tree = token.storage.stateTree()
    self.token = token
    header = TokenStateHeader(
      configuration: token.configuration, block: token.block, domainSalt: token.domainSalt,
      root: tree.root)
  }

  /// What stands for the whole state: equal states have equal digests, whatever led to them.
  public var digest: Digest { header.digest }

  /// The proof that `account` holds its balance, or holds nothing.
  ///
  /// - Complexity: O(log n) for n slots.
  public func proof(ofBalanceOf account: Address) -> BalanceProof {
    BalanceProof(
      header: header, account: account, balance: token.balance(of: account),
      path: tree.proof(for: SlotKind.balance.stateKey(of: account)))
  }
}

/// The proof that an account holds a balance in a token's state, or holds nothing: checked against
/// the state's digest alone.
public struct BalanceProof: Sendable, Hashable {
  /// The state.
  public let header: TokenStateHeader
  /// Whose balance.
  public let account: Address
  /// The units it holds.
  public let balance: UInt256
  /// The hashes from the account's slot to the root.
  public let path: SparseMerkleProof

  /// Whether the account holds the balance in the state whose digest is `digest`.
  ///
  /// - Complexity: O(log n) hashes for n slots.
  public func verifies(under digest: Digest) -> Bool {
    let value = balance.isZero ? nil : balance.asDigest
    return header.digest == digest
      && path.verifies(
        SlotKind.balance.stateKey(of: account), holds: value, under: header.root)
  }
}

extension BalanceProof: RecordCodable {
  /// Header, account, balance, path.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(header)
    encoder.write(account)
    encoder.write(balance)
    encoder.write(path)
  }

  /// Reads what ``encode(into:)`` writes; whether it is true is for ``verifies(under:)`` to say.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    header = try TokenStateHeader(from: &decoder)
    account = try Address(from: &decoder)
    balance = try decoder.readUInt256()
    path = try SparseMerkleProof(from: &decoder)
  }
}

extension Token {
  /// The state hashed, to publish its digest and give proofs of balances.
  ///
  /// - Complexity: O(n log n) for n slots that are not empty, a hash of each.
  public func state() -> TokenState { TokenState(of: self) }

  /// A digest of the whole state: equal states have equal digests, whatever led to them.
  ///
  /// - Complexity: O(n log n) for n slots that are not empty, a hash of each.
  public var stateDigest: Digest { state().digest }
}
