// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import TokenLedger

/// Every configuration of extensions does what an ERC-20 does: each alone, each two, all together, in
/// each dialect.
@Suite struct TokenBehaviourTests {
  @Test(arguments: namedDialects.indices)
  func everyFeatureAloneAndEveryPairBehaves(dialect: Int) throws {
    let configurations = NamedConfiguration.singlesAndPairs(namedDialects[dialect])
    try withEvery("configuration", in: configurations) { try tokenBehaves(like: $0) }
    // 16 features of which 6 and 1 pairs exclude each other.
    #expect(configurations.count == 1 + 16 + 120 - 7)
  }

  @Test(arguments: namedDialects.indices)
  func allFeaturesTogetherBehave(dialect: Int) throws {
    let configurations = NamedConfiguration.full(namedDialects[dialect])
    try withEvery("configuration", in: configurations) { try tokenBehaves(like: $0) }
    #expect(configurations.count == 10)
  }
}
