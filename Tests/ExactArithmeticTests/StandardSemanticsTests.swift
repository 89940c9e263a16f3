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

/// `UInt256` as generic code sees it: what every fixed-width integer of the standard library does.
@Suite struct StandardSemantics {
  /// All that generic code can ask of two numbers and that does not depend on their width.
  private func answers<T: FixedWidthInteger & UnsignedInteger>(_ a: T, _ b: T) -> [String] {
    var answers = [
      "\(a)", String(a, radix: 2), String(a, radix: 16, uppercase: true), String(b, radix: 36),
      "\(a &+ b >= a) \(a == b) \(a < b) \(a <= b) \(a > b) \(a >= b)",
      "\(a & b) \(a | b) \(a ^ b)",
      "\(a.nonzeroBitCount) \(T.bitWidth - a.leadingZeroBitCount) \(a.signum()) \(a.magnitude)",
      "\(a == 0 ? 0 : a.trailingZeroBitCount) \(a.isMultiple(of: b)) \(b.isMultiple(of: 3))",
      "\(Double(a)) \(Float(b)) \(Double(exactly: a) as Double?)", "\(a.words.first ?? 0)",
      "\(UInt8(clamping: a)) \(Int(clamping: b)) \(UInt16(truncatingIfNeeded: a))",
      "\(Int8(truncatingIfNeeded: b)) \(UInt32(exactly: a) as UInt32?) \(Int(exactly: a) as Int?)",
      "\(T(clamping: -7)) \(T(exactly: -7) as T?) \(T(exactly: 7.5) as T?) \(T(7.5)) \(T(-0.5))",
      "\(T(exactly: Double.nan) as T?) \(T(exactly: -Double.infinity) as T?)",
      "\(T(exactly: 0x1p62) as T?) \(T(0x1.8p61))", "\(T(truncatingIfNeeded: a.words.first ?? 0))",
      "\(a >> 1) \(a >> 300) \(a << 300) \(a >> -1 == a << 1) \(a << -3 == a >> 3)",
      "\((a >> 70) as T) \(T(7) << T(3)) \(T(7) >> UInt8(2)) \(T(7) << Int8(-1))",
      "\(T("12345") as T?) \(T("-1") as T?) \(T("12x") as T?) \(T("ff", radix: 16) as T?)",
      "\(a.hashValue == T(truncatingIfNeeded: a).hashValue) \(AnyHashable(a) == AnyHashable(a))",
      "\((0 as T).leadingZeroBitCount == T.bitWidth) \((0 as T).trailingZeroBitCount == T.bitWidth)",
      "\(T.min) \(T.max == ~(0 as T)) \(T.isSigned) \(T.max &+ 1) \(T.min &- 1 == T.max)",
      "\(a.addingReportingOverflow(~a)) \(a.subtractingReportingOverflow(b).overflow)"
        .replacingOccurrences(of: "\(T.max)", with: "max"),
      "\(a.dividedReportingOverflow(by: 0)) \(a.remainderReportingOverflow(dividingBy: 0))",
      "\(T.max.multipliedReportingOverflow(by: 2).overflow) \(a.multipliedReportingOverflow(by: 1))",
      "\(T.max.multipliedFullWidth(by: 2).high) \(a.multipliedFullWidth(by: 0))",
      "\((5 as T).distance(to: 3)) \((5 as T).advanced(by: -5)) \((5 as T).advanced(by: 5))",
      "\(Array(stride(from: T(1), to: 10, by: 4))) \(Array(T(3)...5)) \((T(0)..<9).count)",
      "\(T(littleEndian: a).littleEndian == a) \(T(bigEndian: a).bigEndian == a)",
      "\(T(bigEndian: a).byteSwapped == a) \(a.byteSwapped.byteSwapped == a)",
      "\(a == Int32(truncatingIfNeeded: a)) \(a > Int8(-1)) \(a ^ ~a == T.max)",
    ]
    if b != 0 {
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      answers.append("\(a / b) \(a % b) \(quotient) \(remainder) \(b.dividingFullWidth((0, 5)))")
    }
    return answers
  }

  @Test func genericCodeCannotTellItFromUInt128() {
    var random = SeededGenerator(seed: 128)
    for step in 0..<300 {
      // Of 62 bits at most, so that nothing overflows in either.
      let a = random.next() >> UInt64.random(in: 2...63, using: &random)
      let b = random.next() >> UInt64.random(in: 2...63, using: &random)
      let place = "seed \(random.seed), step \(step): \(a), \(b)"
      #expect(answers(UInt256(a), UInt256(b)) == answers(UInt128(a), UInt128(b)), "\(place)")
    }
  }

  @Test func literalsWithoutATypeStayInt() {
    // An operator that UInt256 declared beside the generic one would be taken for these.
    let count = 3
    let masks = [~0, 1 << 3, 1 >> 1, 1 << count, ~(1 << count), 1 &<< 3, 1 &>> 1, 1 &<< count]
    #expect(type(of: masks) == [Int].self)
    let inverse = ~0
    let shifted = 1 << count
    let wrapped = (1 &+ 2, 1 &- 2, 1 + 2, 3 - 2, 2 * 3, 6 / 3, 7 % 3, 5 & 3, 5 | 3, 5 ^ 3)
    #expect(type(of: inverse) == Int.self && type(of: shifted) == Int.self)
    #expect(type(of: wrapped) == (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int).self)
  }

