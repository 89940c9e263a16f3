// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import CLAPACKE
import TensorCore
import Testing

@Suite struct RuntimeTests {
  @Test func openBLASDoesNotRunOnAnOldCoreWhereAVX2Exists() {
    let core = TensorRuntime.blasCoreName
    let old = ["Prescott", "Core2", "Penryn", "Nehalem", "Atom", "Opteron", "Barcelona", "Katmai"]
    #expect(!TensorRuntime.processorHasAVX2 || !old.contains(core), "OpenBLAS runs on \(core)")
  }

  /// The loader starts OpenBLAS on the old core, as it chooses itself on processors it does not know;
  /// then the variable is gone, and the boot must notice.
  @Test func bootLeavesAnOldCoreWhereAVX2Exists() async {
    await #expect(processExitsWith: .success) {
      if getEnvironment("TENSORCHAIN_TEST_OLD_CORE") == nil {
        restartProcess(["TENSORCHAIN_TEST_OLD_CORE": "1", "OPENBLAS_CORETYPE": "Prescott"])
      }
      setEnvironment("OPENBLAS_CORETYPE", nil)
      let core = TensorRuntime.blasCoreName
      #expect(!TensorRuntime.processorHasAVX2 || ["SkylakeX", "Haswell"].contains(core), "\(core)")
      #expect(getEnvironment("OPENBLAS_CORETYPE") == nil)
      let a = Tensor.arange(12, dtype: .float64).reshaped(to: [3, 4])
      #expect(a.matmul(a.transposed()).sum().item() == 1134)
    }
  }

  @Test func bootKeepsTheCoreTheUserChose() async {
    await #expect(processExitsWith: .success) {
      if getEnvironment("OPENBLAS_CORETYPE") != "Prescott" {
        restartProcess(["OPENBLAS_CORETYPE": "Prescott"])
      }
      #expect(["Prescott", "unknown"].contains(TensorRuntime.blasCoreName))
    }
  }

  @Test func aLevelIsInForceAndUnknownOnesAreRefused() {
    #expect(["v4", "v3", "default"].contains(TensorRuntime.instructionSet))
    #expect(!TensorRuntime.forceInstructionSet("v5"))
    #expect(TensorRuntime.configurationProblem == nil)
    #expect(!TensorRuntime.processorHasAVX2 || availableLevels().contains("v3"))
  }

  @Test func unknownInstructionSetInTheEnvironmentIsReported() async {
    await #expect(processExitsWith: .success) {
      setEnvironment("TENSORCHAIN_ISA", "avx9000")
      let problem = try #require(TensorRuntime.configurationProblem)
      #expect(problem == "TENSORCHAIN_ISA is 'avx9000'; it can be v4, v3 or default")
    }
  }

  @Test func firstTensorTrapsOnAnUnknownInstructionSet() async {
    await #expect(processExitsWith: .failure) {
      setEnvironment("TENSORCHAIN_ISA", "avx9000")
      print(Tensor([1]))
    }
  }

  @Test func environmentChoosesTheInstructionSet() async {
    await #expect(processExitsWith: .success) {
      setEnvironment("TENSORCHAIN_ISA", "default")
      #expect(TensorRuntime.instructionSet == "default")
    }
  }

  @Test func threadsCanBeSetAndRead() async {
    await #expect(processExitsWith: .success) {
      #expect(TensorRuntime.threads >= 1)
      TensorRuntime.threads = 1
      #expect(TensorRuntime.threads == 1)
    }
  }

  @Test func lapackeSolvesASystem() {
    // The boot must come before the first call into LAPACK, which shares OpenBLAS's kernels.
    #expect(!TensorRuntime.blasCoreName.isEmpty)
    var matrix: [Double] = [4, 1, 2, 1, 3, 0, 2, 0, 5]
    var solution: [Double] = [15, 7, 21]
    var pivots = [Int32](repeating: 0, count: 3)
    let info = LAPACKE_dgesv(LAPACK_ROW_MAJOR, 3, 1, &matrix, 3, &pivots, &solution, 1)
    #expect(info == 0)
    let product = [
      4 * solution[0] + solution[1] + 2 * solution[2], solution[0] + 3 * solution[1],
      2 * solution[0] + 5 * solution[2],
    ]
    for (a, b) in zip(product, [15.0, 7, 21]) { #expect((a - b).magnitude < 1e-12) }
  }
}
