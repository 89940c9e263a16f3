// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import TestSupport
import Testing

@Suite struct Ratios {
  @Test func partsAreReduced() throws {
    let ratio = try Ratio(6, 4)
    #expect(ratio.numerator == 3 && ratio.denominator == 2)
    #expect(try Ratio(0, 9) == .zero)
    #expect(try Ratio(9, 9) == .one)
    #expect(try Ratio(.max, .max) == .one)
    #expect(throws: ArithmeticError.divisionByZero(operation: "ratio", operands: [1, 0])) {
      try Ratio(1, 0)
    }
  }

  @Test func wholeNumbersAroundAFraction() throws {
    for (n, d, floor, ceil) in [(7, 2, 3, 4), (8, 2, 4, 4), (0, 5, 0, 0), (1, 9, 0, 1)] {
      #expect(try ratio(n, d).floor == UInt256(floor) && ratio(n, d).ceil == UInt256(ceil))
    }
    #expect(Ratio(.max).ceil == .max)
    #expect(try Ratio(.max, 2).ceil == UInt256.one << 255)
  }

  @Test func textReadsBack() throws {
    for (text, numerator, denominator) in [
      ("3/2", 3, 2), ("15", 15, 1), ("1.5", 3, 2), ("0.010", 1, 100), ("6/4", 3, 2), ("0", 0, 1),
    ] as [(String, UInt256, UInt256)] {
      let ratio = try #require(Ratio(text))
      #expect(ratio.numerator == numerator && ratio.denominator == denominator, "\(text)")
      #expect(Ratio(ratio.description) == ratio)
    }
    #expect(try Ratio(3, 2).description == "3/2" && Ratio(30, 2).description == "15")
    for text in ["", "/", "1/", "/2", "1.", ".5", "-1", "+1", "1/2/3", "1.5/2", "1e3", " 1", "NaN"]
    {
      #expect(throws: NumberTextError.syntax(text: text), "\(text)") { try Ratio(parsing: text) }
      #expect(Ratio(text) == nil)
    }
    #expect(throws: NumberTextError.zeroDenominator(text: "1/0")) { try Ratio(parsing: "1/0") }
    let long = "0." + String(repeating: "0", count: 77) + "1"
    #expect(throws: NumberTextError.overflow(text: long)) { try Ratio(parsing: long) }
  }

  @Test func arithmeticAgreesWithSmallFractions() throws {
    // Against fractions of machine integers, whose products cannot overflow here.
    for a in 0...7 {
      for b in 1...7 {
        for c in 0...7 {
          for d in 1...7 {
            let x = try ratio(a, b)
            let y = try ratio(c, d)
            let place = "\(a)/\(b), \(c)/\(d)"
            #expect(try x.multiplied(by: y) == ratio(a * c, b * d), "\(place)")
            #expect(try x.adding(y) == ratio(a * d + c * b, b * d), "\(place)")
            if a * d >= c * b {
              #expect(try x.subtracting(y) == ratio(a * d - c * b, b * d), "\(place)")
            } else {
              #expect(throws: ArithmeticError.self) { try x.subtracting(y) }
            }
            if c > 0 { #expect(try x.divided(by: y) == ratio(a * d, b * c), "\(place)") }
            #expect((x < y) == (a * d < c * b), "\(place)")
            #expect(try x.scaledFloor(100) == UInt256(UInt64(100 * a / b)), "\(place)")
            #expect(try x.scaledCeil(100) == UInt256(UInt64((100 * a + b - 1) / b)), "\(place)")
          }
        }
      }
    }
  }

  @Test func largeFractionsKeepTheLawsOfArithmetic() throws {
    var source = NumberSource(random: SeededGenerator(seed: 21))
    var done = 0
    for step in 0..<1_500 {
      let place = "seed \(source.random.seed), step \(step)"
      let common = source.nonzero() >> 130
      let divisor = common.isZero ? UInt256.one : common
      let x = try Ratio(source.number() >> 8, (source.nonzero() >> 150) * divisor + 1)
      let y = try Ratio(source.number() >> 8, (source.nonzero() >> 150) * divisor + 1)
      #expect((x < y) != (y <= x), "\(place)")
      if let sum = try? x.adding(y) {
        done += 1
        #expect(try sum.subtracting(y) == x && sum.subtracting(x) == y, "\(place)")
        #expect(try sum == y.adding(x), "\(place)")
        #expect(sum >= x && sum >= y, "\(place)")
        #expect(UInt256.greatestCommonDivisor(sum.numerator, sum.denominator) == 1, "\(place)")
      }
      if !y.isZero, let product = try? x.multiplied(by: y) {
        #expect(try product.divided(by: y) == x, "\(place)")
        #expect(UInt256.greatestCommonDivisor(product.numerator, product.denominator) == 1)
      }
    }
    #expect(done > 100)
  }

  @Test func whatFitsAfterReductionDoesNotOverflow() throws {
    // The products in between have 512 bits; the results are small.
    let half = UInt256.one << 255
    let x = try Ratio(half - 1, half)
    let y = try Ratio(1, half)
    #expect(try x.adding(y) == .one)
    #expect(try Ratio.one.subtracting(y) == x)
    #expect(try Ratio(.max, 2).multiplied(by: Ratio(2, .max)) == .one)
    #expect(try Ratio(.max - 1, .max) < Ratio(.max, .max))
    #expect(throws: ArithmeticError.self) { try Ratio(.max).adding(.one) }
    #expect(throws: ArithmeticError.self) { try Ratio(.max).adding(Ratio(.max)) }
    #expect(throws: ArithmeticError.self) { try Ratio(.max).multiplied(by: Ratio(2)) }
    #expect(throws: ArithmeticError.self) { try Ratio(1, .max).adding(Ratio(1, .max - 1)) }
    #expect(throws: ArithmeticError.self) { try Ratio.zero.reciprocal() }
    #expect(throws: ArithmeticError.self) { try Ratio(3, 2).scaledFloor(.max) }
  }

  @Test func decimalTextIsCutOff() throws {
    #expect(try Ratio(2, 3).decimalText(fractionDigits: 5) == "0.66666")
    #expect(try Ratio(3, 2).decimalText(fractionDigits: 0) == "1")
    #expect(try Ratio(127, 10).decimalText(fractionDigits: 3) == "12.700")
    #expect(try Ratio(.max - 1, .max).decimalText(fractionDigits: 20) == "0.99999999999999999999")
  }

  @Test func codedAsItsText() throws {
    let json = try JSONEncoder().encode([Ratio(3, 2), .zero])
    #expect(String(decoding: json, as: UTF8.self) == #"["3\/2","0"]"#)
    #expect(try JSONDecoder().decode([Ratio].self, from: json) == [Ratio(3, 2), .zero])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Ratio].self, from: Data(#"["1/0"]"#.utf8))
    }
  }

  private func ratio(_ n: Int, _ d: Int) throws -> Ratio {
    try Ratio(UInt256(UInt64(n)), UInt256(UInt64(d)))
  }
}
