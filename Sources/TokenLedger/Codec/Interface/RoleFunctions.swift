// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ContractFunction {
  /// OpenZeppelin's AccessControl, and `setRoleAdmin`, which contracts built on it offer.
  static let roles: [ContractFunction] = [
    role("DEFAULT_ADMIN_ROLE()", TokenRole.defaultAdmin),
    role("MINTER_ROLE()", TokenRole.minter),
    role("PAUSER_ROLE()", TokenRole.pauser, when: { $0.features.pausable }),
    role("LIMITER_ROLE()", TokenRole.limiter, when: { $0.features.blocklist }),
    role("SNAPSHOT_ROLE()", TokenRole.snapshotter, when: { $0.features.snapshots }),
    ContractFunction("hasRole(bytes32,address)", when: { $0.features.access.isRoles }) {
      token, arguments, _ throws(LedgerError) in
      ReturnValue.bool(token.hasRole(try arguments.bytes32(), try arguments.address()))
    },
    ContractFunction("getRoleAdmin(bytes32)", when: { $0.features.access.isRoles }) {
      token, arguments, _ throws(LedgerError) in
      token.roleAdmin(of: try arguments.bytes32()).bytes
    },
    ContractFunction(
      "grantRole(bytes32,address)", action: .administration, when: { $0.features.access.isRoles }
    ) { token, arguments, call throws(LedgerError) in
      try token.grantRole(
        by: call.caller, try arguments.bytes32(), to: try arguments.address())
      return []
    },
    ContractFunction(
      "revokeRole(bytes32,address)", action: .administration, when: { $0.features.access.isRoles }
    ) { token, arguments, call throws(LedgerError) in
      try token.revokeRole(
        by: call.caller, try arguments.bytes32(), from: try arguments.address())
      return []
    },
    ContractFunction(
      "renounceRole(bytes32,address)", action: .administration,
      when: { $0.features.access.isRoles }
    ) { token, arguments, call throws(LedgerError) in
      try token.renounceRole(
        by: call.caller, try arguments.bytes32(), confirmation: try arguments.address())
      return []
    },
    ContractFunction(
      "setRoleAdmin(bytes32,bytes32)", action: .administration,
      when: { $0.features.access.isRoles }
    ) { token, arguments, call throws(LedgerError) in
      try token.setRoleAdmin(
        by: call.caller, of: try arguments.bytes32(), to: try arguments.bytes32())
      return []
    },
    ContractFunction("supportsInterface(bytes4)", when: { $0.features.access.isRoles }) {
      token, arguments, _ throws(LedgerError) in
      // EIP-165 (https://eips.ethereum.org/EIPS/eip-165), IAccessControl, and EIP-1363.
      let interface = try arguments.bytes4()
      return ReturnValue.bool(
        interface == 0x01FF_C9A7 || interface == 0x7965_DB0B
          || interface == 0xB020_2A11 && token.configuration.features.transferCalls)
    },
  ]

  private static func role(
    _ signature: String, _ role: Digest,
    when isAvailable: @escaping @Sendable (TokenConfiguration) -> Bool = { _ in true }
  ) -> ContractFunction {
    ContractFunction(signature, when: { $0.features.access.isRoles && isAvailable($0) }) {
      _, _, _ in
      role.bytes
    }
  }
}
