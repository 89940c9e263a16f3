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

/// A value and its gradients with respect to tensors.
///
/// ```swift
/// let (loss, gradients) = try valueAndGradient(at: [weights]) { ($0[0] * $0[0]).sum() }
/// ```
///
/// Nests: a gradient inside `body` can be differentiated again. What was recorded is used up on the way
/// back; a tensor that escapes from `body` is a constant for every other gradient.
///
/// - Parameters:
///   - inputs: float32 or float64 tensors.
///   - body: computes a single number from tensors that stand for `inputs`.
/// - Returns: the value, and a gradient of the shape of each input: zeros for one that is not used.
/// - Throws: `notDifferentiable` where the value depends on an input through an operation without a
///   rule, `notScalar`, `unsupportedType`, and what `body` throws.
/// - Complexity: a small multiple of the cost of `body`; memory for what its operations save.
public func valueAndGradient(
  at inputs: [Tensor], _ body: ([Tensor]) throws -> Tensor
) throws -> (value: Tensor, gradients: [Tensor]) {
  try differentiate(inputs, body)
}

/// Gradients of a number with respect to tensors: ``valueAndGradient(at:_:)-([Tensor],_)`` without the
/// value.
///
/// - Parameters:
///   - inputs: float32 or float64 tensors.
///   - body: computes a single number from tensors that stand for `inputs`.
/// - Throws: as `valueAndGradient`.
public func gradient(
  at inputs: [Tensor], _ body: ([Tensor]) throws -> Tensor
) throws -> [Tensor] {
  try valueAndGradient(at: inputs, body).gradients
}

/// The gradient of a number with respect to one tensor.
///
/// - Parameters:
///   - input: a float32 or float64 tensor.
///   - body: computes a single number.
/// - Throws: as `valueAndGradient`.
public func gradient(at input: Tensor, _ body: (Tensor) throws -> Tensor) throws -> Tensor {
  try valueAndGradient(at: [input]) { try body($0[0]) }.gradients[0]
}

private func differentiate(
  _ inputs: [Tensor], _ body: ([Tensor]) throws -> Tensor
) throws -> (value: Tensor, gradients: [Tensor]) {
  let owner = scopes.add(1, ordering: .relaxed).newValue
  // An enclosing withoutGradient cuts the inputs off from what is outside, but not this gradient.
  let paused = tc_recording_paused()
  tc_pause_recording(-paused)
  defer { tc_pause_recording(paused) }
  for input in inputs where !input.dtype.isComputed {
    throw TensorError.unsupportedType(operation: "gradient", dtype: input.dtype)
  }
  let tracked = inputs.enumerated().map { index, input in
    input.isPoisoned
      ? input
      : input.with(
        node: VariableNode(owner: owner, index: index, outer: paused > 0 ? nil : input.node))
  }
  let value = try body(tracked)
  if let poison = value.node as? PoisonNode { throw poison.error }
  guard value.count == 1 else { throw TensorError.notScalar(shape: value.shape) }
  guard value.dtype.isComputed else {
    throw TensorError.unsupportedType(operation: "gradient", dtype: value.dtype)
  }
  guard let root = value.node else {
    return (value, inputs.map { Tensor.zeros(like: $0) })
  }
  // Where all that was recorded hangs on our own variables, nobody else can want it again.
  let isRecorded = root.scope != owner
  if !isRecorded { tc_pause_recording(1) }
  defer { if !isRecorded { tc_pause_recording(-1) } }
  var pass = BackwardPass(owner: owner, variableCount: inputs.count, isRecorded: isRecorded)
  let seed = Tensor.ones(value.shape, dtype: value.dtype)
  let gradients = try pass.run(from: root, seed: seed)
  let complete = zip(gradients, inputs).map { $0 ?? Tensor.zeros(like: $1) }
  return (isRecorded ? value : value.detached(), complete)
}
