// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("The articles on TensorCore")
struct ArticleTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test(
    "show programs that are compiled, and what these print",
    arguments: [
      ("TensorCore", "LearnASine"), ("ComingFromNumPy", "ComingFromNumPy"),
      ("ComingFromPyTorch", "ComingFromPyTorch"), ("FilesOfTensors", "FilesOfTensors"),
      ("LayersAndModels", "LayersAndModels"), ("TrainAModel", "TrainAModel"),
    ])
  func programsAreReal(article: String, program: String) throws {
    let page = try text("Sources/TensorCore/TensorCore.docc/\(article).md")
    let code = try text("Snippets/\(program).swift")
    let outcome = try Program(program).run([])
    #expect(outcome.status == 0)
    #expect(page.contains("```swift\n\(code)```\n\nprints\n\n```text\n\(outcome.output)```\n"))
  }
}
