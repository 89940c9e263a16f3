// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Secp256k1Recovery
import Testing
import TokenLedger

@Suite struct SignedDelegationTests {
  private let alice: Secp256k1Signer
  private let bob = Address.derived(fromLabel: "bob")
  private let recoverer = Secp256k1Recoverer()

  init() throws { alice = try Secp256k1Signer(privateKey: 0xA11CE as UInt256) }

  private func token(
    _ dialect: Dialect, chainID: UInt64 = 1, votes: Bool = true
  ) throws -> Token {
    var features = TokenFeatures()
    features.votes = votes ? .blockNumber : nil
    features.permitVersion = "1"
    var token = Token(
      configuration: TokenConfiguration(
        name: "Votes", symbol: "V", decimals: 18, address: .derived(fromLabel: "votes"),
        chainID: chainID, dialect: dialect, features: features))
    try token.advance(to: Block(number: 5, timestamp: 1_000))
    try token.mint(to: alice.address, value: 50)
    return token
  }

  private func signature(
    nonce: UInt256, expiry: UInt256 = 1_000, for token: Token
  ) -> Signature {
    alice.sign(
      TokenMessage.delegation(delegatee: bob, nonce: nonce, expiry: expiry)
        .digest(in: token.signingDomain))
  }

  @Test(arguments: dialects) func aSignedDelegationCountsOnce(_ dialect: Dialect) throws {
    var token = try token(dialect)
    let signature = signature(nonce: 0, for: token)
    try token.delegate(
      to: bob, nonce: 0, expiry: 1_000, signature: signature, recoverer: recoverer)
    #expect(token.votes(of: bob) == 50 && token.delegate(of: alice.address) == bob)
    #expect(token.nonce(of: alice.address) == 1)
    let before = token
    #expect(throws: LedgerError.invalidNonce(account: alice.address, current: 1)) {
      try token.delegate(
        to: bob, nonce: 0, expiry: 1_000, signature: signature, recoverer: recoverer)
    }
    #expect(token == before)
    // Permits and delegations share the nonces.
    let message = TokenMessage.permit(
      owner: alice.address, spender: bob, value: 1, nonce: 1, deadline: 1_000)
    try token.permit(
      owner: alice.address, spender: bob, value: 1, deadline: 1_000,
      signature: alice.sign(message.digest(in: token.signingDomain)), recoverer: recoverer)
    #expect(token.nonce(of: alice.address) == 2)
  }

  @Test(arguments: dialects) func whatIsRefusedChangesNothing(_ dialect: Dialect) throws {
    var token = try token(dialect)
    let good = signature(nonce: 0, for: token)
    var cases: [(Signature, UInt256, UInt256, (any SignatureRecovering)?, LedgerError)] = [
      (
        signature(nonce: 0, expiry: 999, for: token), 0, 999, recoverer,
        .votesSignatureExpired(expiry: 999, now: 1_000)
      ),
      (
        signature(nonce: 1, for: token), 1, 1_000, recoverer,
        .invalidNonce(account: alice.address, current: 0)
      ),
      (good, 0, 1_000, nil, .signaturesNotSupported),
    ]
    for (spoiled, error) in SignedOperations.spoiled(good) {
      cases.append((spoiled, 0, 1_000, recoverer, error))
    }
    let before = token
    for (signature, nonce, expiry, recoverer, error) in cases {
      #expect(throws: error) {
        try token.delegate(
          to: bob, nonce: nonce, expiry: expiry, signature: signature, recoverer: recoverer)
      }
      #expect(token == before && token.events.count == before.events.count)
    }
    var plain = try self.token(dialect, votes: false)
    #expect(throws: LedgerError.notEnabled("votes")) {
      try plain.delegate(
        to: bob, nonce: 0, expiry: 1_000, signature: good, recoverer: recoverer)
    }
  }

  /// A delegation names no signer, so what was signed for another chain is somebody's without units:
  /// as in the contracts it is told, and moves no vote.
  @Test(arguments: dialects) func whatWasSignedForAnotherChainMovesNoVote(
    _ dialect: Dialect
  ) throws {
    var token = try token(dialect)
    let foreign = signature(nonce: 0, for: try self.token(dialect, chainID: 2))
    try token.delegate(
      to: bob, nonce: 0, expiry: 1_000, signature: foreign, recoverer: recoverer)
    #expect(token.votes(of: bob) == 0 && token.delegate(of: alice.address) == .zero)
    #expect(token.nonce(of: alice.address) == 0)
  }
}
