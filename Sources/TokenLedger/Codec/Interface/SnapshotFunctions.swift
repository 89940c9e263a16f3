// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ContractFunction {
  /// OpenZeppelin's ERC20Snapshot of release 4; access says who may take one.
  static let snapshots: [ContractFunction] = [
    ContractFunction(
      "snapshot()", action: .administration, when: { $0.features.snapshots }
    ) { token, _, call throws(LedgerError) in
      try token.snapshot(by: call.caller)
      return []
    },
    ContractFunction("balanceOfAt(address,uint256)", when: { $0.features.snapshots }) {
      token, arguments, _ throws(LedgerError) in
      try token.balance(of: try arguments.address(), atSnapshot: try arguments.uint256())
        .bigEndianBytes
    },
    ContractFunction("totalSupplyAt(uint256)", when: { $0.features.snapshots }) {
      token, arguments, _ throws(LedgerError) in
      try token.totalSupply(atSnapshot: try arguments.uint256()).bigEndianBytes
    },
  ]
}
