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

/// Outputs, gradients and running statistics of layers against PyTorch, bundled and from outside. Loading
/// a case's state proves that names and shapes of parameters are PyTorch's.
@Suite struct TorchLayerTests {
  static let folder = Bundle.module.resourceURL!.appending(path: "Vectors/torch")

  @Test func outputsAndGradientsAreThoseOfPyTorch() throws {
    var checked = 0
    for file in try vectorFiles(prefix: "torch-layers", bundled: Self.folder) {
      let group = file.deletingPathExtension().lastPathComponent.dropFirst("torch-".count)
      let arrays = file.deletingLastPathComponent().appending(path: "arrays-\(group).npz")
      let archive = try NumPyArchive(contentsOf: arrays.path, inflationAllowance: 1 << 30)
      var count = 0
      for line in try Data(contentsOf: file).split(separator: 0x0A) {
        let node = try JSONDecoder().decode(TorchCase.self, from: line)
        do {
          let differences = try withTensorErrors {
            try TorchRun(line: node, archive: archive).differences()
          }
          #expect(differences == [], "\(file.lastPathComponent): \(node.case)")
        } catch {
          Issue.record("\(file.lastPathComponent): \(node.case): \(error)")
        }
        count += 1
      }
      print("\(file.lastPathComponent): \(count) cases")
      #expect(count > 0, "no case of \(file.path) was checked")
      checked += count
    }
    #expect(checked >= 132)
  }
}
