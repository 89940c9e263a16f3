// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// What became of a case.
enum ONNXOutcome: Equatable {
  case passed
  /// We offer the operation, but not what the case asks of it.
  case unsupported(String)
  /// A wrong answer, or an error.
  case failed(String)
  /// Nobody has said how the operation is spelled here.
  case unknownOperation
}

extension ONNXCase {
  /// Runs the case and compares what comes out.
  func outcome() -> ONNXOutcome {
    do {
      let results = try withTensorErrors { try run() }
      guard let results else { return .unknownOperation }
      for (place, expected) in outputs.enumerated() {
        guard let expected else { continue }
        guard place < results.count, let found = results[place] else {
          return .failed("output \(place) is missing")
        }
        if let difference = difference(found, expected) {
          return .failed("output \(place): \(difference)")
        }
      }
      return .passed
    } catch let unsupported as Unsupported {
      return .unsupported(unsupported.reason)
    } catch {
      return .failed("\(error)")
    }
  }

  /// What the operation gives; `nil` where it is unknown.
  private func run() throws -> [Tensor?]? {
    let families = [
      elementwise, bits, comparisons, casts, reductions, movement, matrix, convolution,
      normalization,
      losses, attention, recurrent, training,
    ]
    for family in families {
      if let results = try family() { return results }
    }
    return nil
  }

  /// How a result differs from the expected one.
  private func difference(_ found: Tensor, _ expected: Tensor) -> String? {
    guard found.shape == expected.shape else {
      return "shape \(found.shape) where \(expected.shape) is expected"
    }
    guard found.dtype == expected.dtype else {
      return "\(found.dtype) where \(expected.dtype) is expected"
    }
    guard expected.dtype.isFloatingPoint else {
      let (a, b) = (found.scalars(as: Int64.self), expected.scalars(as: Int64.self))
      guard let place = a.indices.first(where: { a[$0] != b[$0] }) else { return nil }
      return "element \(place) is \(a[place]), not \(b[place])"
    }
    let (a, b) = (found.scalars(as: Double.self), expected.scalars(as: Double.self))
    // The package's own reference rounds after every step: nobody can be closer than one unit in the
    // last place of bfloat16.
    let rtol = expected.dtype == .bfloat16 ? max(rtol, 0x1p-7) : rtol
    for (place, (a, b)) in zip(a, b).enumerated() where a != b {
      if a.isNaN && b.isNaN { continue }
      if (a - b).magnitude <= atol + rtol * b.magnitude && b.isFinite { continue }
      return "element \(place) is \(a), not \(b)"
    }
    return nil
  }
}
