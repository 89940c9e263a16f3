// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics
import TestSupport
import Testing

@Suite struct ExactDecimalTests {
  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("2.69", "2.69"), ("-15", "-15"), (".5", "0.5"),
    ("0.000000000000000001", "0.000000000000000001"), ("100.10", "100.1"),
    ("170141183460469231731.687303715884105727", "170141183460469231731.687303715884105727"),
  ])
  func textIsReadAndWritten(_ text: String, _ shown: String) throws {
    #expect(try ExactDecimal(parsing: text).description == shown)
  }

  @Test(arguments: [
    "", "-", ".", "1e3", "+1", "--1", " 1", "1,5", "0.0000000000000000001",
    "170141183460469231731.687303715884105728", "99999999999999999999999999999999",
  ])
  func badTextIsRefused(_ text: String) {
    #expect(throws: EconomicsError.self) { try ExactDecimal(parsing: text) }
  }

  @Test func sumsAreExactAndOverflowThrows() throws {
    let a = try ExactDecimal(parsing: "0.1")
    let b = try ExactDecimal(parsing: "0.2")
    #expect(try a.adding(b) == ExactDecimal(parsing: "0.3"))
    #expect(try a.subtracting(b) == ExactDecimal(parsing: "-0.1"))
    let most = ExactDecimal(units: .max)
    #expect(throws: EconomicsError.self) { try most.adding(ExactDecimal(units: 1)) }
    #expect(throws: EconomicsError.self) {
      try ExactDecimal(units: .min).subtracting(ExactDecimal(units: 1))
    }
    #expect(throws: EconomicsError.self) { try most.scaled(by: 2) }
    #expect(throws: EconomicsError.self) { try most.multiplied(by: ExactDecimal(2)) }
    #expect(throws: EconomicsError.divisionByZero(operation: "1 / 0")) {
      try ExactDecimal.one.divided(by: .zero)
    }
    #expect(throws: EconomicsError.self) { try ExactDecimal.one.scaled(by: .nan) }
    #expect(throws: EconomicsError.self) { try ExactDecimal.one.scaled(by: .infinity) }
    #expect(try ExactDecimal.one.scaled(by: .leastNonzeroMagnitude) == .zero)
  }

  @Test func roundingIsAsNamed() throws {
    let unit = ExactDecimal(units: 1)
    let half = try ExactDecimal(parsing: "0.5")
    #expect(try unit.multiplied(by: half, rounding: .towardZero).units == 0)
    #expect(try unit.multiplied(by: half, rounding: .awayFromZero).units == 1)
    #expect(try unit.multiplied(by: half, rounding: .halfEven).units == 0)
    #expect(try ExactDecimal(units: 3).multiplied(by: half, rounding: .halfEven).units == 2)
    #expect(try ExactDecimal(units: -3).multiplied(by: half, rounding: .halfEven).units == -2)
    #expect(try ExactDecimal(units: -3).multiplied(by: half, rounding: .towardZero).units == -1)
    #expect(try ExactDecimal.one.divided(by: ExactDecimal(3)).units == 333_333_333_333_333_333)
    #expect(
      try ExactDecimal(2).divided(by: ExactDecimal(3)).units == 666_666_666_666_666_667)
  }

  /// Scaling by a `Double` against the same in fractions of 256-bit numbers.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func scalingIsTheExactProductRoundedOnce(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<5_000 {
      let units =
        Int128(random.next() >> UInt64(random.next() % 60)) * (random.next() % 2 == 0 ? 1 : -1)
      // A significand of 20 bits and a small exponent: the fraction fits into 256 bits.
      let numerator = UInt64.random(in: 0..<1_048_576, using: &random)
      let shift = Int.random(in: 0...60, using: &random)
      let factor = Double(numerator) / Double(UInt64(1) << shift)
      let scaled = try ExactDecimal(units: units).scaled(by: factor)
      let product = UInt256(units.magnitude) * UInt256(numerator)
      let denominator = UInt256.one << shift
      var (whole, rest) = product.quotientAndRemainder(dividingBy: denominator)
      let twice = rest * 2
      if twice > denominator || (twice == denominator && whole % 2 == 1) { whole += .one }
      rest = .zero
      #expect(
        UInt256(scaled.units.magnitude) == whole, "seed \(seed): \(units) · \(factor)")
      #expect(whole.isZero || (scaled.units < 0) == (units < 0))
    }
  }

  @Test func theDoubleIsNear() {
    var random = SeededGenerator(seed: 8)
    for _ in 0..<5_000 {
      let high = Int128(random.next() >> UInt64(random.next() % 64 + 1))
      let units = (high << 64 | Int128(random.next())) * (random.next() % 2 == 0 ? 1 : -1)
      let number = ExactDecimal(units: units)
      let expected = Double(units) / 1e18
      #expect((number.double - expected).magnitude <= 2 * expected.ulp, "\(units)")
    }
    #expect(ExactDecimal(units: .min).double < -1.7e20)
    #expect(ExactDecimal(units: .max).double > 1.7e20)
  }

  @Test func moneyIsShownAsMoney() throws {
    let amount = try USD(parsing: "-1234.565")
    #expect("\(amount)" == "-$1234.565")
    #expect(amount.text(digits: 2) == "-$1234.56", "half to even")
    #expect(try USD(parsing: "-0.001").text(digits: 2) == "$0.00")
    #expect(USD(3).text(digits: 2) == "$3.00")
    #expect(try USDPerKilowattHour(parsing: "0.0806").description == "$0.0806/kWh")
    #expect(
      try USDPerKilowattHour(parsing: "0.0806").cost(of: KilowattHours(100))
        == USD(parsing: "8.06"))
  }
}
