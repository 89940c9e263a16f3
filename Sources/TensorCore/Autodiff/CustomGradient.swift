// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// Computes a tensor by a function of your own, with a derivative of your own.
///
/// ```swift
/// // Rounds on the way forward, and lets the gradient pass as if it had not.
/// let y = withCustomGradient(at: [x]) {
///   $0[0].rounded()
/// } gradient: { g, _, _ in [g] }
/// ```
///
/// - Parameters:
///   - inputs: the tensors the result depends on.
///   - forward: computes the result from the inputs; nothing in it is recorded, and a tracked tensor it
///     captures is a constant.
///   - gradient: the gradient with respect to each input from that with respect to the result, the inputs,
///     and the result; each of the shape of its input or one that it was broadcast to. Written in tensor
///     operations it can be differentiated again.
/// - Returns: what `forward` returns.
/// - Throws: what `forward` throws. What `gradient` throws is thrown by the gradient that asks, as is
///   `invalidShape` where it returns another number of gradients, and `shapeMismatch` where one does not
///   fit its input.
public func withCustomGradient<Failure: Error>(
  at inputs: [Tensor], _ forward: ([Tensor]) throws(Failure) -> Tensor,
  gradient:
    @escaping @Sendable (_ g: Tensor, _ inputs: [Tensor], _ result: Tensor) throws -> [Tensor]
) throws(Failure) -> Tensor {
  var result = try withoutGradient { () throws(Failure) in
    try forward(inputs.map { $0.detached() })
  }
  if result.isPoisoned { return result }
  result = result.detached()
  // The pause of an enclosing withoutGradient holds for this as for any operation.
  if inputs.contains(where: \.isTracked), tc_recording_paused() == 0 {
    result.node = CustomNode(gradient, inputs, result)
  }
  return result
}

/// A recorded function with a derivative of the caller's.
final class CustomNode: Node, @unchecked Sendable {
  private var rule: (@Sendable (Tensor, [Tensor], Tensor) throws -> [Tensor])?
  private var inputs: [Tensor]
  private var result: Tensor?

  init(
    _ rule: @escaping @Sendable (Tensor, [Tensor], Tensor) throws -> [Tensor], _ inputs: [Tensor],
    _ result: Tensor
  ) {
    self.rule = rule
    self.inputs = inputs.map { $0.detached() }
    self.result = result
    super.init(after: inputs.map(\.node))
  }

  override var operationName: String { "custom gradient" }

  override func backward(_ g: Tensor, _ pass: inout BackwardPass) throws {
    guard let rule, var result else { preconditionFailure("a used-up rule was asked again") }
    var inputs = inputs
    if pass.isRecorded {
      inputs = zip(inputs, moreInputs).map { $0.with(node: $1) }
      result.node = self
    }
    let gradients = try rule(g, inputs, result)
    guard gradients.count == inputs.count else {
      throw TensorError.invalidShape(
        operation: operationName, shape: [gradients.count],
        reason: "of the list of gradients is not the number of inputs, \(inputs.count)")
    }
    for (index, gradient) in gradients.enumerated() where pass.wants(moreInputs[index]) {
      if let poison = gradient.node as? PoisonNode { throw poison.error }
      let layout = inputs[index].layout
      guard layout.broadcasts(to: gradient.layout) else {
        throw TensorError.shapeMismatch(
          operation: operationName, left: gradient.shape, right: inputs[index].shape, axis: nil)
      }
      let summed = gradient.summed(to: layout)
      pass.send(summed.cast(to: inputs[index].dtype), to: moreInputs[index])
    }
  }

  override func consume() {
    super.consume()
    rule = nil
    inputs = []
    result = nil
  }
}
