// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import TestSupport
import Testing

@testable import Staking

@Suite struct BigNaturalTests {
  private func draw(_ random: inout SeededGenerator) -> UInt256 {
    let value = UInt256(random.next(), random.next(), random.next(), random.next())
    return value >> UInt64.random(in: 0...255, using: &random)
  }

  @Test(arguments: [1, 2] as [UInt64])
  func sumsProductsAndQuotientsAgreeWithEachOther(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for step in 0..<500 {
      let (a, b, c) = (draw(&random), draw(&random), draw(&random))
      let place: Comment = "seed \(seed), step \(step): \(a), \(b), \(c)"
      let wide = BigNatural(a) * b
      #expect(wide == BigNatural(b) * a, place)
      // (a · b) · c + a = a · (b · c + 1), whatever its size.
      #expect(
        wide * c + BigNatural(a) == (BigNatural(b) * c + BigNatural(.one)) * a, place)
      #expect(wide + BigNatural(c) - BigNatural(c) == wide, place)
      #expect((wide < wide + BigNatural(c)) == !c.isZero, place)
      if !c.isZero {
        let divisor = BigNatural(c) * b + BigNatural(.one)
        let (quotient, rest) = (divisor * a + BigNatural(c - .one))
          .dividedBelow256Bits(by: divisor)
        // c − 1 is below the divisor wherever b is not zero.
        if !b.isZero {
          #expect(quotient == a, place)
          #expect(rest == BigNatural(c - .one), place)
        }
      }
      let product = a.multipliedFullWidth(by: b)
      if product.high.isZero { #expect(wide == BigNatural(product.low), place) }
      if !c.isZero, product.high < c {
        let exact = c.dividingFullWidth(product)
        let (quotient, rest) = wide.dividedBelow256Bits(by: BigNatural(c))
        #expect(quotient == exact.quotient, place)
        #expect(rest == BigNatural(exact.remainder), place)
      }
    }
  }

  @Test func limbsCarryAndBorrowAllTheWay() {
    let top = BigNatural(.max) * .max
    let more = top + BigNatural(.one)
    #expect(more > top)
    #expect(more - top == BigNatural(.one))
    #expect((top - top).isZero)
    let power = BigNatural(.max) + BigNatural(.one)
    #expect(power - BigNatural(.one) == BigNatural(.max))
    #expect((BigNatural.zero * .max).isZero)
  }
}

@Suite struct PouringTests {
  @Test func normalizingToAHundredAsPolkadotDoes() {
    // polkadot-sdk, normalize [30, 33, 30] to 100: 7 units short, and [34, 33, 33].
    #expect(levels(100 - 93, [30, 33, 30]) == [34, 33, 33])
  }

  @Test func whatIsPouredRaisesTheLowestToOneHeight() {
    #expect(levels(30, [10, 20]) == [30, 30])
    #expect(levels(5, [10, 20]) == [15, 20])
    #expect(levels(0, [3, 1]) == [3, 1])
    #expect(levels(11, [3, 1, 100]) == [8, 7, 100])
  }

  @Test(arguments: [1, 2] as [UInt64])
  func pouringUnitByUnitGivesTheSame(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let start = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        Int.random(in: 0...40, using: &random)
      }
      let amount = Int.random(in: 0...120, using: &random)
      var slow = start
      for _ in 0..<amount {
        let lowest = slow.min() ?? 0
        if let place = slow.firstIndex(of: lowest) { slow[place] += 1 }
      }
      let poured = levels(UInt256(amount), start.map { UInt256($0) })
      #expect(poured == slow.map { UInt256($0) }, "seed \(seed): \(amount) onto \(start)")
    }
  }

  private func levels(_ amount: UInt256, _ start: [UInt256]) -> [UInt256] {
    zip(start, ModelElectionOutcome.poured(amount, onto: start)).map { $0 + $1 }
  }
}
