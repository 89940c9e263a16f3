// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Testing

@Suite struct TokenAmounts {
  @Test func amountsReadAndWrite() throws {
    #expect(try TokenAmount.parse("12.5", decimals: 18) == 12_500_000_000_000_000_000)
    #expect(TokenAmount.format(12_500_000, decimals: 6) == "12.5")
    #expect(TokenAmount.format(12_500_000, decimals: 6, style: .fixed) == "12.500000")
    #expect(TokenAmount.format(5, decimals: 3) == "0.005")
    #expect(TokenAmount.format(0, decimals: 3) == "0")
    #expect(TokenAmount.format(0, decimals: 3, style: .fixed) == "0.000")
    #expect(TokenAmount.format(7, decimals: 0, style: .fixed) == "7")
  }

  @Test func furtherDigitsFollowThePolicy() throws {
    typealias Case = (text: String, down: UInt256, up: UInt256, half: UInt256, even: UInt256)
    let cases: [Case] = [
      ("1.234", 123, 124, 123, 123), ("1.235", 123, 124, 124, 124), ("1.225", 122, 123, 123, 122),
      ("1.2250001", 122, 123, 123, 123), ("1.236", 123, 124, 124, 124),
      ("1.2300", 123, 123, 123, 123), ("0.001", 0, 1, 0, 0), ("0.005", 0, 1, 1, 0),
      ("0.015", 1, 2, 2, 2), ("9.999", 999, 1000, 1000, 1000),
    ]
    for (text, down, up, half, even) in cases {
      func read(_ excess: TokenAmount.ExcessDigits) throws -> UInt256 {
        try TokenAmount.parse(text, decimals: 2, excess: excess)
      }
      #expect(try read(.roundDown) == down, "\(text)")
      #expect(try read(.roundUp) == up, "\(text)")
      #expect(try read(.roundHalfUp) == half, "\(text)")
      #expect(try read(.roundHalfEven) == even, "\(text)")
      // Written with as many digits, the exact amount is rounded alike.
      let exact = try TokenAmount.parse(text, decimals: 9)
      for (excess, value) in [
        (TokenAmount.ExcessDigits.roundDown, down), (.roundUp, up), (.roundHalfUp, half),
        (.roundHalfEven, even),
      ] {
        let written = try TokenAmount.format(
          exact, decimals: 9, fractionDigits: 2, excess: excess, style: .fixed)
        #expect(written == TokenAmount.format(value, decimals: 2, style: .fixed), "\(text)")
      }
      if up != down {
        #expect(throws: AmountError.tooManyFractionDigits(text: text, decimals: 2)) {
          try read(.reject)
        }
      }
    }
  }

  @Test func fewerDigitsAreWrittenAsThePolicyHasIt() throws {
    func write(
      _ units: UInt256, _ decimals: Int, _ digits: Int, _ excess: TokenAmount.ExcessDigits,
      _ style: TokenAmount.Style = .shortest
    ) throws -> String {
      try TokenAmount.format(
        units, decimals: decimals, fractionDigits: digits, excess: excess, style: style)
    }
    #expect(try write(1_234_567, 6, 2, .roundDown) == "1.23")
    #expect(try write(1_200_000, 6, 2, .roundDown) == "1.2")
    #expect(try write(1_200_000, 6, 2, .roundDown, .fixed) == "1.20")
    #expect(try write(1_200_000, 6, 2, .reject) == "1.2")
    #expect(try write(999_999, 6, 0, .roundHalfEven) == "1")
    #expect(try write(1, 18, 4, .roundUp) == "0.0001")
    #expect(try write(1, 18, 4, .roundHalfUp, .fixed) == "0.0000")
    #expect(try write(.max, 255, 0, .roundUp) == "1" && write(.max, 255, 0, .roundHalfUp) == "0")
    #expect(try write(0, 18, 2, .roundUp) == "0")
    // No more digits than the token has, unless they are asked for.
    #expect(try write(15, 1, 4, .reject) == "1.5" && write(15, 1, 4, .reject, .fixed) == "1.5000")
    #expect(try write(15, 0, 2, .reject, .fixed) == "15.00")
    #expect(try write(15, 0, 0, .reject, .fixed) == "15")
    #expect(throws: AmountError.tooManyFractionDigits(text: "1.234567", decimals: 2)) {
      try write(1_234_567, 6, 2, .reject)
    }
  }

  @Test func roundingUpPastTheGreatestNumberIsAnOverflow() throws {
    let text = UInt256.max.description + ".5"
    #expect(throws: AmountError.overflow(text: text, decimals: 0)) {
      try TokenAmount.parse(text, decimals: 0, excess: .roundUp)
    }
    #expect(try TokenAmount.parse(text, decimals: 0, excess: .roundDown) == .max)
  }

  @Test func zeroHasAnyNumberOfDecimals() throws {
    #expect(try TokenAmount.parse("0", decimals: 255) == 0)
    #expect(throws: AmountError.overflow(text: "1", decimals: 255)) {
      try TokenAmount.parse("1", decimals: 255)
    }
    #expect(
      try TokenAmount.parse("0." + String(repeating: "0", count: 254) + "1", decimals: 255) == 1)
  }

  @Test func decimalsOutOfRangeTrap() async {
    await #expect(processExitsWith: .failure) { print(TokenAmount.format(1, decimals: 256)) }
    await #expect(processExitsWith: .failure) { print(TokenAmount.format(1, decimals: -1)) }
  }
}
