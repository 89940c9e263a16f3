// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ContractFunction {
  /// EIP-1363 (https://eips.ethereum.org/EIPS/eip-1363), each function with and without data, and
  /// the question of EIP-165 (https://eips.ethereum.org/EIPS/eip-165) that it asks for.
  static let transferCalls: [ContractFunction] =
    [false, true].flatMap { hasData in
      [
        transferAndCall(hasData), transferFromAndCall(hasData), approveAndCall(hasData),
      ]
    } + [supportsInterface]

  private static func transferAndCall(_ hasData: Bool) -> ContractFunction {
    ContractFunction(
      "transferAndCall(address,uint256\(hasData ? ",bytes" : ""))",
      when: { $0.features.transferCalls }
    ) { token, arguments, call throws(LedgerError) in
      try token.transferAndCall(
        from: call.caller, to: try arguments.address(), value: try arguments.uint256(),
        data: hasData ? try arguments.bytes() : [], environment: call.environment)
      return ReturnValue.yes
    }
  }

  private static func transferFromAndCall(_ hasData: Bool) -> ContractFunction {
    ContractFunction(
      "transferFromAndCall(address,address,uint256\(hasData ? ",bytes" : ""))",
      when: { $0.features.transferCalls }
    ) { token, arguments, call throws(LedgerError) in
      try token.transferFromAndCall(
        spender: call.caller, from: try arguments.address(), to: try arguments.address(),
        value: try arguments.uint256(), data: hasData ? try arguments.bytes() : [],
        environment: call.environment)
      return ReturnValue.yes
    }
  }

  private static func approveAndCall(_ hasData: Bool) -> ContractFunction {
    ContractFunction(
      "approveAndCall(address,uint256\(hasData ? ",bytes" : ""))", action: .approve,
      when: { $0.features.transferCalls }
    ) { token, arguments, call throws(LedgerError) in
      try token.approveAndCall(
        owner: call.caller, spender: try arguments.address(), value: try arguments.uint256(),
        data: hasData ? try arguments.bytes() : [], environment: call.environment)
      return ReturnValue.yes
    }
  }

  /// Answers for EIP-165 itself and for EIP-1363.
  private static let supportsInterface = ContractFunction(
    "supportsInterface(bytes4)", when: { $0.features.transferCalls }
  ) { _, arguments, _ throws(LedgerError) in
    let identifier = try arguments.bytes4()
    return ReturnValue.bool(identifier == 0x01ff_c9a7 || identifier == 0xb020_2a11)
  }
}
