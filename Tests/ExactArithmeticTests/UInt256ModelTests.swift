// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import TestSupport
import Testing

/// Numbers whose limbs are extreme more often than not: there the carries and the rare steps of the
/// division are.
struct NumberSource {
  var random: SeededGenerator

  mutating func limb() -> UInt64 {
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1: 0
    case 2: .max
    case 3: .max - UInt64.random(in: 0..<3, using: &random)
    case 4: 1 << 63
    case 5: UInt64.random(in: 0..<4, using: &random)
    default: random.next()
    }
  }

  mutating func number() -> UInt256 {
    let value = UInt256(limb(), limb(), limb(), limb())
    return value >> UInt256(UInt64(Int.random(in: 0..<256, using: &random) & 0xC3))
  }

  mutating func nonzero() -> UInt256 {
    let value = number()
    return value.isZero ? .one : value
  }
}

/// Powers of two at the borders of limbs, and their neighbours.
let edges: [UInt256] = {
  var edges: [UInt256] = [.zero, .one, 2, 3, 10, .max, .max - 1]
  for bit in [31, 32, 63, 64, 65, 127, 128, 129, 191, 192, 193, 254, 255] {
    let power = UInt256.one << UInt256(UInt64(bit))
    edges += [power - 1, power, power + 1]
  }
  return edges
}()

@Suite struct UInt256Model {
  @Test func everyPairOfEdgesAgreesWithPaperArithmetic() throws {
    for a in edges {
      for b in edges { try compare(a, b, "\(a), \(b)") }
    }
  }

  @Test func everyTripleOfEdgesAgreesInMulDiv() throws {
    for a in edges {
      for b in edges {
        for c in edges where (a ^ b ^ c).limbs.0 & 1 == 0 { try compare(a, b, c, "\(a) \(b) \(c)") }
      }
    }
  }

  @Test func randomNumbersAgreeWithPaperArithmetic() throws {
    var source = NumberSource(random: SeededGenerator(seed: 7))
    for step in 0..<4_000 {
      let (a, b, c) = (source.number(), source.number(), source.number())
      let place = "seed \(source.random.seed), step \(step): \(a), \(b), \(c)"
      try compare(a, b, place)
      try compare(a, b, c, place)
    }
  }

  @Test func quotientsOfExtremeDigitsAgree() throws {
    // Dividends made from a quotient near the greatest: the estimate of a digit is then wrong most.
    var source = NumberSource(random: SeededGenerator(seed: 8))
    for step in 0..<6_000 {
      let divisor = source.nonzero()
      let quotient = source.number()
      let remainder = source.number() % divisor
      let (high, product) = quotient.multipliedFullWidth(by: divisor)
      let (low, carry) = product.addingReportingOverflow(remainder)
      let top = carry ? high + 1 : high
      let answer = divisor.dividingFullWidth((top, low))
      let place = "seed \(source.random.seed), step \(step): (\(top), \(low)) / \(divisor)"
      #expect(answer.quotient == quotient && answer.remainder == remainder, "\(place)")
    }
  }

