// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A finite number above or equal to 0 in decimal: 0.d₁d₂d₃… · 10^point.
struct Decimal: Equatable {
  /// From the first that is not 0 on; empty for 0.
  var digits: [UInt8]
  /// How many digits stand before the decimal point; may be negative.
  var point: Int

  /// Reads what Swift writes for a finite number; the sign is left out.
  init(_ text: String) {
    var digits: [UInt8] = []
    var point = 0
    var exponent = 0
    var isBehindPoint = false
    var letters = text.utf8.drop { $0 == UInt8(ascii: "-") }[...]
    while let letter = letters.popFirst() {
      switch letter {
      case UInt8(ascii: "."): isBehindPoint = true
      case UInt8(ascii: "e"):
        exponent = Int(String(decoding: letters, as: UTF8.self)) ?? 0
        letters = letters[letters.endIndex...]
      default:
        let digit = letter - UInt8(ascii: "0")
        if digits.isEmpty && digit == 0 {
          if isBehindPoint { point -= 1 }
        } else {
          digits.append(digit)
          if !isBehindPoint { point += 1 }
        }
      }
    }
    self.digits = digits
    self.point = digits.isEmpty ? 0 : point + exponent
    trim()
  }

  /// A number rounded to a multiple of 10^-`fractionDigits`, ties to the even digit: from all of its
  /// bits, not from its shortest text, which would round twice.
  init(_ value: Double, fractionDigits: Int) {
    let magnitude = value.magnitude
    digits = Natural(rounding: magnitude, timesTenTo: fractionDigits).decimalDigits
    point = digits.isEmpty ? 0 : digits.count - fractionDigits
    trim()
  }

  /// A number rounded to some significant digits, ties to the even digit.
  init(_ value: Double, significantDigits: Int) {
    let shortest = Decimal(value.description)
    if shortest.digits.isEmpty {
      self = shortest
    } else {
      self.init(value, fractionDigits: significantDigits - shortest.point)
    }
  }

  /// A number of half width rounded to as few digits as tell it apart.
  ///
  /// - Parameters:
  ///   - value: the number.
  ///   - isEnough: whether a text reads back the same.
  init(shortest value: Double, _ isEnough: (String) -> Bool) {
    for count in 1..<17 {
      self.init(value, significantDigits: count)
      if isEnough(text) { return }
      // Of two texts equally near, the upper one may do where the lower one does not: above a power of
      // two, numbers lie farther apart. A nudge decides for it.
      self.init(value * (1 + 0x1p-40), significantDigits: count)
      if isEnough(text) { return }
    }
    self.init(value, significantDigits: 17)
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
  }

  /// A text that Swift reads.
  var text: String {
    "0." + String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self) + "e\(point)"
  }
}

/// A natural number of any size: just enough of one to round exactly.
struct Natural {
  /// Least significant first.
  private var limbs: [UInt32]

  init(_ value: UInt64) {
    limbs = [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
  }

  /// The natural number nearest to `value` · 10^`exponent`, ties to even.
  init(rounding value: Double, timesTenTo exponent: Int) {
    if value == 0 {
      self.init(0)
      return
    }
    // value = significand · 2^shift, also for a subnormal number.
    let shift = Int(value.exponent) - 52
    self.init(UInt64(value.significand * 0x1p52))
    for factor in Natural.powers(of: 10, exponent, limit: 9) { multiply(by: factor) }
    if shift > 0 { shiftLeft(by: shift) }
    var rest = Rest.none
    for divisor in Natural.powers(of: 2, -shift, limit: 24) { divide(by: divisor, &rest) }
    for divisor in Natural.powers(of: 10, -exponent, limit: 9) { divide(by: divisor, &rest) }
    if rest == .aboveHalf || (rest == .half && limbs[0] & 1 == 1) { add(1) }
  }

  /// What a division left over, as a part of 1.
  private enum Rest { case none, belowHalf, half, aboveHalf }

  /// Powers whose product is `base`^`exponent`, none larger than `base`^`limit`; empty where the exponent
  /// is not above 0.
  private static func powers(of base: UInt32, _ exponent: Int, limit: Int) -> [UInt32] {
    stride(from: 0, to: exponent, by: limit).map { done in
      (0..<Swift.min(limit, exponent - done)).reduce(1) { power, _ in power * base }
    }
  }

  /// Divides by an even number, and adds what is left over to what earlier divisions left.
  private mutating func divide(by divisor: UInt32, _ rest: inout Rest) {
    let remainder = divide(by: divisor)
    if remainder > divisor / 2 {
      rest = .aboveHalf
    } else if remainder == divisor / 2 {
      rest = rest == .none ? .half : .aboveHalf
    } else {
      rest = remainder == 0 && rest == .none ? .none : .belowHalf
    }
  }

  private mutating func multiply(by factor: UInt32) {
    var carry: UInt64 = 0
    for i in limbs.indices {
      carry += UInt64(limbs[i]) * UInt64(factor)
      limbs[i] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry != 0 { limbs.append(UInt32(carry)) }
  }

  private mutating func shiftLeft(by count: Int) {
    limbs.insert(contentsOf: Array(repeating: 0, count: count / 32), at: 0)
    multiply(by: 1 << UInt32(count % 32))
  }

  /// - Returns: the remainder.
  private mutating func divide(by divisor: UInt32) -> UInt32 {
    var rest: UInt64 = 0
    for i in limbs.indices.reversed() {
      rest = rest << 32 | UInt64(limbs[i])
      limbs[i] = UInt32(rest / UInt64(divisor))
      rest %= UInt64(divisor)
    }
    return UInt32(rest)
  }

  private mutating func add(_ value: UInt32) {
    var carry = UInt64(value)
    for i in limbs.indices {
      carry += UInt64(limbs[i])
      limbs[i] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry != 0 { limbs.append(UInt32(carry)) }
  }

  /// Most significant first; none for 0.
  var decimalDigits: [UInt8] {
    var rest = self
    var digits: [UInt8] = []
    while rest.limbs.contains(where: { $0 != 0 }) {
      digits.append(UInt8(rest.divide(by: 10)))
      while rest.limbs.last == 0 { rest.limbs.removeLast() }
    }
    return digits.reversed()
  }
}
