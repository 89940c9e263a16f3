// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("Public names")
struct PublicNamesTests {
  private static let sources = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources")

  /// The public types that stand at the top of a module's files.
  private func publicTypes(of module: String) throws -> Set<String> {
    let folder = Self.sources.appendingPathComponent(module)
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    let declaration =
      /^(?:@\S+ )*public (?:indirect |final )?(?:struct|enum|class|protocol|actor|typealias) (\w+)/
      .anchorsMatchLineEndings()
    var names: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      names.formUnion(text.matches(of: declaration).map { String($0.output.1) })
    }
    return names
  }

  /// A program that imports two modules would have to write the module before such a name each time.
  @Test("no two modules have a type of one name")
  func modulesShareNoName() throws {
    let modules = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path).sorted()
    var owner: [String: String] = [:]
    for module in modules {
      for name in try publicTypes(of: module).sorted() {
        if let other = owner[name] {
          Issue.record("\(name) is a public type of \(other) and of \(module)")
        }
        owner[name] = module
      }
    }
    // The search itself must find what is there.
    #expect(owner["StakeRegistry"] == "Staking")
    #expect(owner["Tensor"] == "TensorCore")
    #expect(owner.count > 300)
  }
}
