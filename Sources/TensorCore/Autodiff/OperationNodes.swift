// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A recorded operation on one tensor.
final class UnaryNode<Op: DifferentiableUnary>: Node, @unchecked Sendable {
  private let operation: Op
  private var savedInput: Tensor?
  private var savedOutput: Tensor?
  private let inputLayout: Layout

  init(_ operation: Op, _ x: Tensor, _ parent: Node, result: Tensor) {
    self.operation = operation
    savedInput = Op.saves.contains(.input) ? x.detached() : nil
    savedOutput = Op.saves.contains(.output) ? result : nil
    inputLayout = x.layout
    super.init(after: parent)
  }

  override var operationName: String { Op.name }

  override func backward(_ g: Tensor, _ pass: inout BackwardPass) throws {
    var saved = SavedUnary(input: savedInput, output: savedOutput, inputLayout: inputLayout)
    var gradient: Tensor?
    if pass.isRecorded {
      saved = SavedUnary(
        input: savedInput?.with(node: input0), output: savedOutput?.with(node: self),
        inputLayout: inputLayout)
    } else {
      gradient = try operation.fusedVJP(g, saved)
    }
    pass.send(
      (gradient ?? operation.vjp(g, saved)).checked(against: inputLayout, of: Op.name), to: input0)
  }

  override func consume() {
    super.consume()
    savedInput = nil
    savedOutput = nil
  }
}

/// A recorded operation on two tensors.
final class BinaryNode<Op: DifferentiableBinary>: Node, @unchecked Sendable {
  private let operation: Op
  private var savedLeft: Tensor?
  private var savedRight: Tensor?
  private var savedOutput: Tensor?
  /// Shapes of the inputs, where they are not both the result's: a node should be small.
  private let shapes: OperandShapes?

  init(_ operation: Op, _ x: Tensor, _ y: Tensor, result: Tensor) {
    self.operation = operation
    savedLeft = Op.saves.contains(.left) ? x.detached() : nil
    savedRight = Op.saves.contains(.right) ? y.detached() : nil
    savedOutput = Op.saves.contains(.output) ? result : nil
    let isUniform = result.layout.hasShape(of: x.layout) && result.layout.hasShape(of: y.layout)
    shapes = isUniform ? nil : OperandShapes(left: x.layout, right: y.layout)
    super.init(after: x.node, y.node)
  }

  override var operationName: String { Op.name }

  override func backward(_ g: Tensor, _ pass: inout BackwardPass) throws {
    let saved =
      pass.isRecorded
      ? SavedBinary(
        left: savedLeft?.with(node: input0), right: savedRight?.with(node: input1),
        output: savedOutput?.with(node: self))
      : SavedBinary(left: savedLeft, right: savedRight, output: savedOutput)
    if pass.wants(input0) {
      let gradient = operation.leftVJP(g, saved)
      pass.send(fitted(gradient, to: shapes?.left, g), to: input0)
    }
    if pass.wants(input1) {
      let gradient = operation.rightVJP(g, saved)
      pass.send(fitted(gradient, to: shapes?.right, g), to: input1)
    }
  }

  private func fitted(_ gradient: Tensor, to layout: Layout?, _ g: Tensor) -> Tensor {
    guard let layout else { return gradient.checked(against: g.layout, of: Op.name) }
    return gradient.summed(to: layout).checked(against: layout, of: Op.name)
  }

  override func consume() {
    super.consume()
    savedLeft = nil
    savedRight = nil
    savedOutput = nil
  }
}

/// Shapes of two operands.
private final class OperandShapes: Sendable {
  let left: Layout
  let right: Layout

  init(left: Layout, right: Layout) {
    self.left = left
    self.right = right
  }
}

/// A recorded operation on a list of tensors.
final class VariadicNode<Op: DifferentiableVariadic>: Node, @unchecked Sendable {
  private let operation: Op
  private let shapes: [[Int]]

  init(_ operation: Op, _ inputs: [Tensor]) {
    self.operation = operation
    shapes = inputs.map(\.shape)
    super.init(after: inputs.map(\.node))
  }

  override var operationName: String { Op.name }

  override func backward(_ g: Tensor, _ pass: inout BackwardPass) throws {
    for (index, input) in moreInputs.enumerated() where pass.wants(input) {
      pass.send(operation.vjp(g, inputLayouts: shapes, at: index), to: input)
    }
  }
}

/// A recorded operation without a derivative: a gradient that arrives here has nowhere to go.
final class DeadEndNode: Node, @unchecked Sendable {
  private let name: String

  init(_ name: String, _ x: Node?, _ y: Node?) {
    self.name = name
    super.init(after: x, y)
  }

  init(_ name: String, _ inputs: [Node?]) {
    self.name = name
    super.init(after: inputs)
  }

  override var operationName: String { name }
}

extension Tensor {
  func with(node: Node?) -> Tensor {
    var result = self
    result.node = node
    return result
  }

  /// A gradient whose shape is not its input's is a mistake in a rule, and must not spread.
  func checked(against layout: Layout, of operation: String) -> Tensor {
    precondition(
      isPoisoned || self.layout.hasShape(of: layout),
      "the rule of \(operation) returned shape \(shape) for an input of shape \(layout.shape)")
    return self
  }
}
