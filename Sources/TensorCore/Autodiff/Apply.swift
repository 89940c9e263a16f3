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
    if !x.dtype.isComputed, let promotion = Promotion(Op.operands, x.dtype) {
      return promotion.narrow(apply(operation, promotion.widen(x)))
    }
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
    if !x.dtype.isComputed, let promotion = Promotion(Op.operands, x.dtype) {
      return promotion.narrow(apply(operation, promotion.widen(x)))
    }
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
    if !(x.dtype == y.dtype && x.dtype.isComputed),
      let promotion = Promotion(Op.operands, x.dtype, y.dtype)
    {
      return promotion.narrow(apply(operation, promotion.widen(x), promotion.widen(y)))
    }
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
    if !(x.dtype == y.dtype && x.dtype.isComputed),
      let promotion = Promotion(Op.operands, x.dtype, y.dtype)
    {
      return promotion.narrow(apply(operation, promotion.widen(x), promotion.widen(y)))
    }
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

  /// - Returns: all results; poisoned ones, `resultCount` of them, where the operation failed.
  static func apply<Op: DifferentiableGeneral>(
    _ operation: Op, _ inputs: [Tensor], resultCount: Int
  ) -> [Tensor] {
    run(operation, inputs, resultCount: resultCount) { results in
      let group = GeneralNode(operation, inputs, results: results)
      for index in results.indices {
        results[index].node =
          results[index].dtype.isFloatingPoint
          ? OutputNode(group, index: index)
          : DeadEndNode("\(Op.name) (\(results[index].dtype) result)", group, nil)
      }
    } again: {
      apply(operation, $0, resultCount: resultCount)
    }
  }

  /// - Returns: all results; poisoned ones, `resultCount` of them, where the operation failed.
  static func apply<Op: NonDifferentiableGeneral>(
    _ operation: Op, _ inputs: [Tensor], resultCount: Int
  ) -> [Tensor] {
    run(operation, inputs, resultCount: resultCount) { results in
      let end = DeadEndNode(Op.name, inputs.map(\.node))
      for index in results.indices { results[index].node = end }
    } again: {
      apply(operation, $0, resultCount: resultCount)
    }
  }

  private static func run<Op: GeneralOperation>(
    _ operation: Op, _ inputs: [Tensor], resultCount: Int, record: (inout [Tensor]) -> Void,
    again: ([Tensor]) -> [Tensor]
  ) -> [Tensor] {
    if let poisoned = inputs.first(where: \.isPoisoned) {
      return Array(repeating: passingPoison(poisoned), count: resultCount)
    }
    if let first = inputs.first?.dtype,
      !(first.isComputed && inputs.allSatisfy { $0.dtype == first }),
      let promotion = Promotion(Op.operands, inputs.map(\.dtype))
    {
      return again(inputs.map(promotion.widen)).map(promotion.narrow)
    }
    do {
      var results = try operation.forward(inputs)
      precondition(
        results.count == resultCount,
        "\(Op.name) has \(results.count) results where \(resultCount) were announced")
      if let poisoned = results.first(where: \.isPoisoned) {
        return Array(repeating: passingPoison(poisoned), count: resultCount)
      }
      if inputs.contains(where: { $0.node != nil }), tc_recording_paused() == 0 {
        record(&results)
      }
      return results
    } catch {
      return Array(repeating: failure(error), count: resultCount)
    }
  }
}

/// The way of operands to the type an operation computes in, and of its result back.
private struct Promotion {
  /// What kernels compute in.
  let computed: DType
  /// What the result is rounded to.
  let result: DType

  /// `nil` where the operands can stay what they are.
  @inline(never)
  init?(_ operands: OperandTypes, _ first: DType, _ second: DType? = nil) {
    var common = second.map { DType.promoted(first, $0) } ?? first
    switch operands {
    case .asTheyAre: return nil
    case .promoted: break
    case .floating: common = common.floating
    case .real: common = common.real
    }
    computed = common.computed
    result = common
    if first == computed && (second ?? first) == computed { return nil }
  }

  init?(_ operands: OperandTypes, _ types: [DType]) {
    guard let first = types.first else { return nil }
    let common = types.dropFirst().reduce(first, DType.promoted)
    // Where one of them differs from the common type, the pair of both says so.
    self.init(operands, common, types.first { $0 != common })
  }

  func widen(_ x: Tensor) -> Tensor { x.cast(to: computed) }

  /// Results of another kind, such as truth values and indices, stay what they are.
  func narrow(_ y: Tensor) -> Tensor {
    y.isPoisoned || y.dtype != computed ? y : y.cast(to: result)
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
