// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// An amount paid over parts that come one after another, so that what is paid is at any time the
/// floor of what is due.
///
/// After parts of weight w₁ … wₖ out of the total weight W, ⌊A · (w₁ + … + wₖ) / W⌋ of the amount A
/// are paid. Therefore all payments together are A exactly, each is off its exact share by less than
/// one unit, more amount never makes a payment less by more than one unit, and a stream that is
/// looked at often pays as much as one that is looked at once: no unit is lost to rounding.
///
/// ```swift
/// // 1000 units over 30 days, drawn after 7 days, and after 30.
/// var stream = try CumulativeSplit(1000, totalWeight: 30)
/// try stream.take(upTo: 7)   // 233
/// try stream.take(upTo: 30)  // 767
/// ```
///
/// Weights are whatever the amount follows: seconds, blocks, work. Where all parts are known at once
/// and should be as equal as can be, ``Apportionment/largestRemainder(_:weights:)`` is the other way.
public struct CumulativeSplit: Sendable, Hashable {
  /// Units to pay in all.
  public let amount: UInt256
  /// The weight of all parts together.
  public let totalWeight: UInt256
  /// The weight of the parts taken, at most ``totalWeight``.
  public private(set) var weightTaken: UInt256 = .zero
  /// Units paid for them: ⌊amount · weightTaken / totalWeight⌋.
  public private(set) var paid: UInt256 = .zero

  /// Creates a split of which nothing is taken.
  ///
  /// - Parameters:
  ///   - amount: units to pay in all.
  ///   - totalWeight: the weight of all parts together.
  /// - Throws: ``ArithmeticError/noWeight(amount:)`` where there is an amount and no weight.
  /// - Complexity: O(1).
  public init(_ amount: UInt256, totalWeight: UInt256) throws(ArithmeticError) {
    if totalWeight.isZero && !amount.isZero { throw .noWeight(amount: amount) }
    self.amount = amount
    self.totalWeight = totalWeight
  }

  /// Units not paid yet.
  public var remaining: UInt256 { amount - paid }

  /// Units that are paid once parts of the weight `weight` are taken, from the first on.
  ///
  /// - Throws: ``ArithmeticError/beyondTotal(weight:total:)`` where that is more than there is.
  /// - Complexity: O(1).
  public func paidFloor(upTo weight: UInt256) throws(ArithmeticError) -> UInt256 {
    if weight > totalWeight { throw .beyondTotal(weight: weight, total: totalWeight) }
    if weight == totalWeight { return amount }
    return try UInt256.mulDivFloor(amount, weight, totalWeight)
  }

  /// Takes the next part.
  ///
  /// - Parameter weight: the weight of this part; zero pays nothing.
  /// - Returns: units to pay for it.
  /// - Throws: ``ArithmeticError/beyondTotal(weight:total:)`` where all parts together would weigh
  ///   more than the total, ``ArithmeticError/overflow(operation:operands:)`` where they exceed
  ///   256 bits. Then nothing has changed.
  /// - Complexity: O(1).
  public mutating func take(_ weight: UInt256) throws(ArithmeticError) -> UInt256 {
    try take(upTo: weightTaken.adding(weight))
  }

  /// Takes all that is due up to a point of the stream, as elapsed time.
  ///
  /// - Parameter weight: the weight of all parts taken then, from the first on.
  /// - Returns: units to pay beyond those paid before.
  /// - Throws: ``ArithmeticError/beyondTotal(weight:total:)`` where that is more than there is,
  ///   ``ArithmeticError/underflow(operation:operands:)`` where it is before what was taken already.
  ///   Then nothing has changed.
  /// - Complexity: O(1).
  public mutating func take(upTo weight: UInt256) throws(ArithmeticError) -> UInt256 {
    let due = try paidFloor(upTo: weight)
    if weight < weightTaken {
      throw .underflow(operation: "cumulative split", operands: [weight, weightTaken])
    }
    let payment = due - paid
    weightTaken = weight
    paid = due
    return payment
  }
}

extension CumulativeSplit: Codable {
  private enum CodingKeys: String, CodingKey {
    case amount
    case totalWeight
    case weightTaken
  }

  /// Reads the amount and the weights; what is paid follows from them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    do {
      try self.init(
        container.decode(UInt256.self, forKey: .amount),
        totalWeight: container.decode(UInt256.self, forKey: .totalWeight))
      _ = try take(upTo: container.decode(UInt256.self, forKey: .weightTaken))
    } catch let error as ArithmeticError {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: error.description))
    }
  }

  /// Writes the amount and the weights, as decimal strings.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(amount, forKey: .amount)
    try container.encode(totalWeight, forKey: .totalWeight)
    try container.encode(weightTaken, forKey: .weightTaken)
  }
}
