// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

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
///   - inputs: tensors of a floating-point type, in which their gradients are too.
///   - body: computes a single number from tensors that stand for `inputs`.
/// - Returns: the value, and a gradient of the shape of each input: zeros for one that is not used.
/// - Throws: `notDifferentiable` where the value depends on an input through an operation without a
///   rule, `notScalar`, `unsupportedType`, and what `body` throws.
/// - Complexity: a small multiple of the cost of `body`; memory for what its operations save.
public func valueAndGradient(
  at inputs: [Tensor], of body: ([Tensor]) throws -> Tensor
) throws -> (value: Tensor, gradients: [Tensor]) {
  let recording = try Recording(at: inputs) { [try body($0)] }
  let value = recording.values[0]
  guard value.count == 1 else { throw TensorError.notScalar(shape: value.shape) }
  guard value.dtype.isFloatingPoint else {
    throw TensorError.unsupportedType(operation: "gradient", dtype: value.dtype)
  }
  // Where all that was recorded hangs on our own variables, nobody else can want it again.
  let isOurs = value.node.map { $0.scope == recording.owner } ?? false
  let seed = Tensor.ones(value.shape, dtype: value.dtype)
  let gradients = try recording.pullBack([seed], keepingTape: false)
  return (isOurs ? value.detached() : value, gradients)
}

/// Gradients of a number with respect to tensors: ``valueAndGradient(at:of:)-([Tensor],_)`` without the
/// value.
///
/// - Parameters:
///   - inputs: tensors of a floating-point type, in which their gradients are too.
///   - body: computes a single number from tensors that stand for `inputs`.
/// - Throws: as `valueAndGradient`.
public func gradient(
  at inputs: [Tensor], of body: ([Tensor]) throws -> Tensor
) throws -> [Tensor] {
  try valueAndGradient(at: inputs, of: body).gradients
}

/// The gradient of a number with respect to one tensor.
///
/// - Parameters:
///   - input: a tensor of a floating-point type.
///   - body: computes a single number.
/// - Throws: as `valueAndGradient`.
public func gradient(at input: Tensor, of body: (Tensor) throws -> Tensor) throws -> Tensor {
  try valueAndGradient(at: [input]) { try body($0[0]) }.gradients[0]
}
