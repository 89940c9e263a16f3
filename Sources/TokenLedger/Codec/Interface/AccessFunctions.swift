// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension TokenFeatures.Access {
  /// Whether everyone may do everything.
  var isOpen: Bool { if case .open = self { true } else { false } }

  /// Whether one owner is in charge.
  var isOwner: Bool { if case .owner = self { true } else { false } }

  /// Whether roles say who may do what.
  var isRoles: Bool { if case .roles = self { true } else { false } }

  /// Whether an owner names minters.
  var isMinters: Bool { if case .minters = self { true } else { false } }

  /// Whether there are FiatToken's offices.
  var isOffices: Bool { if case .offices = self { true } else { false } }
}

extension ContractFunction {
  /// Minting where not everyone may, and FiatToken's burning.
  static let access: [ContractFunction] = [
    ContractFunction(
      "mint(address,uint256)", action: .mint, when: { !$0.features.access.isOpen }
    ) { token, arguments, call throws(LedgerError) in
      try token.mint(
        by: call.caller, to: try arguments.address(), value: try arguments.uint256())
      return token.configuration.features.access.isOffices ? ReturnValue.yes : []
    },
    ContractFunction(
      "burn(uint256)", action: .burn, when: { $0.features.access.isOffices }
    ) { token, arguments, call throws(LedgerError) in
      try token.burn(by: call.caller, value: try arguments.uint256())
      return []
    },
  ]

  /// The owner, in the names of OpenZeppelin and FiatToken.
  static let ownership: [ContractFunction] = [
    ContractFunction(
      "owner()",
      when: { !$0.features.access.isOpen && !$0.features.access.isRoles }
    ) { token, _, _ in token.owner.slotValue.bigEndianBytes },
    ContractFunction("pendingOwner()", when: { $0.features.access.isOwner }) { token, _, _ in
      token.pendingOwner.slotValue.bigEndianBytes
    },
    ContractFunction(
      "transferOwnership(address)", action: .administration,
      when: { $0.features.access.isOwner || $0.features.access.isOffices }
    ) { token, arguments, call throws(LedgerError) in
      try token.transferOwnership(by: call.caller, to: try arguments.address())
      return []
    },
    ContractFunction(
      "acceptOwnership()", action: .administration, when: { $0.features.access.isOwner }
    ) { token, _, call throws(LedgerError) in
      try token.acceptOwnership(by: call.caller)
      return []
    },
    ContractFunction(
      "renounceOwnership()", action: .administration, when: { $0.features.access.isOwner }
    ) { token, _, call throws(LedgerError) in
      try token.renounceOwnership(by: call.caller)
      return []
    },
  ]

  /// The owner and minters in snekmate's names.
  static let minters: [ContractFunction] = [
    ContractFunction("is_minter(address)", when: { $0.features.access.isMinters }) {
      token, arguments, _ throws(LedgerError) in
      ReturnValue.bool(token.isMinter(try arguments.address()))
    },
    ContractFunction(
      "set_minter(address,bool)", action: .administration, when: { $0.features.access.isMinters }
    ) { token, arguments, call throws(LedgerError) in
      try token.setMinter(by: call.caller, try arguments.address(), try arguments.bool())
      return []
    },
    ContractFunction(
      "transfer_ownership(address)", action: .administration,
      when: { $0.features.access.isMinters }
    ) { token, arguments, call throws(LedgerError) in
      try token.transferOwnership(by: call.caller, to: try arguments.address())
      return []
    },
    ContractFunction(
      "renounce_ownership()", action: .administration, when: { $0.features.access.isMinters }
    ) { token, _, call throws(LedgerError) in
      try token.renounceOwnership(by: call.caller)
      return []
    },
  ]
}
