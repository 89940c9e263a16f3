// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A recorded operation with several results. Each result carries an ``OutputNode``; the gradients that
/// arrive there wait in the pass until all are there, since the rules want to see them together.
class GroupNode: Node, @unchecked Sendable {
  let outputCount: Int

  init(after inputs: [Node?], outputCount: Int) {
    self.outputCount = outputCount
    super.init(after: inputs)
  }

  /// Sends the gradients of the inputs on their way, from those of the results.
  func backward(results: [Tensor?], _ pass: inout BackwardPass) throws {
    throw TensorError.notDifferentiable(operation: operationName)
  }
}

/// One result of a recorded operation with several.
final class OutputNode: Node, @unchecked Sendable {
  private let index: Int
  private let name: String

  init(_ group: GroupNode, index: Int) {
    self.index = index
    name = group.operationName
    super.init(after: group)
  }

  override var operationName: String { name }

  override func backward(_ g: Tensor, _ pass: inout BackwardPass) throws {
    guard let group = input0 as? GroupNode else {
      preconditionFailure("a result without its operation")
    }
    pass.deposit(g, output: index, of: group)
  }
}

/// A recorded general operation.
final class GeneralNode<Op: DifferentiableGeneral>: GroupNode, @unchecked Sendable {
  private let operation: Op
  private var savedInputs: [Tensor]?
  private var savedOutputs: [Tensor]?
  private let inputLayouts: [Layout]
  private let outputLayouts: [Layout]
  private let outputTypes: [DType]

  init(_ operation: Op, _ inputs: [Tensor], results: [Tensor]) {
    self.operation = operation
    savedInputs = Op.saves.contains(.input) ? inputs.map { $0.detached() } : nil
    savedOutputs = Op.saves.contains(.output) ? results : nil
    inputLayouts = inputs.map(\.layout)
    outputLayouts = results.map(\.layout)
    outputTypes = results.map(\.dtype)
    super.init(after: inputs.map(\.node), outputCount: results.count)
  }

  override var operationName: String { Op.name }

  override func backward(results g: [Tensor?], _ pass: inout BackwardPass) throws {
    var inputs = savedInputs
    var outputs = savedOutputs
    if pass.isRecorded {
      inputs = savedInputs.map { zip($0, moreInputs).map { $0.with(node: $1) } }
      outputs = savedOutputs?.enumerated().map {
        $1.dtype.isFloatingPoint ? $1.with(node: OutputNode(self, index: $0)) : $1
      }
    }
    let saved = SavedGeneral(
      inputs: inputs, outputs: outputs, wanted: moreInputs.map(pass.wants),
      inputLayouts: inputLayouts, outputLayouts: outputLayouts, dtypes: outputTypes)
    let fused = pass.isRecorded ? nil : try operation.fusedVJP(g, saved)
    let gradients = try fused ?? operation.vjp(g, saved)
    precondition(
      gradients.count == inputLayouts.count,
      "the rule of \(Op.name) returned \(gradients.count) gradients for \(inputLayouts.count) inputs"
    )
    for (index, gradient) in gradients.enumerated() where saved.wants(index) {
      guard let gradient else {
        throw TensorError.notDifferentiable(operation: "\(Op.name) (input \(index))")
      }
      let summed = gradient.summed(to: inputLayouts[index])
      pass.send(summed.checked(against: inputLayouts[index], of: Op.name), to: moreInputs[index])
    }
  }

  override func consume() {
    super.consume()
    savedInputs = nil
    savedOutputs = nil
  }
}
