// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Testing

/// Expects a number within a share of the published one, and says by how much it is off where not.
func expectWithin(
  _ actual: Double, _ published: Double, _ tolerance: Double, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let deviation = actual / published - 1
  #expect(
    deviation.magnitude <= tolerance,
    "\(what): \(actual) is \(deviation * 100) % off the published \(published)",
    sourceLocation: sourceLocation)
}
