// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// Sets an allowance that its owner signed (https://eips.ethereum.org/EIPS/eip-2612). Anyone may
  /// carry it in.
  ///
  /// ```swift
  /// let message = TokenMessage.permit(
  ///   owner: alice, spender: bob, value: 100, nonce: token.nonce(of: alice), deadline: deadline)
  /// let signature = signer.sign(message.digest(in: token.signingDomain))
  /// try token.permit(
  ///   owner: alice, spender: bob, value: 100, deadline: deadline, signature: signature,
  ///   recoverer: Secp256k1Recoverer())
  /// ```
  ///
  /// - Parameters:
  ///   - owner: who signed.
  ///   - spender: who may spend.
  ///   - value: the allowance in units.
  ///   - deadline: the last second, since 1970, in which it is good.
  ///   - signature: over ``TokenMessage/permit(owner:spender:value:nonce:deadline:)`` with the
  ///     owner's present ``nonce(of:)``.
  ///   - recoverer: what finds out who signed; nil where nothing can, then the permit is refused.
  /// - Throws: ``LedgerError`` in this order: not enabled, paused and blocked where the dialect's
  ///   guards come first, permit expired, signatures not supported, high s, invalid v, invalid
  ///   signature, invalid signer, invalid approver, invalid spender. Then nothing changes, the nonce
  ///   neither.
  /// - Complexity: O(1), one recovery.
  public mutating func permit(
    owner: Address, spender: Address, value: UInt256, deadline: UInt256, signature: Signature,
    recoverer: (any SignatureRecovering)?
  ) throws(LedgerError) {
    guard configuration.features.permitVersion != nil else { throw .notEnabled("permits") }
    try checkFirst(owner, spender)
    if UInt256(block.timestamp) > deadline {
      throw .permitExpired(deadline: deadline, now: block.timestamp)
    }
    let message = TokenMessage.permit(
      owner: owner, spender: spender, value: value, nonce: nonce(of: owner), deadline: deadline)
    let signer = try signer(of: message, signature, recoverer)
    guard signer == owner else { throw .invalidSigner(signer: signer, owner: owner) }
    try setAllowance(owner: owner, spender: spender, value: value)
    useNonce(of: owner)
  }
}
