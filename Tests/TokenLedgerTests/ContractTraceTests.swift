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
  @Test(arguments: [
    ("erc20-oz5", 600), ("erc20-snekmate", 700), ("erc20-usdc", 700), ("ext-oz46-capped", 400),
    ("ext-oz46-pausable", 400), ("ext-oz46-votes", 400),
    ("ext-oz46-snapshot", 400), ("ext-oz46-flash", 400), ("erc4626", 400),
  ])
  func everyCallAgrees(prefix: String, fewest: Int) throws {
    let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)
    var replay = TraceReplay()
    try replayVectors(prefix: prefix, bundled: bundled, fewest: fewest) { line, place in
      try replay.replay(line, at: place)
    }
  }
}
