// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import HostingEconomics
import Testing

@Suite struct QuantityTests {
  @Test func productsHaveTheUnitTheyShould() {
    #expect(Watts(700) * Seconds(2) == Joules(1400))
    #expect((Watts(700) * Hours(2)).joules == Watts(700) * Hours(2).seconds)
    #expect((Watts(1000) * Hours(1)).kilowattHours == KilowattHours(1))
    #expect(FLOPs(6e15) / FLOPRate(2e15) == Seconds(3))
    #expect(FLOPRate(2e15) * Seconds(3) == FLOPs(6e15))
    #expect(Bytes(10) / ByteRate(5) == Seconds(2))
    #expect(Watts(486.5) / TokenRate(1000) == Joules(0.4865))
    #expect(TextTokens(100) / Seconds(4) == TokenRate(25))
    #expect(CarbonIntensity(0.385) * KilowattHours(2) == Kilograms(0.77))
    #expect(GigabytesPerHour(3) * Hours(2) == Gigabytes(6))
    #expect(Joules(10) / Watts(5) == Seconds(2))
  }

  @Test func aGibibyteIsNoGigabyte() {
    #expect(Gibibytes(1).bytes == Bytes(1_073_741_824))
    #expect(Gigabytes(1).bytes == Bytes(1_000_000_000))
    #expect(Gigabytes(80).bytes.gibibytes.value < 75)
  }

  @Test func theTypesOfUnitsDiffer() {
    // What must not compile cannot be compiled in a test; that the types differ can be told.
    #expect(ObjectIdentifier(FLOPs.self) != ObjectIdentifier(FLOPRate.self))
    #expect(ObjectIdentifier(Watts.self) != ObjectIdentifier(WattHours.self))
    #expect(ObjectIdentifier(Gigabytes.self) != ObjectIdentifier(Gibibytes.self))
    #expect(ObjectIdentifier(Seconds.self) != ObjectIdentifier(Hours.self))
  }

  @Test func quantitiesOfOneUnitAddAndCompare() {
    var power = Watts(3) + Watts(4)
    power += Watts(1)
    #expect(power == Watts(8) && power > Watts(7) && power - Watts(2) == Watts(6))
    #expect(power * 2 == Watts(16) && 2 * power == Watts(16))
    #expect(power / 2 == Watts(4) && power / Watts(4) == 2)
    #expect("\(power)" == "8.0 W")
    #expect(Years(1).hours == Hours(8760) && Hours(8760).years == Years(1))
    #expect(MillionsOfTokens(2).tokens.millions == MillionsOfTokens(2))
    #expect(Grams(1500).kilograms.grams == Grams(1500))
  }
}
