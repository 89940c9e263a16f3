// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Secp256k1Recovery
import TokenLedger

/// Holders whose keys the tests know, and a token they sign for.
struct SignedOperations {
  let alice: Secp256k1Signer
  let bob: Secp256k1Signer
  var token: Token

  /// The second in which everything happens.
  static let now: UInt64 = 1_000
  let recoverer = Secp256k1Recoverer()

  init(_ dialect: Dialect, permitVersion: String? = "2", authorizations: Bool = true) throws {
    alice = try Secp256k1Signer(privateKey: 0xA11CE as UInt256)
    bob = try Secp256k1Signer(privateKey: 0xB0B as UInt256)
    token = try Self.token(
      dialect, permitVersion: permitVersion, authorizations: authorizations)
    try token.mint(to: alice.address, value: 100)
  }

  static func token(
    _ dialect: Dialect, name: String = "Tensor Credit", label: String = "token",
    chainID: UInt64 = 31_337, permitVersion: String? = "2", authorizations: Bool = true
  ) throws -> Token {
    var features = TokenFeatures()
    features.permitVersion = permitVersion
    features.authorizations = authorizations
    features.pausable = true
    features.blocklist = true
    var token = Token(
      configuration: TokenConfiguration(
        name: name, symbol: "TNSR", decimals: 6, address: .derived(fromLabel: label),
        chainID: chainID, dialect: dialect, features: features))
    try token.advance(to: Block(number: 7, timestamp: now))
    return token
  }

  /// A permit of alice for bob, signed by alice for this token.
  func permit(
    value: UInt256 = 30, nonce: UInt256? = nil, deadline: UInt256 = 2_000,
    by signer: Secp256k1Signer? = nil, for other: Token? = nil
  ) -> Signature {
    let message = TokenMessage.permit(
      owner: alice.address, spender: bob.address, value: value,
      nonce: nonce ?? token.nonce(of: alice.address), deadline: deadline)
    return (signer ?? alice).sign(message.digest(in: (other ?? token).signingDomain))
  }

  /// A transfer of alice to bob, not signed yet.
  func transfer(
    value: UInt256 = 30, validAfter: UInt256 = 0, validBefore: UInt256 = 2_000,
    nonce: String = "one"
  ) -> TransferAuthorization {
    TransferAuthorization(
      from: alice.address, to: bob.address, value: value, validAfter: validAfter,
      validBefore: validBefore, nonce: Keccak256.hash(nonce.utf8))
  }

  /// A message signed by alice for this token.
  func sign(_ message: TokenMessage, for other: Token? = nil) -> Signature {
    alice.sign(message.digest(in: (other ?? token).signingDomain))
  }

  /// Every way to spoil a signature that no key can mend, with the error each is refused by.
  static func spoiled(_ good: Signature) -> [(Signature, LedgerError)] {
    let order = Signature.curveOrder
    let high = order - good.s
    var cases: [(Signature, LedgerError)] = [
      (Signature(v: good.v ^ 27 ^ 28, r: good.r, s: high), .highS(high)),
      (Signature(v: good.v, r: good.r, s: order), .highS(order)),
      (Signature(v: good.v, r: good.r, s: .max), .highS(.max)),
      (Signature(v: good.v, r: good.r, s: 0), .invalidSignature),
      (Signature(v: good.v, r: 0, s: good.s), .invalidSignature),
      (Signature(v: good.v, r: order, s: good.s), .invalidSignature),
      (Signature(v: good.v, r: .max, s: good.s), .invalidSignature),
    ]
    for v: UInt8 in [0, 1, 26, 29, 255] {
      cases.append((Signature(v: v, r: good.r, s: good.s), .invalidV(v)))
    }
    return cases
  }
}

/// All presets.
let dialects: [Dialect] = [.openZeppelin5, .openZeppelin4, .snekmate, .fiatToken2]
