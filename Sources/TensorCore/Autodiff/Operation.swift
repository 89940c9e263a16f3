// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// An operation on tensors: one file under `Operations` holds one, with its formula, its public
/// function, its forward computation, its derivative rule and the samples that test it.
///
/// Whether it can be differentiated is a matter of its type: it conforms to a `Differentiable…`
/// protocol, whose rules have no defaults, or to a `NonDifferentiable…` one, and then a gradient that
/// has to pass it is an error that names it.
package protocol Operation: Sendable {
  /// Name in messages.
  static var name: String { get }
  /// What becomes of operands whose types differ, or in which no kernel computes: `.asTheyAre` unless
  /// an operation says otherwise.
  static var operands: OperandTypes { get }
  /// Inputs that the catalogue test sweeps.
  static var samples: [Sample] { get }
}

extension Operation {
  package static var operands: OperandTypes { .asTheyAre }
}

/// What a derivative rule wants to see again.
package struct Saves: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The input; of a binary operation the left one.
  package static let input = Saves(rawValue: 1)
  /// The right input of a binary operation.
  package static let right = Saves(rawValue: 2)
  /// The result.
  package static let output = Saves(rawValue: 4)
  /// The left input of a binary operation.
  package static let left = input
  /// Nothing but shapes.
  package static let nothing: Saves = []
}

// MARK: One input

/// An operation on one tensor.
package protocol UnaryOperation: Operation {
  /// Computes the result, without recording anything.
  func forward(_ x: Tensor) throws(TensorError) -> Tensor
}

/// An operation on one tensor with a derivative.
package protocol DifferentiableUnary: UnaryOperation {
  /// What `vjp` uses.
  static var saves: Saves { get }
  /// The gradient with respect to the input, from the one with respect to the result, written in
  /// tensor operations so that it can be differentiated again.
  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor
  /// The same number by a fused kernel, used where the gradient is not differentiated again.
  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor?
}

extension DifferentiableUnary {
  package func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? { nil }
}

/// An operation on one tensor through which no gradient passes.
package protocol NonDifferentiableUnary: UnaryOperation {}

/// What a unary operation saved.
package struct SavedUnary {
  fileprivate let savedInput: Tensor?
  fileprivate let savedOutput: Tensor?
  /// Shape of the input.
  let inputLayout: Layout

  init(input: Tensor?, output: Tensor?, inputLayout: Layout) {
    savedInput = input
    savedOutput = output
    self.inputLayout = inputLayout
  }

  var input: Tensor { saved(savedInput, "input") }
  var output: Tensor { saved(savedOutput, "output") }
}

private func saved(_ tensor: Tensor?, _ what: String) -> Tensor {
  guard let tensor else { preconditionFailure("a rule reads the \(what) it does not save") }
  return tensor
}

// MARK: Two inputs

/// An operation on two tensors.
package protocol BinaryOperation: Operation {
  /// Computes the result, without recording anything.
  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor
}

/// An operation on two tensors with derivatives. A rule may return its gradient in the broadcast
/// shape: the engine sums it down to the input's.
package protocol DifferentiableBinary: BinaryOperation {
  /// What the rules use.
  static var saves: Saves { get }
  /// The gradient with respect to the left input.
  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor
  /// The gradient with respect to the right input.
  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor
}

/// An operation on two tensors through which no gradient passes.
package protocol NonDifferentiableBinary: BinaryOperation {}

/// What a binary operation saved.
package struct SavedBinary {
  fileprivate let savedLeft: Tensor?
  fileprivate let savedRight: Tensor?
  fileprivate let savedOutput: Tensor?

  init(left: Tensor?, right: Tensor?, output: Tensor?) {
    savedLeft = left
    savedRight = right
    savedOutput = output
  }

  var left: Tensor { saved(savedLeft, "left input") }
  var right: Tensor { saved(savedRight, "right input") }
  var output: Tensor { saved(savedOutput, "output") }
}

// MARK: Any number of inputs

/// An operation on a list of tensors, with derivatives.
package protocol DifferentiableVariadic: Operation {
  /// Computes the result, without recording anything.
  func forward(_ inputs: [Tensor]) throws(TensorError) -> Tensor
  /// The gradient with respect to one input.
  func vjp(_ g: Tensor, inputLayouts: [[Int]], at index: Int) -> Tensor
}

// MARK: Any number of inputs and results

/// An operation on a list of tensors with a list of results, such as a decomposition. Results that
/// only the rules need, such as the norms of the rows, may follow the ones the public function returns.
package protocol GeneralOperation: Operation {
  /// Computes the results, without recording anything.
  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor]
}

/// An operation on a list of tensors with a list of results and with derivatives. Results that are not
/// floating-point numbers have none: a gradient that has to pass them is an error.
package protocol DifferentiableGeneral: GeneralOperation {
  /// What the rules use: `.input` for all inputs, `.output` for all results.
  static var saves: Saves { get }
  /// The gradients with respect to the inputs from those with respect to the results, written in tensor
  /// operations so that they can be differentiated again.
  ///
  /// - Parameters:
  ///   - g: one for each result, `nil` where nothing depends on it; `saved.gradient(_:_:)` has zeros there.
  ///   - saved: what `saves` named, and the layouts.
  /// - Returns: one for each input, in its shape or one that it broadcasts to; `nil` for an input that
  ///   `saved.wants(_:)` says nobody asks about, and only for such a one.
  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?]
  /// The same numbers by a fused kernel, used where the gradient is not differentiated again.
  func fusedVJP(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?]?
}

extension DifferentiableGeneral {
  package func fusedVJP(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?]? {
    nil
  }
}

/// An operation on a list of tensors with a list of results, through which no gradient passes.
package protocol NonDifferentiableGeneral: GeneralOperation {}

/// What a general operation saved.
package struct SavedGeneral {
  fileprivate let savedInputs: [Tensor]?
  fileprivate let savedOutputs: [Tensor]?
  private let wanted: [Bool]
  /// Shapes of the inputs.
  let inputLayouts: [Layout]
  /// Shapes of the results.
  let outputLayouts: [Layout]
  private let dtypes: [DType]

  init(
    inputs: [Tensor]?, outputs: [Tensor]?, wanted: [Bool], inputLayouts: [Layout],
    outputLayouts: [Layout], dtypes: [DType]
  ) {
    savedInputs = inputs
    savedOutputs = outputs
    self.wanted = wanted
    self.inputLayouts = inputLayouts
    self.outputLayouts = outputLayouts
    self.dtypes = dtypes
  }

  var inputs: [Tensor] {
    guard let savedInputs else {
      preconditionFailure("a rule reads inputs it does not save")
    }
    return savedInputs
  }

  var outputs: [Tensor] {
    guard let savedOutputs else {
      preconditionFailure("a rule reads results it does not save")
    }
    return savedOutputs
  }

  /// Whether anybody asks for the gradient of this input.
  func wants(_ input: Int) -> Bool { wanted[input] }

  /// The gradient of one result; zeros where nothing depends on it.
  func gradient(_ g: [Tensor?], _ output: Int) -> Tensor {
    g[output] ?? Tensor.zeros(outputLayouts[output].shape, dtype: dtypes[output])
  }
}
