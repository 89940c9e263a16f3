// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

extension ContractFunction {
  /// Pausing: access says who may.
  static let pause: [ContractFunction] = [
    ContractFunction("paused()", when: { $0.features.pausable }) { token, _, _ in
      ReturnValue.bool(token.isPaused)
    },
    ContractFunction(
      "pause()", action: .pause, when: { $0.features.pausable }
    ) { token, _, call throws(LedgerError) in
      try token.pause(by: call.caller)
      return []
    },
    ContractFunction(
      "unpause()", action: .pause, when: { $0.features.pausable }
    ) { token, _, call throws(LedgerError) in
      try token.unpause(by: call.caller)
      return []
    },
  ]
}
