// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Golem's linear price of several counters: cost = Σ coefficient·usage + constant, in exact decimals.
public struct LinearTariff: Sendable, Hashable, Codable {
  /// One coefficient per counter.
  public var coefficients: [ExactDecimal]
  /// What is paid in any case.
  public var constant: ExactDecimal

  /// Creates a tariff.
  public init(coefficients: [ExactDecimal], constant: ExactDecimal = .zero) {
    self.coefficients = coefficients
    self.constant = constant
  }

  /// What the counters come to. Each product is rounded half to even at 10⁻¹⁸, which is exact where
  /// coefficient and usage have 18 digits after the point together.
  ///
  /// - Throws: ``MeteringError/countsDiffer(usage:coefficients:)``,
  ///   ``MeteringError/negative(_:)``, ``MeteringError/arithmetic(_:)``.
  /// - Complexity: O(n) in the number of counters.
  public func cost(of usage: [ExactDecimal]) throws(MeteringError) -> ExactDecimal {
    guard usage.count == coefficients.count else {
      throw .countsDiffer(usage: usage.count, coefficients: coefficients.count)
    }
    if let index = usage.firstIndex(where: \.isNegative) { throw .negative("counter \(index)") }
    if let index = coefficients.firstIndex(where: \.isNegative) {
      throw .negative("coefficient \(index)")
    }
    if constant.isNegative { throw .negative("the constant") }
    do throws(EconomicsError) {
      var total = constant
      for (coefficient, counter) in zip(coefficients, usage) {
        total = try total.adding(coefficient.multiplied(by: counter))
      }
      return total
    } catch {
      throw .arithmetic(error.description)
    }
  }
}
