// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// A running bill: after any number of records the sum of what was charged is the exact price of all
/// of them rounded down, so no unit is lost or gained by how use is cut into records.
///
/// ```swift
/// var bill = Bill(tariff: Tariff(unit: .millionTokens, price: 3))
/// // Three times 500 000 tokens at 3 units a million: 1, 2, 1.
/// ```
public struct Bill: Sendable, Hashable, Codable {
  /// The tariff.
  public let tariff: Tariff
  /// What was charged so far, in base units.
  public private(set) var charged = UInt256.zero
  /// What is owed beyond that, in parts of a base unit.
  public private(set) var carried = UInt256.zero
  /// The jobs that were charged, so that none is charged twice.
  public private(set) var jobs: Set<String> = []

  /// Opens a bill.
  public init(tariff: Tariff) { self.tariff = tariff }

  /// Charges a record and says how much.
  ///
  /// - Returns: base units; zero for a job that was charged before: sending a record twice changes
  ///   nothing.
  /// - Throws: ``MeteringError/arithmetic(_:)``. Then nothing changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func charge(_ usage: Usage) throws(MeteringError) -> UInt256 {
    if jobs.contains(usage.job) { return .zero }
    let price = try tariff.numerator(of: usage)
    let before = (carried, charged)
    let owed = try metered { () throws(ArithmeticError) in try before.0.adding(price) }
    let (due, rest) = owed.quotientAndRemainder(dividingBy: tariff.divisor)
    charged = try metered { () throws(ArithmeticError) in try before.1.adding(due) }
    carried = rest
    jobs.insert(usage.job)
    return due
  }
}
