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

@Suite struct UInt256Interface {
  @Test func literalsOfAnyLengthAreRead() {
    let decimal: UInt256 =
      115_792_089_237_316_195_423_570_985_008_687_907_853_269_984_665_640_564_039_457_584_007_913_129_639_935
    let hex: UInt256 =
      0xFFFF_FFFF_FFFF_FFFF_0000_0000_0000_0001_8000_0000_0000_0000_0000_0000_0000_0007
    #expect(decimal == UInt256.max)
    #expect(hex == UInt256(.max, 1, 1 << 63, 7))
    let none: UInt256 = 0
    #expect(none.isZero)
  }

  @Test func aLiteralThatDoesNotFitTraps() async {
    let huge = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let value: UInt256 =
        0x1_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000
      print(value)
    }
    let text = String(decoding: huge?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("is negative or does not fit into 256 bits."))
    await #expect(processExitsWith: .failure) {
      let value: UInt256 = -1
      print(value)
    }
  }

  @Test func operatorsTrapAndSayWhy() async throws {
    let sum = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      print(UInt256.max + UInt256(CommandLine.arguments.isEmpty ? 0 as UInt64 : 1))
    }
    let text = String(decoding: sum?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("UInt256: \(UInt256.max) + 1 does not fit into 256 bits."))
    await #expect(processExitsWith: .failure) { print(UInt256.zero - .one) }
    await #expect(processExitsWith: .failure) { print(UInt256.max * 2) }
    await #expect(processExitsWith: .failure) { print(UInt256.max / .zero) }
    await #expect(processExitsWith: .failure) { print(UInt256.max % .zero) }
    await #expect(processExitsWith: .failure) {
      print(UInt256.one.dividingFullWidth((.one, .zero)).quotient)
    }
  }

  @Test func conversionsKeepTheValueOrSayThatTheyCannot() {
    #expect(UInt256(42 as Int) == UInt256(42 as UInt64))
    #expect(UInt256(UInt128.max) == UInt256(0, 0, .max, .max))
    #expect(UInt256(exactly: -1) == nil)
    #expect(UInt256(truncatingIfNeeded: -1) == UInt256.max)
    #expect(UInt256(truncatingIfNeeded: -2 as Int8) == UInt256.max - 1)
    #expect(UInt256(clamping: -5) == UInt256.zero)
    #expect(UInt64(exactly: UInt256.max) == nil)
    #expect(UInt64(exactly: UInt256(UInt64.max)) == .max)
    #expect(Int(UInt256(7 as UInt64)) == 7)
    #expect(Int(exactly: UInt256(UInt64.max)) == nil)
    #expect(UInt8(truncatingIfNeeded: UInt256.max) == 255)
    #expect(UInt64(clamping: UInt256.max) == .max)
    #expect(UInt256.max.asUInt64 == nil && UInt256(9 as UInt64).asUInt64 == 9)
    #expect(Array(UInt256(4, 3, 2, 1).words) == [1, 2, 3, 4])
    #expect(UInt256(4, 3, 2, 1).byteSwapped.byteSwapped == UInt256(4, 3, 2, 1))
    #expect(UInt256(UInt64(1)).byteSwapped == UInt256(1 << 56, 0, 0, 0))
  }

  @Test func shiftsAgreeWithTheOneBitShiftForEveryCount() {
    let value = UInt256(0x8123_4567_89AB_CDEF, 0x0FED_CBA9_8765_4321, .max, 0x8000_0000_0000_0001)
    var left = value
    var right = value
    for count in 0...260 {
      #expect(value << count == left && value >> count == right, "by \(count)")
      #expect(value << UInt256(UInt64(count)) == left, "by \(count)")
      #expect(value >> -count == left && value << -count == right, "by \(-count)")
      if count < 256 { #expect(value &<< UInt256(UInt64(count)) == left) }
      left = left &+ left
      let limbs = right.limbs
      right = UInt256(
        limbs.3 >> 1, limbs.2 >> 1 | limbs.3 << 63, limbs.1 >> 1 | limbs.2 << 63,
        limbs.0 >> 1 | limbs.1 << 63)
    }
    #expect(value << UInt256.max == UInt256.zero && value >> Int.max == UInt256.zero)
    #expect(value << Int.min == UInt256.zero && value << (1 as UInt8) == value &* 2)
  }

  @Test func textIsReadStrictly() {
    #expect(UInt256("007") == 7)
    for text in ["", "+1", "-1", " 1", "1 ", "1_000", "0x10", "١", "1.0"] {
      #expect(UInt256(text) == nil, "\(text)")
      #expect(UInt256(text[...]) == nil, "\(text)")
    }
    #expect(UInt256("zz", radix: 36) == (1295 as UInt256))
    #expect(UInt256("2", radix: 2) == nil)
    #expect(UInt256(String(repeating: "9", count: 78)) == nil)
    #expect(throws: NumberTextError.overflow(text: "0x1" + String(repeating: "0", count: 64))) {
      try UInt256(parsing: "0x1" + String(repeating: "0", count: 64))
    }
    // A wrong character after an overflow is still a wrong character.
    let long = String(repeating: "9", count: 100) + "x"
    #expect(throws: NumberTextError.syntax(text: long)) { try UInt256(parsing: long) }
  }

  @Test func codedAsADecimalString() throws {
    let json = try JSONEncoder().encode([UInt256.max, .zero])
    let digits = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
    #expect(String(decoding: json, as: UTF8.self) == "[\"\(digits)\",\"0\"]")
    #expect(try JSONDecoder().decode([UInt256].self, from: json) == [.max, .zero])
    for hostile in ["[5]", "[\"-1\"]", "[\"\(digits)0\"]", "[\"\"]", "[null]"] {
      #expect(throws: DecodingError.self, "\(hostile)") {
        try JSONDecoder().decode([UInt256].self, from: Data(hostile.utf8))
      }
    }
  }

  @Test func bytesReadBack() {
    var source = NumberSource(random: SeededGenerator(seed: 3))
    for _ in 0..<200 {
      let value = source.number()
      #expect(UInt256(bigEndianBytes: value.bigEndianBytes) == value)
      #expect(value.bigEndianBytes.count == 32)
    }
    #expect(UInt256(bigEndianBytes: [1, 0]) == 256)
    #expect(UInt256(bigEndianBytes: []) == 0)
    #expect(UInt256(bigEndianBytes: [UInt8](repeating: 0, count: 33)) == nil)
  }

  @Test func powersAndLogarithms() throws {
    #expect(try UInt256(0 as UInt64).power(0) == 1)
    #expect(try UInt256(2 as UInt64).power(255) == UInt256.one << 255)
    #expect(throws: ArithmeticError.overflow(operation: "power", operands: [2, 256])) {
      try UInt256(2 as UInt64).power(256)
    }
    #expect(try UInt256.one.power(.max) == 1)
    for exponent in 0...77 {
      let power = try UInt256(10 as UInt64).power(UInt256(UInt64(exponent)))
      #expect(try power.log10Floor() == exponent)
      if exponent > 0 { #expect(try (power - 1).log10Floor() == exponent - 1) }
    }
    for bit in 0..<256 { #expect(try (UInt256.one << bit).log2Floor() == bit) }
    #expect(throws: ArithmeticError.logarithmOfZero(operation: "log2Floor")) {
      try UInt256.zero.log2Floor()
    }
  }

  @Test func errorsNameTheOperationAndItsOperands() {
    #expect(
      ArithmeticError.overflow(operation: "add", operands: [1, 2]).description
        == "add(1, 2) does not fit into 256 bits.")
    #expect(throws: ArithmeticError.divisionByZero(operation: "mulDivCeil", operands: [1, 2, 0])) {
      try UInt256.mulDivCeil(1, 2, 0)
    }
  }

  @Test func aTotalThatOnlyGrowsDoesNotOverflow() {
    var total = CumulativeAmount.zero
    var other = CumulativeAmount(5)
    for _ in 0..<5 { total.add(.max) }
    #expect(total.asUInt256 == nil && other.asUInt256 == 5)
    #expect(total.excess(over: other) == nil && other.excess(over: total) == nil)
    #expect(other < total)
    for _ in 0..<5 { other.add(.max) }
    #expect(other.excess(over: total) == 5 && total.excess(over: other) == nil)
    // 5 · (2²⁵⁶ − 1)
    #expect(
      total.description
        == "578960446186580977117854925043439539266349923328202820197287920039565648199675")
    #expect(total.bigEndianBytes.count == 40)
    #expect(total.bigEndianBytes.prefix(8).elementsEqual([0, 0, 0, 0, 0, 0, 0, 4]))
  }
}
