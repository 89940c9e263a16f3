// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What holders of a token sign, so that others may carry it in.
///
/// ```swift
/// let message = TokenMessage.permit(
///   owner: alice, spender: bob, value: 100, nonce: 0, deadline: 1_700_000_000)
/// let signature = signer.sign(message.digest(in: domain))
/// ```
///
/// Times are seconds since 1970.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum TokenMessage: Sendable, Hashable {
  /// `spender` may spend `value` units of `owner`, if told until `deadline`
  /// (https://eips.ethereum.org/EIPS/eip-2612).
  case permit(
    owner: Address, spender: Address, value: UInt256, nonce: UInt256, deadline: UInt256)
  /// Units go from one to another within some time; anyone may carry it in
  /// (https://eips.ethereum.org/EIPS/eip-3009).
  case transferWithAuthorization(TransferAuthorization)
  /// The same, and only the receiver may carry it in.
  case receiveWithAuthorization(TransferAuthorization)
  /// The authorization with this nonce counts no longer.
  case cancelAuthorization(authorizer: Address, nonce: Digest)
  /// The signer's votes are for `delegatee`, if told until `expiry`
  /// (https://eips.ethereum.org/EIPS/eip-5805).
  case delegation(delegatee: Address, nonce: UInt256, expiry: UInt256)

  /// The type as EIP-712 writes it.
  public var typeText: String { kind.text }

  /// keccak of ``typeText``.
  ///
  /// - Complexity: O(1), computed once.
  public var typeHash: Digest { kind.hash }

  /// keccak of the type's hash and the values, a word each.
  ///
  /// - Complexity: O(1).
  public var structHash: Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(typeHash)
    switch self {
    case .permit(let owner, let spender, let value, let nonce, let deadline):
      hasher.update(owner.word)
      hasher.update(spender.word)
      hasher.update(value.asDigest)
      hasher.update(nonce.asDigest)
      hasher.update(deadline.asDigest)
    case .transferWithAuthorization(let transfer), .receiveWithAuthorization(let transfer):
      hasher.update(transfer.from.word)
      hasher.update(transfer.to.word)
      hasher.update(transfer.value.asDigest)
      hasher.update(transfer.validAfter.asDigest)
      hasher.update(transfer.validBefore.asDigest)
      hasher.update(transfer.nonce)
    case .cancelAuthorization(let authorizer, let nonce):
      hasher.update(authorizer.word)
      hasher.update(nonce)
    case .delegation(let delegatee, let nonce, let expiry):
      hasher.update(delegatee.word)
      hasher.update(nonce.asDigest)
      hasher.update(expiry.asDigest)
    }
    return hasher.finalize()
  }

  /// What is signed for a token.
  ///
  /// - Complexity: O(1).
  public func digest(in domain: EIP712Domain) -> Digest { domain.digest(of: structHash) }

  private var kind: Kind {
    switch self {
    case .permit: .permit
    case .transferWithAuthorization: .transfer
    case .receiveWithAuthorization: .receive
    case .cancelAuthorization: .cancel
    case .delegation: .delegation
    }
  }

  /// A type with its hash, which never changes.
  private struct Kind {
    let text: String
    let hash: Digest

    init(_ text: String) {
      self.text = text
      hash = Keccak256.hash(text.utf8)
    }

    static let permit = Kind(
      "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
    static let transfer = authorization("TransferWithAuthorization")
    static let receive = authorization("ReceiveWithAuthorization")
    static let cancel = Kind("CancelAuthorization(address authorizer,bytes32 nonce)")
    static let delegation = Kind("Delegation(address delegatee,uint256 nonce,uint256 expiry)")

    private static func authorization(_ name: String) -> Kind {
      Kind(
        "\(name)(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,"
          + "bytes32 nonce)")
    }
  }
}
