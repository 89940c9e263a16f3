// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

extension LedgerError {
  /// How contracts refuse signatures: reasons where the style has some, custom errors of OpenZeppelin
  /// 5 else; nil for all that concerns no signature.
  func signatureRevert(in style: Dialect.Style, during action: TokenAction) -> RevertData? {
    switch style {
    case .openZeppelin5: openZeppelin5SignatureRevert
    case .openZeppelin4: openZeppelin4SignatureReason.map { .reason($0) }
    case .snekmate: snekmateSignatureReason.map { .reason($0) }
    case .fiatToken2: fiatTokenSignatureReason(during: action).map { .reason($0) }
    }
  }

  /// The errors of OpenZeppelin's ERC3009 (5.7); those of permits are with its others.
  private var openZeppelin5SignatureRevert: RevertData? {
    switch self {
    case .authorizationNotYetValid(let validAfter, let validBefore, _),
      .authorizationExpired(let validAfter, let validBefore, _):
      .custom("ERC3009InvalidAuthorizationTime(uint256,uint256)", [validAfter, validBefore])
    case .authorizationUsed(let authorizer, let nonce):
      .custom(
        "ERC3009UsedAuthorization(address,bytes32)", [authorizer.slotValue, nonce.slotValue])
    case .callerIsNotPayee(_, let payee):
      .custom("ERC20InvalidReceiver(address)", [payee.slotValue])
    default: nil
    }
  }

  private var openZeppelin4SignatureReason: String? {
    switch self {
    case .permitExpired: "ERC20Permit: expired deadline"
    case .invalidSigner: "ERC20Permit: invalid signature"
    case .highS: "ECDSA: invalid signature 's' value"
    case .invalidV: "ECDSA: invalid signature 'v' value"
    case .invalidSignature: "ECDSA: invalid signature"
    case .invalidSignatureLength: "ECDSA: invalid signature length"
    case .votesSignatureExpired: "ERC20Votes: signature expired"
    case .invalidNonce: "ERC20Votes: invalid nonce"
    default: nil
    }
  }

  private var snekmateSignatureReason: String? {
    switch self {
    case .permitExpired: "erc20: expired deadline"
    case .invalidSigner: "erc20: invalid signature"
    case .highS: "ecdsa: invalid signature `s` value"
    case .invalidV, .invalidSignature: "ecdsa: invalid signature"
    case .invalidSignatureLength: "ecdsa: invalid signature length"
    default: nil
    }
  }

  private func fiatTokenSignatureReason(during action: TokenAction) -> String? {
    switch self {
    case .permitExpired: "FiatTokenV2: permit is expired"
    case .invalidSigner:
      action == .permit ? "EIP2612: invalid signature" : "FiatTokenV2: invalid signature"
    case .highS: "ECRecover: invalid signature 's' value"
    case .invalidV: "ECRecover: invalid signature 'v' value"
    case .invalidSignature: "ECRecover: invalid signature"
    case .invalidSignatureLength: "ECRecover: invalid signature length"
    case .authorizationNotYetValid: "FiatTokenV2: authorization is not yet valid"
    case .authorizationExpired: "FiatTokenV2: authorization is expired"
    case .authorizationUsed: "FiatTokenV2: authorization is used or canceled"
    case .callerIsNotPayee: "FiatTokenV2: caller must be the payee"
    default: nil
    }
  }
}
