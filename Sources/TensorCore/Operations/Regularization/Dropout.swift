// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// x / (1 - rate) where it stays, 0 where it drops out        d/dx = the same of g
extension Tensor {
  /// This tensor with elements set to 0 at random, and the others divided by what is left of 1, so that
  /// the expected value stays (Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014,
  /// https://jmlr.org/papers/v15/srivastava14a.html). For training; do not call it otherwise.
  ///
  /// Which elements drop out depends on the key, the rate and the place in row-major order alone: not on
  /// element type, layout or threads. The gradient passes where the element stayed.
  ///
  /// - Parameters:
  ///   - rate: probability of dropping out, in 0...1, rounded to a multiple of 2^-32.
  ///   - key: where the random numbers follow from; another one for every call.
  /// - Complexity: O(n), n the number of elements.
  public func dropout(rate: Double, key: RandomKey) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let plan = try DropoutPlan(rate: rate, key: key, operation: ElementDropout.name)
      return plan.map { Tensor.apply(ElementDropout(plan: $0), self) } ?? self
    } catch {
      return .failure(error)
    }
  }
}

/// Which elements stay, and what becomes of them.
struct DropoutPlan: Sendable {
  let key: RandomKey
  /// An element stays whose random word of 32 bits is below.
  let keepBelow: UInt64
  let keepScale: Double

  /// - Returns: `nil` for a rate of 0.
  /// - Throws: `invalidArgument` for a rate outside 0...1, and for one without a key.
  init?(rate: Double, key: RandomKey?, operation: String) throws(TensorError) {
    guard rate >= 0, rate <= 1 else {
      throw .invalidArgument(
        operation: operation, reason: "a dropout rate of \(rate), not in 0...1")
    }
    if rate == 0 { return nil }
    guard let key else {
      throw .invalidArgument(operation: operation, reason: "a dropout rate without a random key")
    }
    self.init(rate: rate, key: key)
  }

  /// - Precondition: `rate` is in 0...1.
  init(rate: Double, key: RandomKey) {
    self.key = key
    keepBelow = UInt64(((1 - rate) * 0x1p32).rounded())
    keepScale = rate < 1 ? 1 / (1 - rate) : 0
  }
}

struct ElementDropout: DifferentiableUnary {
  static let name = "dropout"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.floating
  let plan: DropoutPlan

  func forward(_ x: Tensor) throws(TensorError) -> Tensor { try Kernels.dropout(x, plan) }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor { Tensor.apply(self, g) }

  static let samples = [[3, 5], [], [0, 4]].map { shape in
    Sample("\(shape)", [.init(shape)], propagatesNaN: false) {
      $0[0].dropout(rate: 0.4, key: RandomKey(seed: 3))
    }
  }
}

@section("tc_ops") @used private let record: OperationRecord = { export(ElementDropout.self, to: $0) }
