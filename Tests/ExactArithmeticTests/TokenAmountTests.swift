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
    typealias Case = (text: String, down: UInt256, up: UInt256, even: UInt256)
    let cases: [Case] = [
      ("1.234", 123, 124, 123), ("1.235", 123, 124, 124), ("1.225", 122, 123, 122),
      ("1.2250001", 122, 123, 123), ("1.236", 123, 124, 124), ("1.2300", 123, 123, 123),
      ("0.001", 0, 1, 0), ("0.005", 0, 1, 0), ("0.015", 1, 2, 2), ("9.999", 999, 1000, 1000),
    ]
    for (text, down, up, even) in cases {
      func read(_ excess: TokenAmount.ExcessDigits) throws -> UInt256 {
        try TokenAmount.parse(text, decimals: 2, excess: excess)
      }
      #expect(try read(.roundDown) == down, "\(text)")
      #expect(try read(.roundUp) == up, "\(text)")
      #expect(try read(.roundHalfEven) == even, "\(text)")
      if up != down {
        #expect(throws: AmountError.tooManyFractionDigits(text: text, decimals: 2)) {
          try read(.reject)
        }
      }
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
