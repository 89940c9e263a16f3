// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import TestSupport
import Testing

/// The node cases of the `onnx` package, bundled and from outside.
@Suite struct ONNXTests {
  static let folder = Bundle.module.resourceURL!.appending(path: "Vectors/onnx")

  /// The cases of a file, with their arrays.
  private func cases(in file: URL) throws -> [ONNXCase] {
    let group = file.deletingPathExtension().lastPathComponent.dropFirst("onnx-".count)
    let arrays = file.deletingLastPathComponent().appending(path: "arrays-\(group).npz")
    // Arrays of zeros compress well, and the file is one of ours or of somebody we asked for it.
    let archive = try NumPyArchive(contentsOf: arrays.path, inflationAllowance: 1 << 30)
    return try Data(contentsOf: file).split(separator: 0x0A).map { line in
      var node = try JSONDecoder().decode(ONNXCase.self, from: line)
      try node.load(from: archive)
      return node
    }
  }

  @Test func nodeCasesPass() throws {
    var coverage = try ONNXCoverage(skipped: Self.folder.appending(path: "skipped.jsonl"))
    var (checked, passed) = (0, 0)
    for file in try vectorFiles(prefix: "onnx-", bundled: Self.folder) {
      let isBundled = file.path.hasPrefix(Self.folder.path + "/")
      let cases = try cases(in: file)
      var count = 0
      for node in cases {
        let outcome = node.outcome()
        #expect(
          outcome != .unknownOperation, "\(file.lastPathComponent): \(node.op)")
        if outcome == .passed { count += 1 } else { print("\(node.name): \(outcome)") }
        if isBundled { coverage.add(node, outcome) }
      }
      print("\(file.lastPathComponent): \(count) of \(cases.count) cases pass")
      #expect(count > 0, "no case of \(file.path) passes")
      checked += cases.count
      passed += count
    }
    #expect(
      Double(passed) >= 0.95 * Double(checked),
      "\(passed) of \(checked) cases pass")
    #expect(coverage.count >= 937)
    try compare(coverage)
  }

  /// The published page says what was found.
  private func compare(_ coverage: ONNXCoverage) throws {
    if ProcessInfo.processInfo.environment["TENSORCHAIN_UPDATE_COVERAGE"] != nil {
      let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "Vectors/onnx/COVERAGE.md")
      try coverage.markdown.write(to: source, atomically: true, encoding: .utf8)
      return
    }
    let published = try String(
      contentsOf: Self.folder.appending(path: "COVERAGE.md"), encoding: .utf8)
    #expect(
      published == coverage.markdown,
      "COVERAGE.md is out of date: TENSORCHAIN_UPDATE_COVERAGE=1 writes it again")
  }
}