  /// Everything that takes two numbers.
  private func compare(_ a: UInt256, _ b: UInt256, _ place: String) throws {
    let (x, y) = (SlowNumber(a), SlowNumber(b))
    #expect(x.value == a, "\(place)")
    #expect((a < b) == (x < y) && (a == b) == (x == y), "\(place)")
    #expect((a <= b) == !(y < x) && (a >= b) == !(x < y) && (a > b) == (y < x), "\(place)")
    let sum = a.addingReportingOverflow(b)
    #expect(sum.partialValue == (x + y).wrapped && sum.overflow == ((x + y).value == nil))
    #expect((try? a.adding(b)) == (x + y).value, "\(place)")
    let difference = a.subtractingReportingOverflow(b)
    #expect((try? a.subtracting(b)) == x.minus(y)?.value, "\(place)")
    #expect(difference.overflow == (x.minus(y) == nil), "\(place)")
    #expect((SlowNumber(difference.partialValue) + y).wrapped == a, "\(place)")
    let product = x * y
    #expect(SlowNumber(a.multipliedFullWidth(by: b)) == product, "\(place)")
    #expect((try? a.multiplied(by: b)) == product.value, "\(place)")
    #expect(a &* b == product.wrapped, "\(place)")
    let wrapped = a.multipliedReportingOverflow(by: b)
    #expect(wrapped.partialValue == product.wrapped, "\(place)")
    #expect(wrapped.overflow == (product.value == nil), "\(place)")
    if !b.isZero {
      // A quotient and a remainder below the divisor are the only ones that make the dividend.
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      #expect(SlowNumber(quotient) * y + SlowNumber(remainder) == x, "\(place)")
      #expect(remainder < b, "\(place)")
      #expect(a / b == quotient && a % b == remainder, "\(place)")
      #expect(try a.dividedCeil(by: b) == (remainder.isZero ? quotient : quotient + 1), "\(place)")
    }
    let divisor = UInt256.greatestCommonDivisor(a, b)
    if a.isZero || b.isZero {
      #expect(divisor == a | b, "\(place)")
    } else {
      #expect((a % divisor).isZero && (b % divisor).isZero, "\(place)")
      var (m, n) = (a, b)
      while !n.isZero { (m, n) = (n, m % n) }
      #expect(divisor == m, "\(place)")
    }
    let root = a.squareRootFloor()
    let s = SlowNumber(root)
    #expect(s * s <= x && x < (s + SlowNumber([1])) * (s + SlowNumber([1])), "\(place)")
    #expect(SlowNumber(decimal: a.description) == x, "\(place)")
    var digits: [UInt8] = [0x2D]
    a.appendDigits(to: &digits)
    #expect(digits.elementsEqual("-\(a)".utf8), "\(place)")
    #expect(UInt256(a.description) == a && (try? UInt256(parsing: a.hexText)) == a, "\(place)")
  }

  /// Everything that takes three.
  private func compare(_ a: UInt256, _ b: UInt256, _ c: UInt256, _ place: String) throws {
    guard !c.isZero else { return }
    let z = SlowNumber(c)
    let product = SlowNumber(a) * SlowNumber(b)
    let result = Result { () throws(ArithmeticError) in try UInt256.mulDivRemainder(a, b, c) }
    let mod = try UInt256.mulMod(a, b, c)
    switch result {
    case .success(let (quotient, remainder)):
      #expect(SlowNumber(quotient) * z + SlowNumber(remainder) == product, "\(place)")
      #expect(remainder < c && mod == remainder, "\(place)")
      #expect(try UInt256.mulDivFloor(a, b, c) == quotient, "\(place)")
      let ceil = SlowNumber(quotient) + SlowNumber(remainder.isZero ? [] : [1])
      #expect((try? UInt256.mulDivCeil(a, b, c)) == ceil.value, "\(place)")
    case .failure(let error):
      #expect(error == .overflow(operation: "mulDivRemainder", operands: [a, b, c]))
      // The quotient is beyond 256 bits: 2²⁵⁶ divisors fit into the product.
      let limit = SlowNumber([UInt32](repeating: 0, count: 8) + [1]) * z
      #expect(!(product < limit), "\(place)")
      // And the remainder is still right: the product less it is a multiple, high part first.
      let (high, low) = a.multipliedFullWidth(by: b)
      let rest = c.dividingFullWidth((high % c, low)).remainder
      #expect(mod == rest && mod < c, "\(place)")
    }
    let sum = SlowNumber(try UInt256.addMod(a, b, c))
    let whole = SlowNumber(a) + SlowNumber(b)
    #expect(sum < z, "\(place)")
    let multiple = try #require(whole.minus(sum))
    let carry: UInt256 = multiple.value == nil ? 1 : 0
    #expect(UInt256.addModRest(carry, multiple.wrapped, c), "\(place)")
  }
}

extension UInt256 {
  /// Whether `(carry, low)` is a multiple of `divisor`.
  fileprivate static func addModRest(_ carry: UInt256, _ low: UInt256, _ divisor: UInt256) -> Bool {
    divisor.dividingFullWidth((carry % divisor, low)).remainder.isZero
  }
}
