// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension Token {
  /// What signatures for this token are bound to: its name and the version in its features ("1" where
  /// they name none), chain and address, and a salt since its past was undone.
  ///
  /// - Complexity: O(n) for n bytes of the name.
  public var signingDomain: EIP712Domain {
    EIP712Domain(
      name: name, version: configuration.features.permitVersion ?? "1",
      chainID: UInt256(configuration.chainID), verifyingContract: configuration.address,
      salt: rollbacks.salt)
  }

  /// The number that the next permit or delegation signed by `account` has to carry.
  ///
  /// - Complexity: O(1).
  public func nonce(of account: Address) -> UInt256 { storage.value(.nonce, account) }

  /// Makes the signature with the account's present nonce void.
  mutating func useNonce(of account: Address) {
    storage.set(.nonce, account, nonce(of: account) + 1)
  }

  /// Who signed `message` for this token.
  ///
  /// - Throws: ``LedgerError``: signatures not supported, high s, invalid v, invalid signature.
  func signer(
    of message: TokenMessage, _ signature: Signature, _ recoverer: (any SignatureRecovering)?
  ) throws(LedgerError) -> Address {
    try signer(of: message.digest(in: signingDomain), signature, recoverer)
  }

  private func signer(
    of digest: Digest, _ signature: Signature, _ recoverer: (any SignatureRecovering)?
  ) throws(LedgerError) -> Address {
    guard let recoverer else { throw .signaturesNotSupported }
    do throws(SignatureError) {
      return try signature.signer(of: digest, recoverer: recoverer)
    } catch {
      throw LedgerError(error)
    }
  }

  /// Who delegates by a signature, once everything that the signature says was checked.
  ///
  /// Whoever carries the delegation out then calls ``useNonce(of:)``.
  ///
  /// - Parameter separator: the hash of the domain, nil for that of ``signingDomain``.
  /// - Throws: ``LedgerError`` in this order: votes' signature expired, signatures not supported,
  ///   high s, invalid v, invalid signature, invalid nonce.
  func delegator(
    to delegatee: Address, nonce: UInt256, expiry: UInt256, signature: Signature,
    recoverer: (any SignatureRecovering)?, separator: Digest?
  ) throws(LedgerError) -> Address {
    if UInt256(block.timestamp) > expiry {
      throw .votesSignatureExpired(expiry: expiry, now: block.timestamp)
    }
    let message = TokenMessage.delegation(delegatee: delegatee, nonce: nonce, expiry: expiry)
    let separator = separator ?? signingDomain.separator
    let signer = try signer(
      of: EIP712Domain.digest(of: message.structHash, separator: separator), signature, recoverer)
    let current = self.nonce(of: signer)
    guard nonce == current else { throw .invalidNonce(account: signer, current: current) }
    return signer
  }
}

extension LedgerError {
  /// Why a token does not take a signature.
  init(_ error: SignatureError) {
    switch error {
    case .highS(let s): self = .highS(s)
    case .badV(let v): self = .invalidV(v)
    case .length(let count): self = .invalidSignatureLength(count)
    case .rOutOfRange, .zeroS, .noSigner: self = .invalidSignature
    }
  }
}
