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
  /// The records that were charged, of each job and GPU by their beginning.
  private var records: [Place: [Usage]] = [:]

  private struct Place: Hashable, Codable {
    let job: String
    let gpu: String
  }

  /// Opens a bill.
  public init(tariff: Tariff) { self.tariff = tariff }

  /// Charges a record and says how much. The whole is the same in whatever order records come.
  ///
  /// - Parameters:
  ///   - usage: the record. A long job has many, one after the other.
  ///   - peak: where given, what one of the GPUs can do in FLOP per second: see
  ///     ``Usage/check(peak:)``.
  /// - Returns: base units; zero for a record that was charged before: sending one twice changes
  ///   nothing.
  /// - Throws: ``MeteringError/overlaps(job:gpu:start:end:)`` where another record of the job and GPU
  ///   has part of its time, ``MeteringError/endsBeforeItBegins(job:start:end:)``,
  ///   ``MeteringError/arithmetic(_:)``, and with a peak what its check throws. Then nothing changes.
  /// - Complexity: O(1) for the latest record of its job and GPU, else O(n) in how many those have.
  @discardableResult
  public mutating func charge(
    _ usage: Usage, peak: UInt64? = nil
  ) throws(MeteringError) -> UInt256 {
    guard usage.start <= usage.end else {
      throw .endsBeforeItBegins(job: usage.job, start: usage.start, end: usage.end)
    }
    if let peak { try usage.check(peak: peak) }
    let place = Place(job: usage.job, gpu: usage.gpu)
    let others = records[place] ?? []
    var index = others.count
    while index > 0, others[index - 1].start > usage.start { index -= 1 }
    // No two of them overlap, so only the neighbours can.
    for other in others[max(0, index - 1)..<min(others.count, index + 1)] {
      if other == usage { return .zero }
      guard usage.start != other.start, usage.start >= other.end || other.start >= usage.end else {
        throw .overlaps(job: usage.job, gpu: usage.gpu, start: usage.start, end: usage.end)
      }
    }
    let price = try tariff.numerator(of: usage)
    let divisor = try tariff.divisor()
    let before = (carried, charged)
    let owed = try metered { () throws(ArithmeticError) in try before.0.adding(price) }
    let (due, rest) = owed.quotientAndRemainder(dividingBy: divisor)
    charged = try metered { () throws(ArithmeticError) in try before.1.adding(due) }
    carried = rest
    records[place, default: []].insert(usage, at: index)
    return due
  }
}
