// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where the operations inside `withTensorErrors` leave their first error.
final class TensorErrorScope: Sendable {
  @TaskLocal static var current: TensorErrorScope?

  private let first = Mutex<TensorError?>(nil)

  func record(_ error: TensorError) {
    first.withLock { if $0 == nil { $0 = error } }
  }

  var hasFailed: Bool { first.withLock { $0 != nil } }

  func throwIfFailed() throws(TensorError) {
    if let error = first.withLock({ $0 }) { throw error }
  }
}

/// Runs `body`, and throws the first error of its tensor operations instead of trapping.
///
/// An operation that fails returns a poisoned tensor of shape `[]`; operations on it pass it on, and
/// its elements read as NaN, 0 or false. The scope follows the task, so it covers child tasks too.
///
/// - Parameter body: what may meet shapes that do not fit, such as a request from outside.
/// - Returns: what `body` returns.
/// - Throws: the first `TensorError`, or else what `body` throws.
public func withTensorErrors<Result>(_ body: () throws -> Result) throws -> Result {
  let scope = TensorErrorScope()
  let result: Result
  do {
    result = try TensorErrorScope.$current.withValue(scope, operation: body)
  } catch {
    try scope.throwIfFailed()
    throw error
  }
  try scope.throwIfFailed()
  return result
}

/// The asynchronous form of ``withTensorErrors(_:)-(()->Result)``.
///
/// - Parameters:
///   - isolation: the caller's actor, which `body` runs on.
///   - body: what may meet shapes that do not fit.
/// - Returns: what `body` returns.
/// - Throws: the first `TensorError`, or else what `body` throws.
public func withTensorErrors<Result>(
  isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
) async throws -> Result {
  let scope = TensorErrorScope()
  let result: Result
  do {
    result = try await TensorErrorScope.$current.withValue(
      scope, operation: body, isolation: isolation)
  } catch {
    try scope.throwIfFailed()
    throw error
  }
  try scope.throwIfFailed()
  return result
}

extension Tensor {
  /// The result of an operation that failed: traps, or inside `withTensorErrors` is poisoned.
  @inline(never)
  static func failure(_ error: TensorError) -> Tensor {
    guard let scope = TensorErrorScope.current else { fatalError(error.description) }
    scope.record(error)
    return .poisoned(by: error)
  }

  /// The result of an operation on a poisoned tensor.
  @inline(never)
  static func passingPoison(_ tensors: Tensor...) -> Tensor {
    let first = tensors.first { $0.isPoisoned }
    let error =
      (first?.node as? PoisonNode)?.error
      ?? .invalidShape(
        operation: "tensor", shape: [], reason: "is the result of a failed operation")
    return failure(error)
  }

  private static func poisoned(by error: TensorError) -> Tensor {
    do throws(TensorError) {
      return try Kernels.poison(PoisonNode(error))
    } catch {
      fatalError(error.description)
    }
  }
}

/// Carries the error of a poisoned tensor.
final class PoisonNode: Node, @unchecked Sendable {
  let error: TensorError

  init(_ error: TensorError) {
    self.error = error
    super.init(order: 0, scope: 0)
  }

  override var operationName: String { "failed operation" }
}