  @Test func maskingShiftsTakeTheLowEightBitsOfAnyCount() {
    let value = UInt256(0x8123_4567_89AB_CDEF, 1, .max, 5)
    for count in [0, 1, 63, 64, 200, 255, 256, 257, 511, 1000, -1, -255, -256, Int.max, Int.min] {
      let low = count & 255
      #expect(value &<< count == value << low && value &>> count == value >> low, "\(count)")
      #expect(value &<< UInt256(truncatingIfNeeded: count) == value << low, "\(count)")
      #expect(value &>> Int128(count) == value >> low, "\(count)")
      var shifted = value
      shifted &<<= count
      #expect(shifted == value << low, "\(count)")
      shifted = value
      shifted >>= count
      #expect(shifted == value >> count, "\(count)")
    }
  }

  @Test func floatingPointConvertsWithItsExactValue() throws {
    // Every double is a multiple of a power of two: the limbs tell what the number must be.
    #expect(UInt256(0x1p255) == UInt256(1 << 63, 0, 0, 0))
    #expect(
      UInt256(0x1.8p200) == (3 as UInt256) << 199 && UInt256(1e18) == 1_000_000_000_000_000_000)
    #expect(UInt256(exactly: 0x1.fffffffffffffp255) == UInt256(0xFFFF_FFFF_FFFF_F800, 0, 0, 0))
    #expect(UInt256(exactly: 0x1p256) == nil && UInt256(exactly: -1.0) == nil)
    #expect(UInt256(exactly: 0.1) == nil && UInt256(exactly: Double.infinity) == nil)
    #expect(Double(UInt256.max) == 0x1p256 && Double(exactly: UInt256.max) == nil)
    #expect(Double(exactly: UInt256.one << 255) == 0x1p255)
    // Half-way cases go to the even one, as everywhere.
    #expect(Double((UInt256.one << 200) + (1 << 147)) == 0x1p200)
    #expect(Double((UInt256.one << 200) + (1 << 147) + 1) == 0x1.0000000000001p200)
    #expect(Float(UInt256.one << 127) == 0x1p127 && Float(UInt256.max) == .infinity)
  }

  @Test func floatingPointThatIsNoNumberOf256BitsTraps() async {
    await #expect(processExitsWith: .failure) { print(UInt256(Double.nan)) }
    await #expect(processExitsWith: .failure) { print(UInt256(-1.0)) }
    await #expect(processExitsWith: .failure) { print(UInt256(0x1p256)) }
  }

  @Test func everyStandardIntegerConvertsBothWays() {
    func check<T: FixedWidthInteger>(_ type: T.Type) {
      for value in [T.min, T.min &+ 1, 0, 1, T.max >> 1, T.max &- 1, T.max] {
        #expect(T(truncatingIfNeeded: UInt256(truncatingIfNeeded: value)) == value, "\(T.self)")
        #expect(UInt256(exactly: value).map { T($0) } == (value < 0 ? nil : value), "\(T.self)")
        #expect(UInt256(clamping: value) == (value < 0 ? 0 : UInt256(value)), "\(T.self)")
        #expect(
          UInt256(truncatingIfNeeded: value)
            == (value < 0
              ? UInt256.max - UInt256(~value) : UInt256(value)),
          "\(T.self)")
      }
      #expect(T(clamping: UInt256.max) == T.max && T(exactly: UInt256.max) == nil)
      #expect(T(exactly: UInt256(T.max)) == T.max && T(exactly: UInt256(T.max) + 1) == nil)
    }
    check(Int8.self)
    check(Int16.self)
    check(Int32.self)
    check(Int64.self)
    check(Int.self)
    check(Int128.self)
    check(UInt8.self)
    check(UInt16.self)
    check(UInt32.self)
    check(UInt64.self)
    check(UInt.self)
    check(UInt128.self)
    #expect(UInt256(truncatingIfNeeded: UInt256.max) == UInt256.max)
  }

  @Test func aNegativeIntegerTraps() async {
    await #expect(processExitsWith: .failure) { print(UInt256(-1 as Int)) }
    await #expect(processExitsWith: .failure) { print(UInt256(-1 as Int128)) }
    await #expect(processExitsWith: .failure) { print(UInt64(UInt256.max)) }
  }

  @Test func randomNumbersReachEveryLimb() {
    var random = SeededGenerator(seed: 5)
    var seen = UInt256.zero
    for _ in 0..<64 { seen |= UInt256.random(in: 0...(.max), using: &random) }
    #expect(seen == .max)
    for _ in 0..<100 { #expect((3...5).contains(UInt256.random(in: 3..<6, using: &random))) }
  }

  @Test func wordsAreACollection() {
    let words = UInt256(4, 3, 2, 1).words
    #expect(words.count == 256 / UInt.bitWidth && Array(words.reversed()).count == words.count)
    #expect(UInt256(words: words) == UInt256(4, 3, 2, 1))
  }
}

extension UInt256 {
  /// Puts words together again.
  fileprivate init(words: Words) {
    self = words.reversed().reduce(.zero) { $0 << UInt.bitWidth | UInt256($1) }
  }
}
