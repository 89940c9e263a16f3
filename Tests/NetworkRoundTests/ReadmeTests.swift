// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("The README")
struct ReadmeTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The first block of the README that is fenced as `language` after `heading`.
  private func block(_ language: String, after heading: String) throws -> String {
    let readme = try text("README.md")
    let start = try #require(readme.range(of: heading)).upperBound
    let fence = try #require(
      readme.range(of: "```\(language)\n", range: start..<readme.endIndex)
    ).upperBound
    let end = try #require(readme.range(of: "```", range: fence..<readme.endIndex)).lowerBound
    return String(readme[fence..<end])
  }

  @Test("the program in the README is the snippet that is compiled")
  func programIsTheSnippet() throws {
    #expect(try block("swift", after: "## Twenty lines") == text("Snippets/PayARound.swift"))
  }

  @Test("the output in the README is what the program prints")
  func outputIsReal() throws {
    let outcome = try Program("PayARound").run([])
    #expect(outcome.status == 0)
    #expect(try block("text", after: "## Twenty lines") == outcome.output)
  }

  @Test("every module of the README is a product, and every product is in the README")
  func modulesAreProducts() throws {
    let manifest = try text("Package.swift")
    let products = Set(
      manifest.components(separatedBy: ".library(name: \"").dropFirst()
        .compactMap { $0.components(separatedBy: "\"").first })
    let table = try #require(try text("README.md").components(separatedBy: "## Modules").last)
      .components(separatedBy: "## Measured")[0]
    let modules = Set(
      table.components(separatedBy: "\n| `").dropFirst()
        .compactMap { $0.components(separatedBy: "`").first })
    #expect(products.count == 14)
    #expect(modules == products)
  }
}
