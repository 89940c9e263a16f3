// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The results of a function, and how they change along a direction: Jt, the Jacobian times tangents.
///
/// Made of two backward passes: the pullback is linear in the gradient it is given, and its own pullback
/// is the derivative. So every operation with a rule has it, at the cost of both.
///
/// - Parameters:
///   - inputs: tensors of a floating-point type.
///   - tangents: t: one direction for each input, of its shape and element type.
///   - body: computes any number of tensors from tensors that stand for `inputs`.
/// - Returns: the results, and the derivative of each along the tangents: zeros where it does not depend
///   on the inputs.
/// - Throws: `shapeMismatch` and `typeMismatch` where a tangent is not like its input, and as
///   ``valueAndGradient(at:of:)-([Tensor],_)``.
/// - Complexity: a small multiple of `body`'s.
public func jvp(
  at inputs: [Tensor], along tangents: [Tensor], of body: ([Tensor]) throws -> [Tensor]
) throws -> (values: [Tensor], derivatives: [Tensor]) {
  guard tangents.count == inputs.count else {
    throw TensorError.invalidShape(
      operation: "jvp", shape: [tangents.count],
      reason: "of the list of tangents is not the number of inputs, \(inputs.count)")
  }
  for (input, tangent) in zip(inputs, tangents) {
    guard input.layout.hasShape(of: tangent.layout) else {
      throw TensorError.shapeMismatch(
        operation: "jvp", left: input.shape, right: tangent.shape, axis: nil)
    }
    guard input.dtype == tangent.dtype else {
      throw TensorError.typeMismatch(operation: "jvp", left: input.dtype, right: tangent.dtype)
    }
  }
  let (values, pullback) = try vjp(at: inputs, of: body)
  let anywhere = values.map { Tensor.zeros(like: $0) }
  // d/du <uᵀJ, t> = Jt, whatever u is.
  let recording = try Recording(at: anywhere) { try pullback($0) }
  let derivatives = try recording.pullBack(tangents, keepingTape: false)
  return (values, derivatives)
}

/// The Jacobian of a function: every derivative of every element of its result.
///
/// - Parameters:
///   - input: a tensor of a floating-point type.
///   - body: computes one tensor.
/// - Returns: J, of the shape of the result followed by the shape of the input.
/// - Throws: `invalidShape` where the two have more than 8 dimensions together, and as
///   ``valueAndGradient(at:of:)-([Tensor],_)``.
/// - Complexity: one backward pass for each element of the result.
public func jacobian(at input: Tensor, of body: (Tensor) throws -> Tensor) throws -> Tensor {
  let (values, pullback) = try vjp(at: [input]) { [try body($0[0])] }
  let value = values[0]
  let shape = value.shape + input.shape
  guard shape.count <= maximumRank else {
    throw TensorError.invalidShape(
      operation: "jacobian", shape: shape, reason: "has more than \(maximumRank) dimensions")
  }
  if value.count == 0 || input.count == 0 { return Tensor.zeros(shape, dtype: input.dtype) }
  let rows = try (0..<value.count).map { index in
    let label = Tensor([Int64(index)])
    let seed = Tensor.oneHot(label, classes: value.count, dtype: value.dtype)
    return try pullback([seed.reshaped(to: value.shape)])[0].reshaped(to: [1, input.count])
  }
  return Tensor.concat(rows).reshaped(to: shape)
}

/// The Hessian of a function with a single number as its result: every second derivative.
///
/// - Parameters:
///   - input: a tensor of a floating-point type.
///   - body: computes a single number.
/// - Returns: H, of the shape of the input twice.
/// - Throws: as ``jacobian(at:of:)``.
/// - Complexity: one backward pass through the gradient for each element of the input.
public func hessian(at input: Tensor, of body: (Tensor) throws -> Tensor) throws -> Tensor {
  try jacobian(at: input) { try gradient(at: $0, of: body) }
}

/// The Hessian of a function times a vector, Hv, without the Hessian.
///
/// - Parameters:
///   - inputs: tensors of a floating-point type.
///   - vectors: v: one for each input, of its shape and element type.
///   - body: computes a single number.
/// - Returns: one tensor of the shape of each input.
/// - Throws: as ``jvp(at:along:of:)``.
/// - Complexity: a small multiple of `body`'s.
public func hessianVectorProduct(
  at inputs: [Tensor], along vectors: [Tensor], of body: ([Tensor]) throws -> Tensor
) throws -> [Tensor] {
  // H is symmetric: the pullback of the gradient is Hv.
  let (_, pullback) = try vjp(at: inputs) { try gradient(at: $0, of: body) }
  return try pullback(vectors)
}
