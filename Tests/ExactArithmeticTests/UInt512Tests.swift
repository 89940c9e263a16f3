// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import TestSupport
import Testing

@Suite struct UInt512Model {
  private func slow(_ number: UInt512) -> SlowNumber { SlowNumber((number.high, number.low)) }

  @Test func randomNumbersAgreeWithPaperArithmetic() throws {
    var source = NumberSource(random: SeededGenerator(seed: 512))
    let limit = SlowNumber([UInt32](repeating: 0, count: 16) + [1])
    for step in 0..<1_500 {
      let place = "seed \(source.random.seed), step \(step)"
      let a = UInt512(high: source.number(), low: source.number())
      let b = UInt512(high: source.number(), low: source.number())
      let (x, y) = (slow(a), slow(b))
      #expect((a < b) == (x < y) && (a == b) == (x == y), "\(place)")
      let sum = a.addingReportingOverflow(b)
      #expect(sum.overflow == (limit <= x + y), "\(place)")
      #expect(slow(sum.partialValue) + (sum.overflow ? limit : SlowNumber([])) == x + y, "\(place)")
      let difference = a.subtractingReportingOverflow(b)
      #expect(difference.overflow == (x < y), "\(place)")
      #expect(difference.partialValue.addingReportingOverflow(b).partialValue == a, "\(place)")
      let (p, q) = (source.number(), source.number())
      #expect(slow(UInt512(p, times: q)) == SlowNumber(p) * SlowNumber(q), "\(place)")
      #expect(slow(UInt512(p, plus: q)) == SlowNumber(p) + SlowNumber(q), "\(place)")
      #expect(UInt512(p, plus: q).asUInt256 == (try? p.adding(q)), "\(place)")
      if let (quotient, remainder) = a.divided(by: p) {
        #expect(SlowNumber(quotient) * SlowNumber(p) + SlowNumber(remainder) == x, "\(place)")
        #expect(remainder < p && a.remainder(dividingBy: p) == remainder, "\(place)")
      } else {
        #expect(p <= a.high, "\(place)")
        guard !p.isZero else { continue }
        // Without its multiple of the divisor the number is a multiple still.
        let rest = UInt512(high: .zero, low: a.remainder(dividingBy: p))
        let multiple = a.subtractingReportingOverflow(rest).partialValue
        #expect(rest.low < p && multiple.remainder(dividingBy: p).isZero, "\(place)")
      }
    }
  }

  @Test func aQuotientThatDoesNotFitIsAnErrorWithItsValues() throws {
    let (quotient, remainder) = try UInt256(7).dividingFullWidthChecked((high: 3, low: 5))
    #expect(SlowNumber(quotient) * SlowNumber(7) + SlowNumber(remainder) == SlowNumber((3, 5)))
    #expect(
      throws: ArithmeticError.overflow(operation: "divideFullWidth", operands: [7, 0, 7])
    ) { _ = try UInt256(7).dividingFullWidthChecked((high: 7, low: 0)) }
    #expect(
      throws: ArithmeticError.divisionByZero(operation: "divideFullWidth", operands: [0, 1, 0])
    ) { _ = try UInt256(0).dividingFullWidthChecked((high: 0, low: 1)) }
  }
}
