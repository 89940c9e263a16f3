// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import TestSupport
import Testing

/// A denominator that every total weight of these runs divides: a rational is a whole number of its
/// parts, and rationals do not grow.
let unitDenominator: Int128 = (1...40).reduce(Int128(1)) { lcm, number in
  var (a, b) = (lcm, Int128(number))
  while b != 0 { (a, b) = (b, a % b) }
  return lcm / a * Int128(number)
}

/// Whether a figure is the floor of an exact one; 2⁻²⁶ of a unit may be missing to the next.
func isFloor(_ amount: UInt256, of exact: Int128) -> Bool {
  let least = exact > 0 ? exact / unitDenominator : 0
  let most = (exact + unitDenominator >> 26) / unitDenominator
  return (least...max(least, most)).contains(whole(amount))
}

func whole(_ amount: UInt256) -> Int128 { Int128(amount.asUInt64 ?? .max) }

func pick(_ random: inout SeededGenerator, _ range: ClosedRange<UInt64>) -> UInt64 {
  UInt64.random(in: range, using: &random)
}

/// Expects without the cost of an expectation that holds, of which there are a million here.
func hold(_ condition: Bool, _ place: @autoclosure () -> String = "") {
  if !condition { Issue.record("\(place())") }
}
