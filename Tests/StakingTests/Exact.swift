// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Oracles
  import BigInt
  import ExactArithmetic

  /// A rational that is never rounded: an integer of any size over a power of ten. Every slash is in
  /// parts per million, so what it leaves is one of these again.
  struct Exact: Comparable {
    let over: BigInt
    let places: Int

    init(_ over: BigInt, places: Int = 0) { (self.over, self.places) = (over, places) }

    init(_ amount: UInt256) {
      let (low, next, third, high) = amount.limbs
      let isShort = next | third | high == 0
      self.init(
        isShort
          ? BigInt(low) : BigInt(BigUInt(words: [UInt(low), UInt(next), UInt(third), UInt(high)])))
    }

    static let zero = Exact(0)
    static let one = Exact(1)

    /// What a slash leaves of a unit.
    static func left(_ partsPerMillion: UInt32) -> Exact {
      var (over, places) = (1_000_000 - partsPerMillion, 6)
      while places > 0, over.isMultiple(of: 10) { (over, places) = (over / 10, places - 1) }
      return Exact(BigInt(over), places: places)
    }

    private static let powers: [BigInt] = (0..<512).map { BigInt(10).power($0) }

    /// The integer over so many places.
    private func scaled(to more: Int) -> BigInt {
      more == places
        ? over
        : over
          * (more - places < 512 ? Self.powers[more - places] : BigInt(10).power(more - places))
    }

    static func + (a: Exact, b: Exact) -> Exact {
      let places = max(a.places, b.places)
      return Exact(a.scaled(to: places) + b.scaled(to: places), places: places)
    }
    static func - (a: Exact, b: Exact) -> Exact {
      let places = max(a.places, b.places)
      return Exact(a.scaled(to: places) - b.scaled(to: places), places: places)
    }
    static func * (a: Exact, b: Exact) -> Exact {
      Exact(a.over * b.over, places: a.places + b.places)
    }
    static func < (a: Exact, b: Exact) -> Bool {
      let places = max(a.places, b.places)
      return a.scaled(to: places) < b.scaled(to: places)
    }
    static func == (a: Exact, b: Exact) -> Bool {
      let places = max(a.places, b.places)
      return a.scaled(to: places) == b.scaled(to: places)
    }
    static func += (a: inout Exact, b: Exact) { a = a + b }
    static func -= (a: inout Exact, b: Exact) { a = a - b }

    func isWithin(_ bound: Exact, of other: Exact) -> Bool {
      let apart = self - other
      return Exact(apart.over.magnitude.asBigInt, places: apart.places) <= bound
    }
    func isWithin(_ bound: Int, of other: Exact) -> Bool {
      isWithin(Exact(BigInt(bound)), of: other)
    }

    /// The least integer that is no less.
    var ceiling: Exact {
      let (quotient, rest) = over.quotientAndRemainder(dividingBy: Self.powers[places])
      return Exact(rest > 0 ? quotient + 1 : quotient)
    }
  }

  extension BigUInt {
    fileprivate var asBigInt: BigInt { BigInt(self) }
  }

  /// A rational whose denominator may be anything.
  struct Fraction {
    let over: BigInt
    let under: BigInt

    init(_ over: BigInt, _ under: BigInt) { (self.over, self.under) = (over, under) }
    init(_ exact: Exact) { self.init(exact.over, BigInt(10).power(exact.places)) }
    init(_ amount: UInt256) { self.init(Exact(amount)) }

    static let zero = Fraction(0, 1)

    static func + (a: Fraction, b: Fraction) -> Fraction {
      a.under == b.under
        ? Fraction(a.over + b.over, a.under)
        : Fraction(a.over * b.under + b.over * a.under, a.under * b.under)
    }
    static func - (a: Fraction, b: Fraction) -> Fraction { a + Fraction(-b.over, b.under) }
    static func * (a: Fraction, b: Fraction) -> Fraction {
      Fraction(a.over * b.over, a.under * b.under)
    }
    static func / (a: Fraction, b: Fraction) -> Fraction {
      Fraction(a.over * b.under, a.under * b.over)
    }
    static func < (a: Fraction, b: Fraction) -> Bool { a.over * b.under < b.over * a.under }

    func isWithin(_ bound: Int, of amount: UInt256) -> Bool {
      let apart = over - Exact(amount).over * under
      return (apart < 0 ? -apart : apart) <= BigInt(bound) * under
    }
  }
#endif
