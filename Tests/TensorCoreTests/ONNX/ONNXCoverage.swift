// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The outcomes of the committed cases, as the page that is published beside them.
struct ONNXCoverage {
  private struct Skipped: Decodable {
    let name: String
    let op: String
    let why: String

    private enum CodingKeys: String, CodingKey {
      case name = "case"
      case op, why
    }
  }

  private var outcomes: [(ONNXCase, ONNXOutcome)] = []
  private let skipped: [Skipped]

  init(skipped file: URL) throws {
    skipped = try Data(contentsOf: file).split(separator: 0x0A).map {
      try JSONDecoder().decode(Skipped.self, from: $0)
    }
  }

  mutating func add(_ node: ONNXCase, _ outcome: ONNXOutcome) { outcomes.append((node, outcome)) }

  var count: Int { outcomes.count }
  var passed: Int { outcomes.count { $0.1 == .passed } }

  /// The page.
  var markdown: String {
    let operations = Dictionary(grouping: outcomes) { $0.0.op }
    let all = outcomes.count + skipped.count
    var lines = [
      "# ONNX node cases that pass",
      "",
      "Written by the test; do not edit. FORMAT.md says how.",
      "",
      "\(passed) of the \(count) cases of the \(operations.count) operations that TensorCore has pass "
        + "(\(percent(passed, of: count))). The package generates \(all); the others are listed below.",
      "",
      "| operation | cases | pass |",
      "|---|---|---|",
    ]
    for (op, cases) in operations.sorted(by: { $0.key < $1.key }) {
      lines.append("| \(op) | \(cases.count) | \(cases.count { $0.1 == .passed }) |")
    }
    lines += ["", "## Cases of these operations that do not pass", ""]
    for (node, outcome) in outcomes.sorted(by: { $0.0.name < $1.0.name }) {
      switch outcome {
      case .passed: break
      case .unsupported(let reason): lines.append("- `\(node.name)`: not offered: \(reason)")
      case .failed(let reason): lines.append("- `\(node.name)`: FAILS: \(reason)")
      case .unknownOperation: lines.append("- `\(node.name)`: unknown operation")
      }
    }
    lines += ["", "## Cases that are not dumped", ""]
    let operation = "operation "
    let grouped = Dictionary(grouping: skipped) {
      $0.why.hasPrefix(operation) ? "the operation is not offered" : $0.why
    }
    for (why, cases) in grouped.sorted(by: { $0.key < $1.key }) {
      lines.append("- \(cases.count): \(why): \(names(cases))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Operations with their number of cases, or where there are few, the cases themselves.
  private func names(_ cases: [Skipped]) -> String {
    if cases.count <= 8 { return cases.map { "`\($0.name)`" }.sorted().joined(separator: ", ") }
    return Dictionary(grouping: cases) { $0.op }.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value.count)" }.joined(separator: ", ")
  }

  private func percent(_ part: Int, of whole: Int) -> String {
    String(format: "%.1f %%", 100 * Double(part) / Double(max(whole, 1)))
  }
}
