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

@Suite struct PermitTests {
  @Test(arguments: dialects) func aSignedPermitSetsTheAllowanceOnce(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect)
    let (alice, bob) = (signed.alice.address, signed.bob.address)
    let signature = signed.permit()
    let begin = signed.token.events.count
    try signed.permit(signature)
    #expect(signed.token.allowance(owner: alice, spender: bob) == 30)
    #expect(signed.token.nonce(of: alice) == 1)
    #expect(
      Array(signed.token.events[begin...]) == [.approval(owner: alice, spender: bob, value: 30)])

    // The same once more: signed over a nonce that is used.
    let before = signed.token
    #expect(throws: LedgerError.self) { try signed.permit(signature) }
    #expect(signed.token == before)
    try signed.permit(signed.permit(value: 0), value: 0)
    #expect(signed.token.allowance(owner: alice, spender: bob) == 0)
    #expect(signed.token.nonce(of: alice) == 2)
  }

  @Test(arguments: dialects) func whatWasSignedForElseIsRefused(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect)
    let others = [
      "chain": try SignedOperations.token(dialect, chainID: 1),
      "token": try SignedOperations.token(dialect, label: "another"),
      "name": try SignedOperations.token(dialect, name: "Tensor credit"),
      "version": try SignedOperations.token(dialect, permitVersion: "1"),
    ]
    var signatures = others.mapValues { signed.permit(for: $0) }
    signatures["key"] = signed.permit(by: signed.bob)
    signatures["nonce"] = signed.permit(nonce: 1)
    signatures["value"] = signed.permit(value: 31)
    signatures["deadline"] = signed.permit(deadline: 2_001)
    for (what, signature) in signatures {
      let before = signed.token
      let error = #expect(throws: LedgerError.self, "\(what)") { try signed.permit(signature) }
      guard case .invalidSigner(let signer, signed.alice.address)? = error else {
        Issue.record("\(what): \(String(describing: error))")
        continue
      }
      #expect(signer != signed.alice.address, "\(what)")
      #expect(signed.token == before && signed.token.events.count == before.events.count)
    }
    try signed.permit(signed.permit())
  }

  @Test(arguments: dialects) func aSpoiledSignatureIsRefusedByName(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect)
    for (signature, error) in SignedOperations.spoiled(signed.permit()) {
      let before = signed.token
      #expect(throws: error) { try signed.permit(signature) }
      #expect(signed.token == before && signed.token.events.count == before.events.count)
    }
  }

  @Test(arguments: dialects) func thePermitIsGoodInItsLastSecond(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect)
    let now = SignedOperations.now
    let before = signed.token
    let late = UInt256(now - 1)
    #expect(throws: LedgerError.permitExpired(deadline: late, now: now)) {
      try signed.permit(signed.permit(deadline: late), deadline: late)
    }
    #expect(signed.token == before)
    for deadline in [UInt256(now), .max] {
      try signed.permit(signed.permit(deadline: deadline), deadline: deadline)
    }
  }

  @Test(arguments: dialects) func withoutARecovererNothingIsAccepted(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect)
    let before = signed.token
    #expect(throws: LedgerError.signaturesNotSupported) {
      try signed.token.permit(
        owner: signed.alice.address, spender: signed.bob.address, value: 30, deadline: 2_000,
        signature: signed.permit(), recoverer: nil)
    }
    let transfer = signed.transfer()
    let signature = signed.sign(.transferWithAuthorization(transfer))
    #expect(throws: LedgerError.signaturesNotSupported) {
      try signed.token.transferWithAuthorization(
        transfer, signature: signature, recoverer: nil)
    }
    #expect(throws: LedgerError.signaturesNotSupported) {
      try signed.token.receiveWithAuthorization(
        transfer, caller: transfer.to, signature: signature, recoverer: nil)
    }
    #expect(throws: LedgerError.signaturesNotSupported) {
      try signed.token.cancelAuthorization(
        authorizer: transfer.from, nonce: transfer.nonce, signature: signature, recoverer: nil)
    }
    #expect(signed.token == before)
  }

  @Test(arguments: dialects) func aTokenWithoutPermitsTakesNone(_ dialect: Dialect) throws {
    var signed = try SignedOperations(dialect, permitVersion: nil)
    let before = signed.token
    #expect(throws: LedgerError.notEnabled("permits")) { try signed.permit(signed.permit()) }
    #expect(signed.token == before)
  }

  @Test(arguments: dialects) func nobodyCanBeAllowedOrSignInTheNameOfNobody(
    _ dialect: Dialect
  ) throws {
    var signed = try SignedOperations(dialect)
    let (alice, bob) = (signed.alice.address, signed.bob.address)
    let before = signed.token
    let toNobody = TokenMessage.permit(
      owner: alice, spender: .zero, value: 1, nonce: 0, deadline: 2_000)
    #expect(throws: LedgerError.invalidSpender(.zero)) {
      try signed.token.permit(
        owner: alice, spender: .zero, value: 1, deadline: 2_000,
        signature: signed.sign(toNobody), recoverer: signed.recoverer)
    }
    let ofNobody = TokenMessage.permit(
      owner: .zero, spender: bob, value: 1, nonce: 0, deadline: 2_000)
    #expect(throws: LedgerError.invalidSigner(signer: alice, owner: .zero)) {
      try signed.token.permit(
        owner: .zero, spender: bob, value: 1, deadline: 2_000, signature: signed.sign(ofNobody),
        recoverer: signed.recoverer)
    }
    // Garbage that ecrecover refuses must not pass for the zero address.
    let garbage = Signature(v: 27, r: .max, s: 1)
    #expect(throws: LedgerError.invalidSignature) {
      try signed.token.permit(
        owner: .zero, spender: bob, value: 1, deadline: 2_000, signature: garbage,
        recoverer: signed.recoverer)
    }
    #expect(signed.token == before)
  }

  @Test func theGuardsOfFiatTokenComeBeforeTheSignature() throws {
    var signed = try SignedOperations(.fiatToken2)
    let (alice, bob) = (signed.alice.address, signed.bob.address)
    let good = signed.permit()
    for account in [alice, bob] {
      try signed.token.block(account)
      let before = signed.token
      #expect(throws: LedgerError.blocked(account)) {
        try signed.permit(Signature(v: 0, r: 0, s: .max), deadline: 0)
      }
      #expect(signed.token == before)
      try signed.token.unblock(account)
    }
    try signed.token.pause(by: alice)
    let before = signed.token
    #expect(throws: LedgerError.enforcedPause) { try signed.permit(good) }
    #expect(signed.token == before)
    try signed.token.unpause(by: alice)
    #expect(throws: LedgerError.permitExpired(deadline: 0, now: SignedOperations.now)) {
      try signed.permit(Signature(v: 0, r: 0, s: .max), deadline: 0)
    }
    try signed.permit(good)
  }

  @Test func theAnswersToCallsAreThoseOfTheStandards() throws {
    let signed = try SignedOperations(.openZeppelin5)
    let domain = signed.token.signingDomain
    let caller = signed.bob.address
    func ask(_ signature: String, _ results: String, _ arguments: [ABIValue] = []) throws
      -> [ABIValue]
    {
      let function = try ABIFunction(signature, returns: results)
      var token = signed.token
      let result = try token.call(data: try function.encodeCall(arguments), from: caller)
      #expect(result.succeeded && token == signed.token, "\(signature)")
      return try function.decodeReturn(result.output)
    }
    #expect(try ask("DOMAIN_SEPARATOR()", "(bytes32)") == [.bytes32(domain.separator)])
    #expect(try ask("nonces(address)", "(uint256)", [.address(caller)]) == [.uint(0)])
    #expect(
      try ask(
        "eip712Domain()", "(bytes1,string,string,uint256,address,bytes32,uint256[])") == [
          .fixedBytes([0x0F]), .string("Tensor Credit"), .string("2"), .uint(31_337),
          .address(signed.token.configuration.address), .bytes32(.zero), .array([]),
        ])
    #expect(
      try ask(
        "authorizationState(address,bytes32)", "(bool)", [.address(caller), .bytes32(.zero)])
        == [.bool(false)])
  }

  @Test func aCallWithoutARecovererIsRefused() throws {
    let signed = try SignedOperations(.openZeppelin5)
    let signature = signed.permit()
    let permit = try ABIFunction("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)")
    let calldata = try permit.encodeCall([
      .address(signed.alice.address), .address(signed.bob.address), .uint(30), .uint(2_000),
      .uint(UInt256(UInt64(signature.v))), .fixedBytes(signature.r.bigEndianBytes),
      .fixedBytes(signature.s.bigEndianBytes),
    ])
    var token = signed.token
    let refused = try token.call(data: calldata, from: signed.bob.address)
    #expect(refused.error == .signaturesNotSupported && refused.output.isEmpty)
    #expect(token == signed.token)
    var environment = CallEnvironment()
    environment.recoverer = signed.recoverer
    let result = try token.call(
      data: calldata, from: signed.bob.address, environment: environment)
    #expect(result.succeeded && result.logs.count == 1)
    #expect(token.nonce(of: signed.alice.address) == 1)
  }
}

extension SignedOperations {
  /// Carries in a permit of alice for bob.
  fileprivate mutating func permit(
    _ signature: Signature, value: UInt256 = 30, deadline: UInt256 = 2_000
  ) throws(LedgerError) {
    try token.permit(
      owner: alice.address, spender: bob.address, value: value, deadline: deadline,
      signature: signature, recoverer: recoverer)
  }
}
