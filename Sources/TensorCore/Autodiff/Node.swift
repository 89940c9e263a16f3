// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// One step of what is being recorded: how a tensor came about.
///
/// Nodes know their inputs and not their users, so an unused branch dies with its tensor. The saved
/// tensors of a node carry no nodes themselves: the only references between nodes are the inputs here,
/// which `deinit` cuts one by one, since a chain of a million must not be freed by recursion.
///
/// `@unchecked Sendable`: everything is set before the tensor that carries the node is returned, and
/// changed again only by the one backward pass that uses the node up.
class Node: @unchecked Sendable {
  /// Larger than that of every input.
  final let order: Int64
  /// The gradient this belongs to, where it depends on that one's variables alone; otherwise 0.
  final let scope: Int
  final var input0: Node?
  final var input1: Node?
  final var moreInputs: [Node?] = []

  init(order: Int64, scope: Int) {
    self.order = order
    self.scope = scope
  }

  init(after x: Node) {
    order = tc_next_order(x.order)
    scope = x.scope
    input0 = x
  }

  init(after x: Node?, _ y: Node?) {
    order = tc_next_order(Swift.max(x?.order ?? 0, y?.order ?? 0))
    scope =
      switch (x, y) {
      case (let x?, let y?): x.scope == y.scope ? x.scope : 0
      case (let x?, nil): x.scope
      case (nil, let y?): y.scope
      case (nil, nil): 0
      }
    input0 = x
    input1 = y
  }

  init(after inputs: [Node?]) {
    var floor: Int64 = 0
    var common: Int?
    for input in inputs {
      guard let input else { continue }
      floor = Swift.max(floor, input.order)
      common = common.map { $0 == input.scope ? $0 : 0 } ?? input.scope
    }
    order = tc_next_order(floor)
    scope = common ?? 0
    moreInputs = inputs
  }

  /// Name in messages.
  var operationName: String { preconditionFailure("a node without a name") }

  /// Sends the gradients of the inputs on their way.
  func backward(_ g: Tensor, _ pass: inout BackwardPass) throws {
    throw TensorError.notDifferentiable(operation: operationName)
  }

  /// Forgets what was saved; overrides add their own.
  func consume() {
    var stack: [Node] = []
    takeInputs(into: &stack)
    // Inputs stay alive through the heap of the pass, or die here without depth.
    Node.release(&stack)
  }

  private final func takeInputs(into stack: inout [Node]) {
    if let x = input0 {
      input0 = nil
      stack.append(x)
    }
    if let y = input1 {
      input1 = nil
      stack.append(y)
    }
    if !moreInputs.isEmpty {
      for case let x? in moreInputs { stack.append(x) }
      moreInputs = []
    }
  }

  private static func release(_ stack: inout [Node]) {
    while var node = stack.popLast() {
      if isKnownUniquelyReferenced(&node) { node.takeInputs(into: &stack) }
    }
  }

  deinit {
    if input0 == nil && input1 == nil && moreInputs.isEmpty { return }
    var stack: [Node] = []
    takeInputs(into: &stack)
    Node.release(&stack)
  }
}

/// A tensor with respect to which a gradient is asked.
final class VariableNode: Node, @unchecked Sendable {
  /// The gradient that asks.
  let owner: Int
  let index: Int

  /// - Parameter outer: where the tensor itself is recorded by an enclosing gradient: this node then
  ///   stands for the identity.
  init(owner: Int, index: Int, outer: Node?) {
    self.owner = owner
    self.index = index
    super.init(order: tc_next_order(outer?.order ?? 0), scope: outer == nil ? owner : 0)
    input0 = outer
  }

  override var operationName: String { "variable" }

  override func backward(_ g: Tensor, _ pass: inout BackwardPass) throws {
    pass.send(g, to: input0)
  }
}
