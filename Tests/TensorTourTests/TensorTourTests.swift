// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite("The tour of TensorCore")
struct TensorTourTests {
  /// What the example has to print, letter for letter.
  private static let expected = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Examples/TensorTour/expected-output.txt")

  @Test("prints what stands in its file, whatever the instruction set and the BLAS core")
  func outputIsExpected() throws {
    let expected = try String(contentsOf: Self.expected, encoding: .utf8)
    #expect(!expected.isEmpty)
    for environment in [
      [:],
      ["TENSORCHAIN_ISA": "default", "OPENBLAS_CORETYPE": "Haswell"],
    ] {
      let outcome = try Program("TensorTour").run([], environment: environment)
      #expect(outcome.status == 0, "\(environment)")
      #expect(outcome.errors.isEmpty, "\(environment)")
      #expect(outcome.output == expected, "\(environment)")
    }
  }
}
