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

/// Values, gradients and second gradients against JAX, bundled and from outside.
@Suite struct JAXTests {
  static let folder = Bundle.module.resourceURL!.appending(path: "Vectors/jax")

  @Test func valuesAndDerivativesAreThoseOfJAX() throws {
    var checked = 0
    for file in try vectorFiles(prefix: "jax-", bundled: Self.folder) {
      let group = file.deletingPathExtension().lastPathComponent.dropFirst("jax-".count)
      let arrays = file.deletingLastPathComponent().appending(path: "arrays-\(group).npz")
      let archive = try NumPyArchive(contentsOf: arrays.path, inflationAllowance: 1 << 30)
      var count = 0
      for line in try Data(contentsOf: file).split(separator: 0x0A) {
        let node = try JSONDecoder().decode(JAXCase.self, from: line)
        do {
          let differences = try withTensorErrors { try node.differences(archive) }
          #expect(differences == [], "\(file.lastPathComponent): \(node.name)")
        } catch {
          Issue.record("\(file.lastPathComponent): \(node.name): \(error)")
        }
        count += 1
      }
      print("\(file.lastPathComponent): \(count) cases")
      #expect(count > 0, "no case of \(file.path) was checked")
      checked += count
    }
    #expect(checked >= 204)
  }
}
