// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What an optimizer remembers: the number of steps, and named lists with one tensor for each parameter.
///
/// ```swift
/// let saved = optimizer.state
/// print(saved["firstMoments"]![0])
/// try other.restore(saved, for: model.parameters)
/// ```
public struct OptimizerState: Sendable, Equatable {
  /// One thing that is remembered of every parameter.
  public struct Slot: Sendable, Equatable {
    /// What it is, such as `firstMoments`.
    public var name: String
    /// One for each parameter; of no elements where there is nothing to remember of it.
    public var tensors: [Tensor]

    /// A slot.
    ///
    /// - Parameters:
    ///   - name: what is remembered.
    ///   - tensors: one for each parameter.
    public init(name: String, tensors: [Tensor]) {
      self.name = name
      self.tensors = tensors
    }
  }

  /// Steps taken.
  public var step: Int
  /// What is remembered, in the optimizer's own order.
  public var slots: [Slot]

  /// A state.
  ///
  /// - Parameters:
  ///   - step: steps taken.
  ///   - slots: what is remembered.
  public init(step: Int = 0, slots: [Slot] = []) {
    self.step = step
    self.slots = slots
  }

  /// A state of slots that begin with one value in the shape of each parameter.
  init(_ names: [String], like parameters: [Tensor], value: Double = 0) {
    step = 0
    slots = names.map { name in
      Slot(name: name, tensors: parameters.map { .full(value, like: $0) })
    }
  }

  /// The tensors of the slot of this name; `nil` where there is none.
  ///
  /// - Parameter name: such as `firstMoments`.
  public subscript(name: String) -> [Tensor]? { slots.first { $0.name == name }?.tensors }

  /// For how many parameters something is remembered; `nil` where there is no slot.
  public var parameterCount: Int? { slots.first?.tensors.count }

  /// Checks that this is a state of the shapes and types of another.
  ///
  /// - Throws: `OptimizerError.stateMismatch`, with all that does not fit.
  func check(against expected: OptimizerState) throws(OptimizerError) {
    var problems: [String] = []
    if step < 0 { problems.append("\(step) steps") }
    for slot in expected.slots {
      guard let found = self[slot.name] else {
        problems.append("\(slot.name) is missing")
        continue
      }
      guard found.count == slot.tensors.count else {
        problems.append(
          "\(slot.name) has \(found.count) tensors, not \(slot.tensors.count)")
        continue
      }
      for (index, (a, b)) in zip(found, slot.tensors).enumerated()
      where a.shape != b.shape || a.dtype != b.dtype {
        problems.append(
          "\(slot.name)[\(index)] is \(a.shape) of \(a.dtype), not \(b.shape) of \(b.dtype)")
      }
    }
    let names = expected.slots.map(\.name)
    for slot in slots where !names.contains(slot.name) {
      problems.append("\(slot.name) is not remembered by this optimizer")
    }
    if problems.isEmpty && slots.map(\.name) != names {
      problems.append("the slots are \(slots.map(\.name)), not \(names)")
    }
    if !problems.isEmpty { throw .stateMismatch(problems) }
  }

  /// Whether all bits are equal.
  public static func == (a: OptimizerState, b: OptimizerState) -> Bool {
    a.step == b.step && a.slots == b.slots
  }
}

extension OptimizerState.Slot {
  /// Whether all bits are equal.
  public static func == (a: Self, b: Self) -> Bool {
    a.name == b.name && a.tensors.count == b.tensors.count
      && zip(a.tensors, b.tensors).allSatisfy {
        $0.shape == $1.shape && $0.dtype == $1.dtype && $0.bytes == $1.bytes
      }
  }
}
