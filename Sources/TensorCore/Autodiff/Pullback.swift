// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The derivative of a function at a point, ready to be applied to gradients of its results: what
/// ``vjp(at:of:)`` returns.
public struct Pullback: Sendable {
  private let recording: Recording

  init(_ recording: Recording) { self.recording = recording }

  /// Gradients with respect to the inputs, vᵀJ, from gradients with respect to the results.
  ///
  /// May be called any number of times: what was recorded stays until the pullback goes.
  ///
  /// - Parameter cotangents: v: one tensor for each result, of its shape and element type.
  /// - Returns: one gradient of the shape of each input: zeros for one that is not used.
  /// - Throws: `shapeMismatch` and `typeMismatch` where a cotangent is not like its result,
  ///   `invalidShape` where their number is not that of the results, `notDifferentiable`.
  /// - Complexity: that of the backward pass, a small multiple of the function's.
  public func callAsFunction(_ cotangents: [Tensor]) throws -> [Tensor] {
    let values = recording.values
    guard cotangents.count == values.count else {
      throw TensorError.invalidShape(
        operation: "pullback", shape: [cotangents.count],
        reason: "of the list of cotangents is not the number of results, \(values.count)")
    }
    for (value, cotangent) in zip(values, cotangents) {
      if let poison = cotangent.node as? PoisonNode { throw poison.error }
      guard value.layout.hasShape(of: cotangent.layout) else {
        throw TensorError.shapeMismatch(
          operation: "pullback", left: value.shape, right: cotangent.shape, axis: nil)
      }
      guard value.dtype == cotangent.dtype else {
        throw TensorError.typeMismatch(
          operation: "pullback", left: value.dtype, right: cotangent.dtype)
      }
    }
    return try recording.pullBack(cotangents, keepingTape: true)
  }
}

/// The results of a function, and its derivative as a function of gradients of the results.
///
/// ```swift
/// let (values, pullback) = try vjp(at: [x]) { [$0[0] * $0[0]] }
/// let gradients = try pullback([Tensor.ones(like: x)])   // [2x]
/// ```
///
/// - Parameters:
///   - inputs: tensors of a floating-point type.
///   - body: computes any number of tensors of any shapes from tensors that stand for `inputs`.
/// - Returns: the results, and the pullback v ↦ vᵀJ.
/// - Throws: `unsupportedType`, and what `body` throws.
/// - Complexity: that of `body`; memory for what its operations save, until the pullback goes.
public func vjp(
  at inputs: [Tensor], of body: ([Tensor]) throws -> [Tensor]
) throws -> (values: [Tensor], pullback: Pullback) {
  let recording = try Recording(at: inputs, body)
  let values = recording.values.map { value in
    value.node?.scope == recording.owner ? value.detached() : value
  }
  return (values, Pullback(recording))
}
