// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// Lets `delegate` vote with the units of whoever signed that
  /// (https://eips.ethereum.org/EIPS/eip-5805, there `delegateBySig`). Anyone may carry it in.
  ///
  /// - Parameters:
  ///   - delegate: who votes; the zero address for nobody.
  ///   - nonce: the signer's present ``nonce(of:)``.
  ///   - expiry: the last second, since 1970, in which it is good.
  ///   - signature: over ``TokenMessage/delegation(delegatee:nonce:expiry:)``.
  ///   - recoverer: what finds out who signed; nil where nothing can, then it is refused.
  /// - Returns: who signed.
  /// - Throws: ``LedgerError`` in this order: not enabled, votes' signature expired, signatures not
  ///   supported, high s, invalid v, invalid signature, invalid nonce, clock out of range. Then
  ///   nothing changes, the nonce neither.
  /// - Complexity: O(1), one recovery.
  @discardableResult
  public mutating func delegate(
    to delegate: Address, nonce: UInt256, expiry: UInt256, signature: Signature,
    recoverer: (any SignatureRecovering)?
  ) throws(LedgerError) -> Address {
    try self.delegate(
      to: delegate, nonce: nonce, expiry: expiry, signature: signature,
      checker: SignatureChecker(recoverer))
  }

  /// A signed delegation, checked as a call's environment says.
  @discardableResult
  mutating func delegate(
    to delegate: Address, nonce: UInt256, expiry: UInt256, signature: Signature,
    checker: SignatureChecker
  ) throws(LedgerError) -> Address {
    guard configuration.features.votes != nil else { throw .notEnabled("votes") }
    if UInt256(block.timestamp) > expiry {
      throw .votesSignatureExpired(expiry: expiry, now: block.timestamp)
    }
    let message = TokenMessage.delegation(delegatee: delegate, nonce: nonce, expiry: expiry)
    let signer = try signer(of: message, signature, checker)
    let current = self.nonce(of: signer)
    guard nonce == current else { throw .invalidNonce(account: signer, current: current) }
    try self.delegate(by: signer, to: delegate)
    useNonce(of: signer)
    return signer
  }
}
