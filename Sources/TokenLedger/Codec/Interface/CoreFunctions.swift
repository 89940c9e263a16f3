// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ContractFunction {
  /// EIP-20 (https://eips.ethereum.org/EIPS/eip-20), and allowances changed by a difference.
  static let core: [ContractFunction] = [
    ContractFunction("name()") { token, _, _ in ReturnValue.text(token.name) },
    ContractFunction("symbol()") { token, _, _ in ReturnValue.text(token.symbol) },
    ContractFunction("decimals()") { token, _, _ in
      UInt256(UInt64(token.decimals)).bigEndianBytes
    },
    ContractFunction("totalSupply()") { token, _, _ in token.totalSupply.bigEndianBytes },
    ContractFunction("balanceOf(address)") { token, arguments, _ throws(LedgerError) in
      token.balance(of: try arguments.address()).bigEndianBytes
    },
    ContractFunction("allowance(address,address)") { token, arguments, _ throws(LedgerError) in
      token.allowance(owner: try arguments.address(), spender: try arguments.address())
        .bigEndianBytes
    },
    ContractFunction("transfer(address,uint256)") {
      token, arguments, call throws(LedgerError) in
      try token.transfer(
        from: call.caller, to: try arguments.address(), value: try arguments.uint256())
      return ReturnValue.yes
    },
    ContractFunction("approve(address,uint256)", action: .approve) {
      token, arguments, call throws(LedgerError) in
      try token.approve(
        owner: call.caller, spender: try arguments.address(), value: try arguments.uint256())
      return ReturnValue.yes
    },
    ContractFunction("transferFrom(address,address,uint256)") {
      token, arguments, call throws(LedgerError) in
      try token.transferFrom(
        spender: call.caller, from: try arguments.address(), to: try arguments.address(),
        value: try arguments.uint256())
      return ReturnValue.yes
    },
    ContractFunction(
      "increaseAllowance(address,uint256)", action: .approve,
      when: { $0.features.allowanceChanges }
    ) { token, arguments, call throws(LedgerError) in
      try token.increaseAllowance(
        owner: call.caller, spender: try arguments.address(), by: try arguments.uint256())
      return ReturnValue.yes
    },
    ContractFunction(
      "decreaseAllowance(address,uint256)", action: .approve,
      when: { $0.features.allowanceChanges }
    ) { token, arguments, call throws(LedgerError) in
      try token.decreaseAllowance(
        owner: call.caller, spender: try arguments.address(), by: try arguments.uint256())
      return ReturnValue.yes
    },
  ]
}
