// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What a network may mint in a round, at most.
public enum EmissionSchedule: Sendable, Hashable {
  /// The same every round, in base units.
  case constant(UInt256)
  /// `first`·`factor`^(n / `period`), the exponent rounded down: less by a constant share from one
  /// period to the next, as Render's after its fifth year with 0.945.
  case geometric(first: UInt256, factor: Ratio, period: UInt64)
  /// Bittensor's: `first`, halved each time half of what was left to issue under `cap` is issued:
  /// E0·2^−⌊log₂(1/(1 − I/cap))⌋.
  case halving(first: UInt256, cap: UInt256)

  /// E: the budget of a round in base units, rounded down.
  ///
  /// - Parameters:
  ///   - round: the round, from 0.
  ///   - issued: I, what was issued before.
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)`` where a factor is above 1 or a period
  ///   is 0.
  /// - Complexity: O(1); O(p) in the number of periods p of a geometric schedule, at most the 256 that
  ///   leave anything of a halved amount and as many as the factor needs otherwise.
  public func budgetFloor(round: UInt64, issued: UInt256) throws(EconomicsError) -> UInt256 {
    switch self {
    case .constant(let amount): return amount
    case .geometric(let first, let factor, let period):
      guard period > 0 else { throw .outOfRange("a period", value: 0, allowed: "above 0") }
      guard factor <= .one else {
        throw .outOfRange("a factor of emission", value: factor.double, allowed: "at most 1")
      }
      if factor == .one { return first }
      var amount = first
      for _ in 0..<(round / period) where !amount.isZero {
        let before = amount
        amount = try exact { () throws(ArithmeticError) in try factor.scaledFloor(before) }
        // Rounding down each time shrinks until nothing is left, so this ends.
        if amount.isZero { break }
      }
      return amount
    case .halving(let first, let cap):
      guard !cap.isZero else { throw .outOfRange("a cap", value: 0, allowed: "above 0") }
      guard issued < cap else { return .zero }
      // 2^h ≤ cap/(cap − issued) < 2^(h+1).
      let left = cap - issued
      let ratio = cap / left
      let halvings = ratio.bitWidth - 1 - ratio.leadingZeroBitCount
      return first >> halvings
    }
  }
}
