// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ContractFunction {
  /// EIP-2612 (https://eips.ethereum.org/EIPS/eip-2612) and EIP-5267
  /// (https://eips.ethereum.org/EIPS/eip-5267).
  static let permits: [ContractFunction] = [
    ContractFunction(
      "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)", action: .permit,
      when: hasPermits
    ) { token, arguments, call throws(LedgerError) in
      try token.permit(
        owner: try arguments.address(), spender: try arguments.address(),
        value: try arguments.uint256(), deadline: try arguments.uint256(),
        signature: try arguments.signature(), recoverer: call.environment.recoverer)
      return []
    },
    ContractFunction("nonces(address)", when: { hasPermits($0) || $0.features.votes != nil }) {
      token, arguments, _ throws(LedgerError) in
      token.nonce(of: try arguments.address()).bigEndianBytes
    },
    ContractFunction("DOMAIN_SEPARATOR()", when: hasDomain) { token, _, _ in
      token.signingDomain.separator.bytes
    },
    ContractFunction(
      "eip712Domain()", when: { hasDomain($0) && $0.dialect.style != .fiatToken2 }
    ) { token, _, _ in
      let domain = token.signingDomain
      var writer = ReturnWriter()
      writer.write(fixedBytes: [domain.fields])
      writer.write(token.name)
      writer.write(domain.version ?? "")
      writer.write(domain.chainID ?? .zero)
      writer.write(domain.verifyingContract ?? .zero)
      writer.write(domain.salt ?? .zero)
      writer.write([])
      return writer.finish()
    },
    ContractFunction(
      "version()", when: { hasDomain($0) && $0.dialect.style == .fiatToken2 }
    ) { token, _, _ in ReturnValue.text(token.signingDomain.version ?? "") },
  ]

  /// EIP-3009 (https://eips.ethereum.org/EIPS/eip-3009).
  static let authorizations: [ContractFunction] = [
    ContractFunction(
      "transferWithAuthorization(\(transfer),uint8,bytes32,bytes32)", action: .authorization,
      when: { $0.features.authorizations }
    ) { token, arguments, call throws(LedgerError) in
      try token.transferWithAuthorization(
        try arguments.authorization(), signature: try arguments.signature(),
        recoverer: call.environment.recoverer)
      return []
    },
    ContractFunction(
      "receiveWithAuthorization(\(transfer),uint8,bytes32,bytes32)", action: .authorization,
      when: { $0.features.authorizations }
    ) { token, arguments, call throws(LedgerError) in
      try token.receiveWithAuthorization(
        try arguments.authorization(), caller: call.caller, signature: try arguments.signature(),
        recoverer: call.environment.recoverer)
      return []
    },
    ContractFunction(
      "cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)", action: .authorization,
      when: { $0.features.authorizations }
    ) { token, arguments, call throws(LedgerError) in
      try token.cancelAuthorization(
        authorizer: try arguments.address(), nonce: try arguments.bytes32(),
        signature: try arguments.signature(), recoverer: call.environment.recoverer)
      return []
    },
    ContractFunction(
      "authorizationState(address,bytes32)", when: { $0.features.authorizations }
    ) { token, arguments, _ throws(LedgerError) in
      ReturnValue.bool(
        token.isAuthorizationUsed(
          authorizer: try arguments.address(), nonce: try arguments.bytes32()))
    },
  ]

  private static let transfer = "address,address,uint256,uint256,uint256,bytes32"

  @Sendable private static func hasPermits(_ token: TokenConfiguration) -> Bool {
    token.features.permitVersion != nil
  }

  @Sendable private static func hasDomain(_ token: TokenConfiguration) -> Bool {
    hasPermits(token) || token.features.authorizations || token.features.votes != nil
  }
}

extension CallArguments {
  /// The next three arguments as a signature: v, r, s.
  mutating func signature() throws(LedgerError) -> Signature {
    Signature(v: try uint8(), r: try uint256(), s: try uint256())
  }

  /// The next six arguments as a signed transfer.
  mutating func authorization() throws(LedgerError) -> TransferAuthorization {
    TransferAuthorization(
      from: try address(), to: try address(), value: try uint256(), validAfter: try uint256(),
      validBefore: try uint256(), nonce: try bytes32())
  }
}
