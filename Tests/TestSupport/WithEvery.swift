// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import Testing

/// Runs `body` for every element of `values` and names the element in the failure.
///
/// Where a plain loop says "expected 3, got 4", this says for which value.
public func withEvery<Values: Sequence>(
  _ label: String, in values: Values, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (Values.Element) throws -> Void
) rethrows {
  for value in values {
    do {
      try body(value)
    } catch {
      Issue.record("\(label) = \(value): \(error)", sourceLocation: sourceLocation)
      throw error
    }
  }
}
