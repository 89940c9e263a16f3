// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TensorCore

/// One thing to measure.
struct Benchmark: Sendable {
  /// `module/what`, unique.
  let name: String
  /// What one operation is, as `transfer`.
  let unit: String
  /// Operations that one call of `work` does.
  let operations: Int
  /// Floating-point operations of one operation, where a rate is worth printing.
  let flops: Double?
  /// Sets up and returns the work to be timed.
  let prepare: @Sendable () throws -> () throws -> Void
  /// Sets up the peer that the work is compared with, and its name.
  let peer: (name: String, prepare: @Sendable () throws -> () throws -> Void)?

  init(
    _ name: String, unit: String = "operation", operations: Int = 1, flops: Double? = nil,
    peer: (name: String, prepare: @Sendable () throws -> () throws -> Void)? = nil,
    prepare: @escaping @Sendable () throws -> () throws -> Void
  ) {
    self.name = name
    self.unit = unit
    self.operations = operations
    self.flops = flops
    self.peer = peer
    self.prepare = prepare
  }
}

/// What a sample needs each time, and does not count: a state that the work uses up.
enum Untimed {
  /// Nanoseconds of the sample that is running.
  static let total = Atomic<Int64>(0)

  /// Runs `work` while the clock of the sample stands.
  static func run(_ work: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    let elapsed = try clock.measure(work)
    total.add(
      elapsed.components.seconds * 1_000_000_000 + elapsed.components.attoseconds / 1_000_000_000,
      ordering: .relaxed)
  }
}

/// Keeps the optimizer from dropping work whose result nobody reads.
@inline(never)
func sink<Value>(_ value: Value) {
  withExtendedLifetime(value) {}
}

/// The same for tensors, whose elements are computed, as a reader would have them.
@inline(never)
func sink(_ tensor: Tensor) {
  tensor.evaluate()
}

/// The same for tensors, whose elements are computed, as a reader would have them.
@inline(never)
func sink(_ tensors: [Tensor]) {
  for tensor in tensors { tensor.evaluate() }
}

/// The same for a value and its gradients.
func sink(_ result: (Tensor, [Tensor])) {
  sink(result.0)
  sink(result.1)
}

/// The same for values and their gradients.
func sink(_ result: ([Tensor], [Tensor])) {
  sink(result.0)
  sink(result.1)
}
