// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// Runs `body` and forgets what it recorded: a gradient that passes its result runs it again.
///
/// Trades time for memory: what is kept is what `body` captures, not what its operations save.
///
/// ```swift
/// let loss = try gradient(at: weights) { w in
///   var h = x
///   for layer in w { h = checkpointed { [h] in h.matmul(layer).relu() } }
///   return h.sum()
/// }
/// ```
///
/// - Parameter body: computes a tensor from the tensors it captures, the same each time: random numbers
///   come from a key that it captures too, or from the ``TrainingPass``, which repeats its own.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
/// - Complexity: `body` runs once more for each gradient that passes.
public func checkpointed(_ body: @escaping @Sendable () throws -> Tensor) rethrows -> Tensor {
  let start = tc_next_order(0)
  // Dropout must drop the same again, and running statistics move once.
  let again = TrainingPass.repeatable(body)
  var result = try body()
  // What is still to be computed would hold on to what the body went through.
  result.evaluate()
  guard let node = result.node, result.isTracked, node.order > start else { return result }
  result.node = CheckpointNode(again, inputs: node.ancestors(recordedUpTo: start))
  return result
}

/// Stands for everything that a function recorded.
final class CheckpointNode: Node, @unchecked Sendable {
  private var body: (@Sendable () throws -> Tensor)?

  init(_ body: @escaping @Sendable () throws -> Tensor, inputs: [Node]) {
    self.body = body
    super.init(after: inputs)
  }

  override var operationName: String { "checkpointed" }

  override func backward(_ g: Tensor, _ pass: inout BackwardPass) throws {
    guard let body else { preconditionFailure("a used-up checkpoint was asked again") }
    try pass.sendThrough(g, rerecording: body)
  }

  override func consume() {
    super.consume()
    body = nil
  }
}

extension Node {
  /// The nearest ancestors that were there before `order`, or have no inputs.
  func ancestors(recordedUpTo order: Int64) -> [Node] {
    var found: [Node] = []
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
    var stack: [Node] = [self]
    while let node = stack.popLast() {
      var isLeaf = true
      if node.order > order {
        node.forEachInput {
          isLeaf = false
          if seen.insert(ObjectIdentifier($0)).inserted { stack.append($0) }
        }
      }
      if isLeaf { found.append(node) }
    }
    return found
  }
}
