// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Numbers the passes of the process.
private let passes = Atomic<Int>(1)

/// A pass through a model that is being trained: where dropout takes its keys from, and where layers leave
/// what becomes of their buffers.
///
/// Layers of one's own ask ``current`` whether they are being trained. Keys are numbered in the order in
/// which they are asked for, so a pass on one thread always draws the same.
public final class TrainingPass: Sendable {
  /// The pass that is under way, `nil` where a model is merely used. It follows the task.
  @TaskLocal public static var current: TrainingPass?

  /// A buffer of the model of one pass.
  struct Place: Sendable, Hashable {
    let pass: Int
    let index: Int
  }

  private struct State {
    var drawn: UInt64
    var buffers: [Int: Tensor] = [:]
  }

  fileprivate let number = passes.add(1, ordering: .relaxed).newValue
  private let key: RandomKey?
  private let outer: TrainingPass?
  /// A pass that repeats a part of another one, which has the buffers.
  private let repeated: TrainingPass?
  private let state: Mutex<State>

  init(key: RandomKey?, outer: TrainingPass?) {
    self.key = key
    self.outer = outer
    repeated = nil
    state = Mutex(State(drawn: 0))
  }

  private init(repeating other: TrainingPass, from drawn: UInt64) {
    key = other.key
    outer = other.outer
    repeated = other
    state = Mutex(State(drawn: drawn))
  }

  /// A key that no other call gets.
  ///
  /// - Returns: `nil` where the pass was given none.
  public func nextKey() -> RandomKey? {
    guard let key else { return nil }
    let number = state.withLock { state in
      state.drawn += 1
      return state.drawn
    }
    return key.child(number)
  }

  /// What a buffer holds by now.
  ///
  /// - Parameter buffer: a buffer of the model that is trained.
  public func value(of buffer: Buffer) -> Tensor {
    guard let place = buffer.place, let owner = owner(of: place) else { return buffer.wrappedValue }
    return owner.state.withLock { $0.buffers[place.index] } ?? buffer.wrappedValue
  }

  /// Leaves a new value for a buffer; the model has it when the pass has ended.
  ///
  /// - Parameters:
  ///   - buffer: a buffer of a model that ``withTraining(_:key:_:)`` was given.
  ///   - value: the new value, of the same shape.
  public func set(_ buffer: Buffer, to value: Tensor) {
    guard let place = buffer.place, let owner = owner(of: place) else {
      preconditionFailure("a buffer changes whose model withTraining was not given")
    }
    // What is run again for a gradient has left its values the first time.
    if repeated != nil { return }
    owner.state.withLock { $0.buffers[place.index] = value.detached() }
  }

  private func owner(of place: Place) -> TrainingPass? {
    var pass = repeated ?? self
    while pass.number != place.pass {
      guard let next = pass.outer else { return nil }
      pass = next
    }
    return pass
  }

  /// Runs `body` as it runs now, at any later time: with the same keys, and without effect on buffers.
  static func repeatable<Result>(
    _ body: @escaping @Sendable () throws -> Result
  ) -> @Sendable () throws -> Result {
    guard let pass = current else {
      return { try $current.withValue(nil, operation: body) }
    }
    let drawn = pass.state.withLock { $0.drawn }
    return {
      try $current.withValue(TrainingPass(repeating: pass, from: drawn), operation: body)
    }
  }

  fileprivate var buffers: [Int: Tensor] { state.withLock { $0.buffers } }
}

/// Runs `body` with layers in training: dropout drops, batch norms normalise by the batch and move their
/// running statistics.
///
/// - Parameters:
///   - module: the model. Its buffers change when `body` has returned; where it throws, they do not.
///   - key: where random numbers follow from; another one for every step. Needed where anything drops out.
///   - body: takes a model that stands for `module`, and computes with it.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
public func withTraining<M: Module, Result>(
  _ module: inout M, key: RandomKey? = nil, _ body: (M) throws -> Result
) rethrows -> Result {
  let pass = TrainingPass(key: key, outer: .current)
  var copy = module
  copy.visitParameters(BufferPlaces(pass))
  let result = try TrainingPass.$current.withValue(pass) { try body(copy) }
  let buffers = pass.buffers
  // After a failed operation inside withTensorErrors the state stays as it was.
  if !buffers.isEmpty, !buffers.values.contains(where: \.isPoisoned) {
    module.visitParameters(BufferUpdate(buffers))
  }
  return result
}

/// A loss of a model in training, and its gradients with respect to the trained parameters.
///
/// ```swift
/// let (loss, gradients) = try valueAndGradient(training: &model, key: key.child(step)) {
///   .crossEntropy(logits: $0(images), labels: labels)
/// }
/// ```
///
/// - Parameters:
///   - module: the model, whose buffers change.
///   - key: where dropout follows from; another one for every step.
///   - loss: computes a single number from a model that stands for `module`.
/// - Returns: the loss, and the gradients in the order of the visit.
/// - Throws: as ``valueAndGradient(at:of:)-([Tensor],_)``; buffers are unchanged then.
public func valueAndGradient<M: Module>(
  training module: inout M, key: RandomKey? = nil, of loss: (M) throws -> Tensor
) throws -> (value: Tensor, gradients: [Tensor]) {
  try withTraining(&module, key: key) { try valueAndGradient(at: $0, of: loss) }
}

/// Gives every buffer its place in a pass.
private final class BufferPlaces: ParameterVisitor {
  private let pass: Int
  private var count = 0

  init(_ pass: TrainingPass) { self.pass = pass.number }

  override func visitBuffer(_ path: String, _ buffer: inout Buffer) {
    buffer.place = .init(pass: pass, index: count)
    count += 1
  }
}

/// Sets the buffers that a pass has changed.
private final class BufferUpdate: ParameterVisitor {
  private let values: [Int: Tensor]
  private var count = 0

  init(_ values: [Int: Tensor]) { self.values = values }

  override func visitBuffer(_ path: String, _ buffer: inout Buffer) {
    if let value = values[count] { buffer.wrappedValue = value }
    count += 1
  }
}
