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

/// In a process of its own, where no other test allocates.
@Suite struct MemoryTests {
  @Test func memoryIsFlatOverTenThousandTrainingSteps() async throws {
    await #expect(processExitsWith: .success) {
      let x = Tensor.randomNormal([16, 8], key: RandomKey(seed: 1))
      let labels = (0..<16).map { $0 % 4 }
      var model = TwoLayers(key: RandomKey(seed: 2))
      var adam = Adam(learningRate: 0.01)
      func train(_ steps: Int) throws {
        for _ in 0..<steps {
          let (_, gradients) = try valueAndGradient(at: model) {
            Tensor.crossEntropy(logits: $0(x), labels: labels)
          }
          adam.update(&model, gradients: gradients)
        }
      }
      try train(500)
      let (tensors, resident) = (TensorRuntime.poolStatistics, residentBytes())
      try train(10_000)
      let after = TensorRuntime.poolStatistics
      precondition(
        after.bytesInUse == tensors.bytesInUse && after.bytesCached == tensors.bytesCached,
        "tensors grew from \(tensors) to \(after)")
      precondition(
        after.freshAllocations == tensors.freshAllocations, "steps went to the system for memory")
      let growth = residentBytes() - resident
      precondition(growth < 1 << 20, "the process grew by \(growth) bytes")
    }
  }

  struct TwoLayers: Layer {
    var hidden: Linear
    var output: Linear

    init(key: RandomKey) {
      hidden = Linear(inputs: 8, outputs: 32, key: key.child(1))
      output = Linear(inputs: 32, outputs: 4, key: key.child(2))
    }

    func callAsFunction(_ x: Tensor) -> Tensor { output(hidden(x).tanh()) }

    mutating func visitParameters(_ visit: ParameterVisitor) {
      visit("hidden", &hidden)
      visit("output", &output)
    }
  }
}

/// Memory of this process that is in RAM.
private func residentBytes() -> Int {
  guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
    let pages = Int(text.split(separator: " ")[1])
  else { preconditionFailure("the system does not tell") }
  return pages * sysconf(Int32(_SC_PAGESIZE))
}
