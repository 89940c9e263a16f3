// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ContractFunction {
  /// FiatToken's offices and minters.
  static let offices: [ContractFunction] = [
    holder("masterMinter()", .masterMinter), holder("pauser()", .pauser),
    holder("blacklister()", .blocklister), holder("rescuer()", .rescuer),
    appointment("updateMasterMinter(address)", .masterMinter),
    appointment("updatePauser(address)", .pauser),
    appointment("updateBlacklister(address)", .blocklister),
    appointment("updateRescuer(address)", .rescuer),
    ContractFunction("isMinter(address)", when: { $0.features.access.isOffices }) {
      token, arguments, _ throws(LedgerError) in
      ReturnValue.bool(token.isMinter(try arguments.address()))
    },
    ContractFunction("minterAllowance(address)", when: { $0.features.access.isOffices }) {
      token, arguments, _ throws(LedgerError) in
      token.minterAllowance(of: try arguments.address()).bigEndianBytes
    },
    ContractFunction(
      "configureMinter(address,uint256)", action: .administration,
      when: { $0.features.access.isOffices }
    ) { token, arguments, call throws(LedgerError) in
      try token.configureMinter(
        by: call.caller, try arguments.address(), allowance: try arguments.uint256())
      return ReturnValue.yes
    },
    ContractFunction(
      "removeMinter(address)", action: .administration, when: { $0.features.access.isOffices }
    ) { token, arguments, call throws(LedgerError) in
      try token.removeMinter(by: call.caller, try arguments.address())
      return ReturnValue.yes
    },
    // Name, decimals and offices came with the configuration: it is initialised from its first day.
    ContractFunction(
      "initialize(string,string,string,uint8,address,address,address,address)",
      action: .administration, when: { $0.features.access.isOffices }
    ) { token, _, _ throws(LedgerError) in
      throw .alreadyDeployed(token.configuration.address)
    },
  ]

  private static func holder(_ signature: String, _ office: FiatTokenOffice) -> ContractFunction {
    ContractFunction(signature, when: { $0.features.access.isOffices }) { token, _, _ in
      token.holder(of: office).slotValue.bigEndianBytes
    }
  }

  private static func appointment(
    _ signature: String, _ office: FiatTokenOffice
  ) -> ContractFunction {
    ContractFunction(
      signature, action: .administration, when: { $0.features.access.isOffices }
    ) { token, arguments, call throws(LedgerError) in
      try token.appoint(by: call.caller, try arguments.address(), to: office)
      return []
    }
  }
}
