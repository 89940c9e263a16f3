// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ContractFunction {
  /// EIP-3156 (https://eips.ethereum.org/EIPS/eip-3156).
  static let flashMint: [ContractFunction] = [
    ContractFunction("maxFlashLoan(address)", when: { $0.features.flashMint != nil }) {
      token, arguments, _ throws(LedgerError) in
      token.maxFlashLoan(of: try arguments.address()).bigEndianBytes
    },
    ContractFunction("flashFee(address,uint256)", when: { $0.features.flashMint != nil }) {
      token, arguments, _ throws(LedgerError) in
      try token.flashFee(of: try arguments.address(), amount: try arguments.uint256())
        .bigEndianBytes
    },
    ContractFunction(
      "flashLoan(address,address,uint256,bytes)", action: .flashLoan,
      when: { $0.features.flashMint != nil }
    ) { token, arguments, call throws(LedgerError) in
      try token.flashLoan(
        to: try arguments.address(), token: try arguments.address(),
        amount: try arguments.uint256(), data: try arguments.bytes(), initiator: call.caller,
        environment: call.environment)
      return ReturnValue.yes
    },
  ]
}
