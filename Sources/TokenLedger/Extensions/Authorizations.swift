// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// Transfers signed by their sender (https://eips.ethereum.org/EIPS/eip-3009).
///
/// FiatToken looks at guards, times and use before the signature; OpenZeppelin (since 5.7, a draft) at
/// the signature first. The other dialects' contracts have no such transfers: they answer in
/// FiatToken's order.
extension Token {
  /// Whether the authorization with this nonce was used or cancelled.
  ///
  /// - Complexity: O(1).
  public func isAuthorizationUsed(authorizer: Address, nonce: Digest) -> Bool {
    guard let account = storage.number(of: authorizer), let word = storage.number(of: nonce) else {
      return false
    }
    return !storage[SlotKey(.authorization, account, word)].isZero
  }

  /// Carries out a signed transfer. Anyone may carry it in.
  ///
  /// - Parameters:
  ///   - authorization: what was signed.
  ///   - signature: of ``TransferAuthorization/from`` over
  ///     ``TokenMessage/transferWithAuthorization(_:)``.
  ///   - recoverer: what finds out who signed; nil where nothing can, then the transfer is refused.
  /// - Throws: ``LedgerError`` in this order: not enabled, paused and blocked where the dialect's
  ///   guards come first, authorization not yet valid, expired, used, signatures not supported, high
  ///   s, invalid v, invalid signature, invalid signer, then as a transfer; in the style of
  ///   OpenZeppelin 5 what concerns the signature comes before the times. Then nothing changes.
  /// - Complexity: O(1), one recovery.
  public mutating func transferWithAuthorization(
    _ authorization: TransferAuthorization, signature: Signature,
    recoverer: (any SignatureRecovering)?
  ) throws(LedgerError) {
    try carryOut(
      authorization, signed: .transferWithAuthorization(authorization), signature, recoverer
    ) { _ throws(LedgerError) in }
  }

  /// Carries out a signed transfer that only its receiver may carry in: nobody can take it out of a
  /// call that the receiver's contract wraps around it.
  ///
  /// - Parameters:
  ///   - authorization: what was signed.
  ///   - caller: who carries it in.
  ///   - signature: of ``TransferAuthorization/from`` over
  ///     ``TokenMessage/receiveWithAuthorization(_:)``.
  ///   - recoverer: what finds out who signed; nil where nothing can, then the transfer is refused.
  /// - Throws: ``LedgerError`` as ``transferWithAuthorization(_:signature:recoverer:)``, and caller is
  ///   not payee before the times. Then nothing changes.
  /// - Complexity: O(1), one recovery.
  public mutating func receiveWithAuthorization(
    _ authorization: TransferAuthorization, caller: Address, signature: Signature,
    recoverer: (any SignatureRecovering)?
  ) throws(LedgerError) {
    try carryOut(
      authorization, signed: .receiveWithAuthorization(authorization), signature, recoverer
    ) { payee throws(LedgerError) in
      guard caller == payee else { throw .callerIsNotPayee(caller: caller, payee: payee) }
    }
  }

  /// Makes an authorization void that was not used yet.
  ///
  /// - Parameters:
  ///   - authorizer: who signed it, and signs that it be void.
  ///   - nonce: the authorization's.
  ///   - signature: over ``TokenMessage/cancelAuthorization(authorizer:nonce:)``.
  ///   - recoverer: what finds out who signed; nil where nothing can, then nothing is cancelled.
  /// - Throws: ``LedgerError`` in this order: not enabled, paused where the dialect's guards come
  ///   first, authorization used, signatures not supported, high s, invalid v, invalid signature,
  ///   invalid signer; in the style of OpenZeppelin 5 authorization used comes last. Then nothing
  ///   changes.
  /// - Complexity: O(1), one recovery.
  public mutating func cancelAuthorization(
    authorizer: Address, nonce: Digest, signature: Signature,
    recoverer: (any SignatureRecovering)?
  ) throws(LedgerError) {
    try checkEnabled()
    // FiatToken asks whether it is paused, and nobody whether he is blocked.
    if configuration.dialect.guardsComeFirst && configuration.features.pausable && isPaused {
      throw .enforcedPause
    }
    let message = TokenMessage.cancelAuthorization(authorizer: authorizer, nonce: nonce)
    if signatureComesFirst { try check(signature, over: message, by: authorizer, recoverer) }
    try checkUnused(authorizer, nonce)
    if !signatureComesFirst { try check(signature, over: message, by: authorizer, recoverer) }
    markUsed(authorizer, nonce)
    storage.append(.authorizationCanceled(authorizer: authorizer, nonce: nonce))
  }

  private mutating func carryOut(
    _ authorization: TransferAuthorization, signed message: TokenMessage, _ signature: Signature,
    _ recoverer: (any SignatureRecovering)?,
    checkingPayee checkPayee: (Address) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    let (from, to) = (authorization.from, authorization.to)
    try checkEnabled()
    try checkFirst(from, to)
    if signatureComesFirst { try check(signature, over: message, by: from, recoverer) }
    try checkPayee(to)
    try checkTimes(of: authorization)
    try checkUnused(from, authorization.nonce)
    if !signatureComesFirst { try check(signature, over: message, by: from, recoverer) }

    // The event comes before that of the transfer, so what fails later takes it back.
    let before = self
    markUsed(from, authorization.nonce)
    storage.append(.authorizationUsed(authorizer: from, nonce: authorization.nonce))
    do throws(LedgerError) {
      try move(from: from, to: to, value: authorization.value)
    } catch {
      self = before
      throw error
    }
  }

  private var signatureComesFirst: Bool { configuration.dialect.style == .openZeppelin5 }

  private func checkEnabled() throws(LedgerError) {
    guard configuration.features.authorizations else { throw .notEnabled("authorizations") }
  }

  private func checkTimes(of authorization: TransferAuthorization) throws(LedgerError) {
    let (validAfter, validBefore) = (authorization.validAfter, authorization.validBefore)
    let now = block.timestamp
    if UInt256(now) <= validAfter {
      throw .authorizationNotYetValid(validAfter: validAfter, validBefore: validBefore, now: now)
    }
    if UInt256(now) >= validBefore {
      throw .authorizationExpired(validAfter: validAfter, validBefore: validBefore, now: now)
    }
  }

  private func checkUnused(_ authorizer: Address, _ nonce: Digest) throws(LedgerError) {
    if isAuthorizationUsed(authorizer: authorizer, nonce: nonce) {
      throw .authorizationUsed(authorizer: authorizer, nonce: nonce)
    }
  }

  private func check(
    _ signature: Signature, over message: TokenMessage, by account: Address,
    _ recoverer: (any SignatureRecovering)?
  ) throws(LedgerError) {
    let signer = try signer(of: message, signature, recoverer)
    guard signer == account else { throw .invalidSigner(signer: signer, owner: account) }
  }

  private mutating func markUsed(_ authorizer: Address, _ nonce: Digest) {
    let account = storage.intern(authorizer)
    let word = storage.intern(nonce)
    storage[SlotKey(.authorization, account, word)] = 1
  }
}
