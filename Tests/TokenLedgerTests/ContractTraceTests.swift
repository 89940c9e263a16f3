// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ContractTraces
import Foundation
import TestSupport
import Testing

/// Replays calls to real contracts in a real EVM: after every line the same outcome, return or
/// revert bytes, logs, state, and the same answers to the line's queries.
@Suite struct ContractTrace {
  @Test(arguments: [("erc20-", 2_100), ("ext-", 2_000), ("erc4626-", 400)])
  func everyCallAgrees(prefix: String, fewest: Int) throws {
    let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)
    var replay = TraceReplay()
    try replayVectors(prefix: prefix, bundled: bundled, fewest: fewest) { line, place in
      try replay.replay(line, at: place)
    }
  }
}
