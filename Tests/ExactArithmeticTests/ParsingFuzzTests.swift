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

/// Text and JSON from outside: never a trap, and what is accepted is what was written.
@Suite struct ParsingFuzz {
  /// Texts near those that are accepted: pieces of them, and now and then any bytes at all.
  private struct TextSource {
    var random: SeededGenerator

    private static let pieces = [
      "0", "1", "9", "00", "115792089237316195423570985008687907853269984665640564039457584007913",
      "129639935", "340282366920938463463374607431768211456", "18446744073709551616", ".", "/",
      "0x",
      "0X", "-", "+", "e", "E9", "_", ",", " ", "\n", "\u{0}", "f", "FF", "é", "١", "½", "NaN",
      "inf",
      "9999999999999999999", "0000000000000000000000000000000000000000", "\u{FEFF}", "\u{1F600}",
    ]

    mutating func text() -> String {
      if Int.random(in: 0..<4, using: &random) == 0 {
        return String(decoding: bytes(), as: UTF8.self)
      }
      let count = Int.random(in: 0...5, using: &random)
      return (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
    }

    mutating func bytes() -> [UInt8] {
      let count = Int.random(in: 0...90, using: &random)
      return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
  }

  @Test func numbersAreReadOrRefused() throws {
    var source = TextSource(random: SeededGenerator(seed: 77))
    var read = 0
    for step in 0..<20_000 {
      let text = source.text()
      let place = "seed \(source.random.seed), step \(step): \(text.debugDescription)"
      if let value = UInt256(text) {
        read += 1
        let digits = text.drop { $0 == "0" }
        #expect(value.description == (digits.isEmpty ? "0" : String(digits)), "\(place)")
        #expect(try UInt256(parsing: text) == value, "\(place)")
      }
      let radix = Int.random(in: 2...36, using: &source.random)
      if let value = UInt256(text, radix: radix) {
        let digits = text.lowercased().drop { $0 == "0" }
        #expect(String(value, radix: radix) == (digits.isEmpty ? "0" : String(digits)), "\(place)")
      }
      do throws(NumberTextError) {
        let value = try UInt256(parsing: text)
        if text.hasPrefix("0x") {
          #expect(UInt256(text.dropFirst(2), radix: 16) == value, "\(place)")
        } else {
          #expect(UInt256(text) == value, "\(place)")
        }
      } catch {
        #expect(error == .syntax(text: text) || error == .overflow(text: text), "\(place)")
      }
    }
    #expect(read > 1_000)
  }

  @Test func fractionsAreReadOrRefused() {
    var source = TextSource(random: SeededGenerator(seed: 78))
    var read = 0
    for step in 0..<10_000 {
      let text = source.text()
      let place = "seed \(source.random.seed), step \(step): \(text.debugDescription)"
      if let ratio = Ratio(text) {
        read += 1
        #expect(!ratio.denominator.isZero && Ratio(ratio.description) == ratio, "\(place)")
        #expect(text.utf8.allSatisfy { (0x2E...0x39).contains($0) }, "\(place)")
      }
    }
    #expect(read > 400)
  }

  @Test func amountsAreReadOrRefused() throws {
    var source = TextSource(random: SeededGenerator(seed: 79))
    var read = 0
    for step in 0..<10_000 {
      let text = source.text()
      let decimals = Int.random(in: 0...255, using: &source.random) >> (step & 7)
      let excess = try #require(
        TokenAmount.ExcessDigits.allCases.randomElement(using: &source.random))
      let place = "seed \(source.random.seed), step \(step): \(text.debugDescription), \(decimals)"
      guard let units = try? TokenAmount.parse(text, decimals: decimals, excess: excess)
      else { continue }
      read += 1
      for style in TokenAmount.Style.allCases {
        let written = TokenAmount.format(units, decimals: decimals, style: style)
        #expect(try TokenAmount.parse(written, decimals: decimals) == units, "\(place)")
      }
    }
    #expect(read > 400)
  }

  @Test func hostileJSONIsReadOrRefused() throws {
    var source = TextSource(random: SeededGenerator(seed: 80))
    let split = try CumulativeSplit(1000, totalWeight: 30)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let valid = [
      try encoder.encode([UInt256.max, 0]), try encoder.encode([Ratio(3, 2)]),
      try encoder.encode(split), Data("[5, 1e400, -0, null, {}, [[]], true, \"\"]".utf8),
    ]
    var read = 0
    for step in 0..<4_000 {
      var json = valid[step % valid.count]
      for _ in 0..<Int.random(in: 0...3, using: &source.random) {
        let index = Int.random(in: 0..<json.count, using: &source.random)
        switch Int.random(in: 0..<4, using: &source.random) {
        case 0: json[index] = UInt8.random(in: 0...255, using: &source.random)
        case 1:
          json[index] = "0123456789\"[]{},.".utf8.randomElement(using: &source.random) ?? 0
        case 2: json.remove(at: index)
        default: json.insert(contentsOf: source.text().utf8, at: index)
        }
        if json.isEmpty { json = Data("\"".utf8) }
      }
      let decoder = JSONDecoder()
      if let numbers = try? decoder.decode([UInt256].self, from: json) {
        read += 1
        let again = try encoder.encode(numbers)
        #expect(try decoder.decode([UInt256].self, from: again) == numbers, "step \(step)")
      }
      if let fractions = try? decoder.decode([Ratio].self, from: json) {
        read += 1
        #expect(fractions.allSatisfy { !$0.denominator.isZero }, "step \(step)")
      }
      if let split = try? decoder.decode(CumulativeSplit.self, from: json) {
        read += 1
        #expect(split.paid <= split.amount && split.weightTaken <= split.totalWeight)
      }
      _ = try? decoder.decode(UInt256.self, from: Data(source.bytes()))
    }
    #expect(read > 400)
  }
}
