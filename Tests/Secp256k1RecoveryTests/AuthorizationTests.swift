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

@Suite struct AuthorizationTests {
  @Test(arguments: dialects) func aSignedTransferMovesUnitsOnce(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect)
    let (alice, bob) = (signed.alice.address, signed.bob.address)
    let transfer = signed.transfer()
    let begin = signed.token.events.count
    try signed.carryIn(transfer)
    #expect(signed.token.balance(of: alice) == 70 && signed.token.balance(of: bob) == 30)
    #expect(signed.token.nonce(of: alice) == 0)
    #expect(signed.token.isAuthorizationUsed(authorizer: alice, nonce: transfer.nonce))
    #expect(!signed.token.isAuthorizationUsed(authorizer: bob, nonce: transfer.nonce))
    #expect(
      Array(signed.token.events[begin...]) == [
        .authorizationUsed(authorizer: alice, nonce: transfer.nonce),
        .transfer(from: alice, to: bob, value: 30),
      ])
    try signed.expectRefusal(.authorizationUsed(authorizer: alice, nonce: transfer.nonce)) {
      try $0.carryIn(transfer)
    }
    try signed.token.checkInvariants()
  }

  @Test(arguments: dialects) func noncesNeedNoOrder(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect)
    let transfers = (0..<5).map { signed.transfer(value: 1, nonce: "nonce \($0)") }
    for index in [3, 0, 4, 1, 2] { try signed.carryIn(transfers[index]) }
    #expect(signed.token.balance(of: signed.bob.address) == 5)
  }

  @Test(arguments: dialects) func bothEndsOfItsTimeAreOutside(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect)
    let now = SignedOperations.now
    for validAfter in [UInt256(now), UInt256(now + 1), .max] {
      let early = signed.transfer(validAfter: validAfter)
      try signed.expectRefusal(
        .authorizationNotYetValid(validAfter: validAfter, validBefore: 2_000, now: now)
      ) { try $0.carryIn(early) }
    }
    for validBefore in [UInt256(now), UInt256(now - 1), 0] {
      let late = signed.transfer(validBefore: validBefore)
      try signed.expectRefusal(
        .authorizationExpired(validAfter: 0, validBefore: validBefore, now: now)
      ) { try $0.carryIn(late) }
    }
    try signed.carryIn(
      signed.transfer(validAfter: UInt256(now - 1), validBefore: UInt256(now + 1)))
  }

  @Test(arguments: dialects) func onlyThePayeeCarriesInWhatItReceives(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect)
    let (alice, bob) = (signed.alice.address, signed.bob.address)
    let transfer = signed.transfer()
    let signature = signed.sign(.receiveWithAuthorization(transfer))
    for caller in [alice, .zero] {
      try signed.expectRefusal(.callerIsNotPayee(caller: caller, payee: bob)) {
        try $0.token.receiveWithAuthorization(
          transfer, caller: caller, signature: signature, recoverer: $0.recoverer)
      }
    }
    // The two messages are of different types: neither signature counts for the other.
    let other = signed.sign(.transferWithAuthorization(transfer))
    try signed.expectInvalidSigner {
      try $0.token.receiveWithAuthorization(
        transfer, caller: bob, signature: other, recoverer: $0.recoverer)
    }
    try signed.expectInvalidSigner {
      try $0.token.transferWithAuthorization(
        transfer, signature: signature, recoverer: $0.recoverer)
    }
    try signed.token.receiveWithAuthorization(
      transfer, caller: bob, signature: signature, recoverer: signed.recoverer)
    #expect(signed.token.balance(of: bob) == 30)
  }

  @Test(arguments: dialects) func whatWasCancelledCannotBeUsed(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect)
    let alice = signed.alice.address
    let transfer = signed.transfer()
    let message = TokenMessage.cancelAuthorization(authorizer: alice, nonce: transfer.nonce)
    let signature = signed.sign(message)
    try signed.expectInvalidSigner {
      try $0.token.cancelAuthorization(
        authorizer: alice, nonce: transfer.nonce,
        signature: $0.bob.sign(message.digest(in: $0.token.signingDomain)),
        recoverer: $0.recoverer)
    }
    for (spoiled, error) in SignedOperations.spoiled(signature) {
      try signed.expectRefusal(error) {
        try $0.token.cancelAuthorization(
          authorizer: alice, nonce: transfer.nonce, signature: spoiled, recoverer: $0.recoverer)
      }
    }
    let begin = signed.token.events.count
    try signed.token.cancelAuthorization(
      authorizer: alice, nonce: transfer.nonce, signature: signature, recoverer: signed.recoverer)
    #expect(
      Array(signed.token.events[begin...]) == [
        .authorizationCanceled(authorizer: alice, nonce: transfer.nonce)
      ])
    let used = LedgerError.authorizationUsed(authorizer: alice, nonce: transfer.nonce)
    try signed.expectRefusal(used) { try $0.carryIn(transfer) }
    try signed.expectRefusal(used) {
      try $0.token.cancelAuthorization(
        authorizer: alice, nonce: transfer.nonce, signature: signature, recoverer: $0.recoverer)
    }
  }

  @Test(arguments: dialects) func everySpoiledSignatureIsRefusedByName(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect)
    let transfer = signed.transfer()
    let good = signed.sign(.transferWithAuthorization(transfer))
    for (signature, error) in SignedOperations.spoiled(good) {
      try signed.expectRefusal(error) {
        try $0.token.transferWithAuthorization(
          transfer, signature: signature, recoverer: $0.recoverer)
      }
    }
    for other in [
      try SignedOperations.token(dialect, chainID: 1),
      try SignedOperations.token(dialect, label: "another"),
    ] {
      let signature = signed.sign(.transferWithAuthorization(transfer), for: other)
      try signed.expectInvalidSigner {
        try $0.token.transferWithAuthorization(
          transfer, signature: signature, recoverer: $0.recoverer)
      }
    }
    let more = signed.transfer(value: 31)
    try signed.expectInvalidSigner {
      try $0.token.transferWithAuthorization(more, signature: good, recoverer: $0.recoverer)
    }
  }

  @Test(arguments: dialects) func aTransferThatFailsLeavesTheNonceUnused(
    _ dialect: Dialect
  ) throws {
    var signed = try SignedOperations(dialect)
    let alice = signed.alice.address
    let tooMuch = signed.transfer(value: 101)
    try signed.expectRefusal(.insufficientBalance(sender: alice, balance: 100, needed: 101)) {
      try $0.carryIn(tooMuch)
    }
    #expect(!signed.token.isAuthorizationUsed(authorizer: alice, nonce: tooMuch.nonce))
    let toNobody = TransferAuthorization(
      from: alice, to: .zero, value: 1, validAfter: 0, validBefore: 2_000, nonce: .zero)
    try signed.expectRefusal(.invalidReceiver(.zero)) { try $0.carryIn(toNobody) }
    for account in [alice, signed.bob.address] {
      try signed.token.block(account)
      try signed.expectRefusal(.blocked(account)) { try $0.carryIn($0.transfer()) }
      try signed.token.unblock(account)
    }
    try signed.token.pause(by: alice)
    try signed.expectRefusal(.enforcedPause) { try $0.carryIn($0.transfer()) }
    try signed.token.unpause(by: alice)
    try signed.token.mint(to: alice, value: 1)
    try signed.carryIn(tooMuch)
  }

  @Test func theOrderOfChecksIsThatOfTheContract() throws {
    let nonsense = Signature(v: 27, r: 0, s: 0)
    for dialect in dialects {
      var signed = try SignedOperations(dialect)
      let late = signed.transfer(validBefore: 0)
      let signatureFirst = dialect.style == .openZeppelin5
      try signed.expectRefusal(
        signatureFirst
          ? .invalidSignature
          : .authorizationExpired(validAfter: 0, validBefore: 0, now: SignedOperations.now)
      ) {
        try $0.token.transferWithAuthorization(
          late, signature: nonsense, recoverer: $0.recoverer)
      }
      // Who carries in is asked before the times.
      let signature = signed.sign(.receiveWithAuthorization(late))
      try signed.expectRefusal(
        .callerIsNotPayee(caller: signed.alice.address, payee: signed.bob.address)
      ) {
        try $0.token.receiveWithAuthorization(
          late, caller: $0.alice.address, signature: signature, recoverer: $0.recoverer)
      }
    }
  }

  @Test(arguments: dialects) func aTokenWithoutAuthorizationsTakesNone(
    _ dialect: Dialect
  ) throws {
    var signed = try SignedOperations(dialect, authorizations: false)
    try signed.expectRefusal(.notEnabled("authorizations")) { try $0.carryIn($0.transfer()) }
    try signed.expectRefusal(.notEnabled("authorizations")) {
      try $0.token.cancelAuthorization(
        authorizer: $0.alice.address, nonce: .zero, signature: Signature(v: 27, r: 1, s: 1),
        recoverer: $0.recoverer)
    }
  }
}

