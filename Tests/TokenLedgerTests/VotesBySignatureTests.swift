// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Testing
import TokenLedger

private let alice = Address.derived(fromLabel: "alice")
private let bob = Address.derived(fromLabel: "bob")
private let carol = Address.derived(fromLabel: "carol")

/// Takes every signature over a known digest for that of its signer: curves are tested elsewhere.
private struct KnownSigners: SignatureRecovering {
  var signers: [Digest: Address] = [:]

  func recoverSigner(of digest: Digest, v: UInt8, r: UInt256, s: UInt256) -> Address? {
    signers[digest]
  }
}

@Suite struct VotesBySignatureTests {
  private let signature = Signature(v: 27, r: 1, s: 1)

  private func voting(_ dialect: Dialect = .openZeppelin5) throws -> Token {
    var token = token(dialect) { $0.votes = .blockNumber }
    try token.advance(to: Block(number: 1, timestamp: 1_000))
    try token.mint(to: alice, value: 70)
    return token
  }

  private func signed(
    _ token: Token, by signer: Address, to delegate: Address, nonce: UInt256,
    expiry: UInt256 = 1_000
  ) -> KnownSigners {
    let message = TokenMessage.delegation(delegatee: delegate, nonce: nonce, expiry: expiry)
    return KnownSigners(signers: [message.digest(in: token.signingDomain): signer])
  }

  @Test func whoSignsNamesWhoVotes() throws {
    var token = try voting()
    let recoverer = signed(token, by: alice, to: bob, nonce: 0)
    var signer: Address?
    let told = try events(of: &token) {
      signer = try $0.delegate(
        to: bob, nonce: 0, expiry: 1_000, signature: signature, recoverer: recoverer)
    }
    #expect(
      told == [
        .delegateChanged(delegator: alice, from: .zero, to: bob),
        .delegateVotesChanged(delegate: bob, previous: 0, new: 70),
      ])
    #expect(signer == alice)
    #expect(token.nonce(of: alice) == 1 && token.votes(of: bob) == 70)
    // It counts once.
    expectRefusal(.invalidNonce(account: alice, current: 1), of: token) {
      try $0.delegate(
        to: bob, nonce: 0, expiry: 1_000, signature: signature, recoverer: recoverer)
    }
    try token.checkInvariants()
  }

  @Test func eachFlawIsNamedAndChangesNothing() throws {
    var token = try voting()
    let recoverer = signed(token, by: alice, to: bob, nonce: 0)
    func refused(
      _ error: LedgerError, nonce: UInt256 = 0, expiry: UInt256 = 1_000,
      _ signature: Signature? = nil, by recoverer: KnownSigners?,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      expectRefusal(error, of: token, sourceLocation: sourceLocation) {
        try $0.delegate(
          to: bob, nonce: nonce, expiry: expiry, signature: signature ?? self.signature,
          recoverer: recoverer)
      }
    }
    refused(.votesSignatureExpired(expiry: 999, now: 1_000), expiry: 999, by: recoverer)
    refused(.signaturesNotSupported, by: nil)
    refused(.highS(.max), Signature(v: 27, r: 1, s: .max), by: recoverer)
    refused(.invalidV(29), Signature(v: 29, r: 1, s: 1), by: recoverer)
    refused(.invalidSignature, Signature(v: 27, r: 0, s: 1), by: recoverer)
    refused(.invalidSignature, by: KnownSigners())
    refused(
      .invalidNonce(account: alice, current: 0), nonce: 1,
      by: signed(token, by: alice, to: bob, nonce: 1))
    let without = TokenLedgerTests.token { _ in }
    expectRefusal(.notEnabled("votes"), of: without) {
      try $0.delegate(
        to: bob, nonce: 0, expiry: 1_000, signature: signature, recoverer: recoverer)
    }
    // A clock that checkpoints have no room for keeps the nonce too.
    try token.advance(to: Block(number: 1 << 48, timestamp: 1_000))
    refused(.clockOutOfRange(clock: 1 << 48, bits: 48), by: recoverer)
  }

  @Test func theCallAnswersInEachDialect() throws {
    let arguments: [ABIValue] = [
      .address(bob), .uint(0), .uint(999), .uint(27), .fixedBytes(UInt256.one.bigEndianBytes),
      .fixedBytes(UInt256.one.bigEndianBytes),
    ]
    let late = try calldata(
      "delegateBySig(address,uint256,uint256,uint8,bytes32,bytes32)", arguments)
    var token = try voting()
    #expect(
      try token.call(data: late, from: carol).output
        == custom("VotesExpiredSignature(uint256)", .uint(999)))
    var other = try voting(.openZeppelin4)
    #expect(
      try other.call(data: late, from: carol).output == reason("ERC20Votes: signature expired"))
    var environment = CallEnvironment()
    environment.recoverer = signed(token, by: alice, to: bob, nonce: 0, expiry: 1_000)
    let good = try calldata(
      "delegateBySig(address,uint256,uint256,uint8,bytes32,bytes32)",
      arguments.prefix(2) + [.uint(1_000)] + arguments.suffix(3))
    #expect(try token.call(data: good, from: carol, environment: environment).succeeded)
    #expect(token.delegate(of: alice) == bob)
    #expect(
      try token.call(data: good, from: carol, environment: environment).output
        == custom("InvalidAccountNonce(address,uint256)", .address(alice), .uint(1)))
    // Bound to another domain that is known by its hash alone.
    let domain = Keccak256.hash("another domain".utf8)
    environment.domainSeparator = domain
    #expect(try !other.call(data: good, from: carol, environment: environment).succeeded)
    let message = TokenMessage.delegation(delegatee: bob, nonce: 0, expiry: 1_000)
    environment.recoverer = KnownSigners(signers: [
      Keccak256.hash([0x19, 0x01] + domain.bytes + message.structHash.bytes): alice
    ])
    #expect(try other.call(data: good, from: carol, environment: environment).succeeded)
    #expect(other.delegate(of: alice) == bob)
  }
}
