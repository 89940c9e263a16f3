// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The article on a stake's life shows a program that is compiled, and what it prints.
@Suite struct StakingArticle {
  @Test func theProgramIsReal() throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    func text(_ path: String) throws -> String {
      try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
    let page = try text("Sources/Staking/Staking.docc/FromBondToWithdrawal.md")
    let code = try text("Snippets/FromBondToWithdrawal.swift")
    let outcome = try Program("FromBondToWithdrawal").run([])
    #expect(outcome.status == 0)
    #expect(
      page.contains("```swift\n\(code)```\n\nprints\n\n```text\n\(outcome.output)```\n"))
  }
}