extension SignedOperations {
  /// Carries in a transfer that alice signs.
  fileprivate mutating func carryIn(_ transfer: TransferAuthorization) throws(LedgerError) {
    try token.transferWithAuthorization(
      transfer, signature: sign(.transferWithAuthorization(transfer)), recoverer: recoverer)
  }

  /// Expects `error`, and the token exactly as it was.
  fileprivate mutating func expectRefusal(
    _ error: LedgerError, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (inout SignedOperations) throws -> Void
  ) throws {
    let before = token
    #expect(throws: error, sourceLocation: sourceLocation) { try body(&self) }
    expectUnchanged(since: before, sourceLocation)
  }

  /// Expects that somebody else signed, and the token exactly as it was.
  fileprivate mutating func expectInvalidSigner(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (inout SignedOperations) throws -> Void
  ) throws {
    let before = token
    let error = #expect(throws: LedgerError.self, sourceLocation: sourceLocation) {
      try body(&self)
    }
    guard case .invalidSigner(_, alice.address)? = error else {
      Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
      return
    }
    expectUnchanged(since: before, sourceLocation)
  }

  private func expectUnchanged(since before: Token, _ place: SourceLocation) {
    #expect(token == before, sourceLocation: place)
    #expect(token.events.count == before.events.count, sourceLocation: place)
  }
}
