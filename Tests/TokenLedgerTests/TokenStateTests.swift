// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TestSupport
import TokenLedger
import Testing

/// Digests of states and proofs of balances, checked without the ledger.
@Suite struct TokenStateProofs {
  private func token(accounts: Int, seed: UInt64) throws -> Token {
    var random = SeededGenerator(seed: seed)
    var token = Token(configuration: configuration)
    try token.advance(to: Block(number: 7, timestamp: 84))
    for number in 0..<accounts {
      try token.mint(
        to: .derived(fromLabel: "holder \(number)"),
        value: UInt256(UInt64.random(in: 1...1_000_000, using: &random)))
    }
    return token
  }

  @Test func everyHolderAndEveryStrangerHasAProof() throws {
    for accounts in [0, 1, 2, 3, 50] {
      let token = try token(accounts: accounts, seed: 11)
      let state = token.state()
      #expect(state.digest == token.stateDigest)
      for number in 0..<accounts + 20 {
        let account = Address.derived(fromLabel: "holder \(number)")
        let proof = state.proof(ofBalanceOf: account)
        #expect(proof.balance == token.balance(of: account))
        #expect(proof.balance.isZero == (number >= accounts))
        #expect(proof.verifies(under: state.digest), "account \(number) of \(accounts)")
        #expect(try BalanceProof(recordBytes: proof.recordBytes) == proof)
      }
    }
  }

  @Test func anotherBalanceAccountOrStateIsRefused() throws {
    let token = try token(accounts: 20, seed: 12)
    let state = token.state()
    let holder = Address.derived(fromLabel: "holder 3")
    let proof = state.proof(ofBalanceOf: holder)
    func changed(_ account: Address, _ balance: UInt256) throws -> BalanceProof {
      var encoder = RecordEncoder()
      encoder.write(proof.header)
      encoder.write(account)
      encoder.write(balance)
      encoder.write(proof.path)
      return try BalanceProof(recordBytes: encoder.bytes)
    }
    #expect(try changed(holder, proof.balance).verifies(under: state.digest))
    #expect(try !changed(holder, proof.balance + 1).verifies(under: state.digest))
    #expect(try !changed(holder, .zero).verifies(under: state.digest))
    let other = Address.derived(fromLabel: "holder 4")
    #expect(try !changed(other, proof.balance).verifies(under: state.digest))
    var later = token
    try later.transfer(from: holder, to: other, value: 1)
    #expect(!proof.verifies(under: later.stateDigest))
    #expect(later.state().proof(ofBalanceOf: holder).verifies(under: later.stateDigest))
  }

  /// The path to nobody's slot may be that of another account which holds nothing either: then the
  /// changed proof is as true as the first.
  @Test func noChangedByteMakesAProofOfWhatIsNotSo() throws {
    let token = try token(accounts: 9, seed: 13)
    let digest = token.stateDigest
    for label in ["holder 2", "nobody"] {
      let bytes = token.state().proof(ofBalanceOf: .derived(fromLabel: label)).recordBytes
      for index in bytes.indices {
        var hostile = bytes
        hostile[index] ^= 1
        if let proof = try? BalanceProof(recordBytes: hostile) {
          let isTrue = label == "nobody" && proof.balance == token.balance(of: proof.account)
          #expect(!proof.verifies(under: digest) || isTrue, "\(label), byte \(index)")
        }
      }
    }
  }

  @Test func theDigestIsOfTheStateAndNotOfItsPast() throws {
    let alice = Address.derived(fromLabel: "alice")
    let bob = Address.derived(fromLabel: "bob")
    var one = Token(configuration: configuration)
    try one.mint(to: alice, value: 10)
    try one.transfer(from: alice, to: bob, value: 4)
    try one.transfer(from: bob, to: alice, value: 4)
    try one.approve(owner: alice, spender: bob, value: 9)
    try one.approve(owner: alice, spender: bob, value: 0)
    var other = Token(configuration: configuration)
    try other.mint(to: alice, value: 10)
    #expect(one.stateDigest == other.stateDigest && one == other)
    try other.advance(to: Block(number: 1, timestamp: 0))
    #expect(one.stateDigest != other.stateDigest && one != other)
  }
}
