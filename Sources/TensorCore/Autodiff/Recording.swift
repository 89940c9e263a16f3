// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels
import Synchronization

/// Numbers the gradients of the process.
private let scopes = Atomic<Int>(1)

/// What a function recorded while it ran on tensors that stand for its inputs.
struct Recording: Sendable {
  /// Number of the gradient that asks.
  let owner: Int
  let inputs: [Tensor]
  /// The results, still tracked.
  let values: [Tensor]

  /// - Throws: `unsupportedType` for inputs of integers or truth values, the error of a poisoned
  ///   result, and what `body` throws.
  init(at inputs: [Tensor], _ body: ([Tensor]) throws -> [Tensor]) throws {
    let owner = scopes.add(1, ordering: .relaxed).newValue
    // An enclosing withoutGradient cuts the inputs off from what is outside, but not this gradient.
    let paused = tc_recording_paused()
    tc_pause_recording(-paused)
    defer { tc_pause_recording(paused) }
    for input in inputs where !input.dtype.isFloatingPoint {
      throw TensorError.unsupportedType(operation: "gradient", dtype: input.dtype)
    }
    let tracked = inputs.enumerated().map { index, input in
      input.isPoisoned
        ? input
        : input.with(
          node: VariableNode(owner: owner, index: index, outer: paused > 0 ? nil : input.node))
    }
    values = try body(tracked)
    for case let poison as PoisonNode in values.lazy.map(\.node) { throw poison.error }
    self.owner = owner
    self.inputs = inputs
  }

  /// Gradients of the inputs from those of the results; zeros for an input that is not used.
  ///
  /// - Parameters:
  ///   - cotangents: one for each value, of its shape.
  ///   - keepingTape: whether the recording can be asked again.
  func pullBack(_ cotangents: [Tensor], keepingTape: Bool) throws -> [Tensor] {
    let roots = zip(values, cotangents).compactMap { value, seed in
      value.node.map { (node: $0, seed: seed) }
    }
    if roots.isEmpty { return inputs.map { Tensor.zeros(like: $0) } }
    let isRecorded =
      roots.contains { $0.node.scope != owner } || cotangents.contains { $0.isTracked }
    let paused = tc_recording_paused()
    tc_pause_recording(isRecorded ? -paused : 1)
    defer { tc_pause_recording(isRecorded ? paused : -1) }
    var pass = BackwardPass(
      owner: owner, variableCount: inputs.count, isRecorded: isRecorded, keepsTape: keepingTape)
    let gradients = try pass.run(from: roots)
    return zip(gradients, inputs).map { $0 ?? Tensor.zeros(like: $1) }
  }
}
