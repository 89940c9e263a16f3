// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// Runs operations, and records those that a gradient may have to pass.
extension Tensor {
  @inline(__always)
  static func apply<Op: DifferentiableUnary>(_ operation: Op, _ x: Tensor) -> Tensor {
    if x.isPoisoned { return passingPoison(x) }
    do {
      var result = try operation.forward(x)
      if let parent = x.node, tc_recording_paused() == 0 {
        result.node = UnaryNode(operation, x, parent, result: result)
      }
      return result
    } catch {
      return failure(error)
    }
  }

  package static func apply<Op: NonDifferentiableUnary>(_ operation: Op, _ x: Tensor) -> Tensor {
    if x.isPoisoned { return passingPoison(x) }
    do {
      var result = try operation.forward(x)
      if let parent = x.node, tc_recording_paused() == 0 {
        result.node = DeadEndNode(Op.name, parent, nil)
      }
      return result
    } catch {
      return failure(error)
    }
  }

  @inline(__always)
  static func apply<Op: DifferentiableBinary>(_ operation: Op, _ x: Tensor, _ y: Tensor) -> Tensor {
    if x.isPoisoned || y.isPoisoned { return passingPoison(x, y) }
    do {
      var result = try operation.forward(x, y)
      if x.node != nil || y.node != nil, tc_recording_paused() == 0 {
        result.node = BinaryNode(operation, x, y, result: result)
      }
      return result
    } catch {
      return failure(error)
    }
  }

  package static func apply<Op: NonDifferentiableBinary>(
    _ operation: Op, _ x: Tensor, _ y: Tensor
  ) -> Tensor {
    if x.isPoisoned || y.isPoisoned { return passingPoison(x, y) }
    do {
      var result = try operation.forward(x, y)
      if x.node != nil || y.node != nil, tc_recording_paused() == 0 {
        result.node = DeadEndNode(Op.name, x.node, y.node)
      }
      return result
    } catch {
      return failure(error)
    }
  }

  static func apply<Op: DifferentiableVariadic>(_ operation: Op, _ inputs: [Tensor]) -> Tensor {
    if let poisoned = inputs.first(where: \.isPoisoned) { return passingPoison(poisoned) }
    do {
      var result = try operation.forward(inputs)
      if inputs.contains(where: { $0.node != nil }), tc_recording_paused() == 0 {
        result.node = VariadicNode(operation, inputs)
      }
      return result
    } catch {
      return failure(error)
    }
  }
}

/// Runs `body` without recording: its results are constants for every gradient.
///
/// - Parameter body: synchronous work; the pause holds for the calling thread while it runs.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
public func withoutGradient<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  tc_pause_recording(1)
  defer { tc_pause_recording(-1) }
  return try body()
}
