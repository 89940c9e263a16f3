// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ContractFunction {
  /// Minting and burning where everyone may, as in the contracts that tests deploy, and burning as
  /// OpenZeppelin's ERC20Burnable and snekmate have it.
  static let supply: [ContractFunction] = [
    ContractFunction(
      "mint(address,uint256)", action: .mint, when: { $0.features.access == .open }
    ) { token, arguments, _ throws(LedgerError) in
      try token.mint(to: try arguments.address(), value: try arguments.uint256())
      return []
    },
    ContractFunction(
      "burn(address,uint256)", action: .burn, when: { $0.features.access == .open }
    ) { token, arguments, _ throws(LedgerError) in
      try token.burn(from: try arguments.address(), value: try arguments.uint256())
      return []
    },
    ContractFunction("burn(uint256)", action: .burn, when: { $0.features.burnable }) {
      token, arguments, call throws(LedgerError) in
      try token.burn(from: call.caller, value: try arguments.uint256())
      return []
    },
    ContractFunction("burnFrom(address,uint256)", action: .burn, when: { $0.features.burnable }) {
      token, arguments, call throws(LedgerError) in
      try token.burnFrom(
        spender: call.caller, from: try arguments.address(), value: try arguments.uint256())
      return []
    },
    ContractFunction("cap()", when: { $0.features.cap != nil }) { token, _, _ in
      (token.configuration.features.cap ?? .max).bigEndianBytes
    },
  ]
}
