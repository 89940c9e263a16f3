// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import HostingEconomics
import TestSupport
import Testing

@Suite struct PriceTests {
  private func dollars(_ text: String) throws -> USD { try USD(parsing: text) }

  /// A source that answers one quote, whatever the time.
  private struct Said: PriceSource {
    let quote: Quote?
    func quote(at time: UInt64) throws(PriceError) -> Quote {
      guard let quote else { throw .noQuote(time: time) }
      return quote
    }
  }

  private func said(_ text: String, at time: UInt64, healthy: Bool = true) throws -> Said {
    Said(quote: Quote(value: try dollars(text), time: time, isHealthy: healthy))
  }

  @Test func aRecordedPriceHoldsUntilTheNext() throws {
    let prices = try ReplayedPrices(csv: "time,price\n# a comment\n10,0.50\n\n20,0.60\n")
    #expect(throws: PriceError.noQuote(time: 9)) { try prices.quote(at: 9) }
    #expect(try prices.quote(at: 10).value == dollars("0.5"))
    #expect(try prices.quote(at: 19) == Quote(value: dollars("0.5"), time: 10))
    #expect(try prices.quote(at: 20).value == dollars("0.6"))
    #expect(try prices.quote(at: .max).value == dollars("0.6"))
  }

  @Test(arguments: ["10,0.5\n10,0.6", "20,0.5\n10,0.6", "10,0", "10,-1", "10", "a,b\nc,d", "1,2,3"])
  func badRecordsAreRefused(_ text: String) {
    #expect(throws: PriceError.self) { try ReplayedPrices(csv: text) }
  }

  @Test func theTimeWeightedMeanIsExact() throws {
    let prices = try ReplayedPrices([
      (0, try dollars("1")), (10, try dollars("2")), (30, try dollars("4")),
    ])
    let mean = try TimeWeightedPrice(of: prices, window: 30)
    // From 10 to 40: 20 s at 2 and 10 s at 4.
    #expect(try mean.quote(at: 40).value == dollars("2.666666666666666667"))
    // The path is younger than the window: 10 s at 1, 5 s at 2.
    #expect(try mean.quote(at: 15).value == dollars("1.333333333333333333"))
    #expect(try mean.quote(at: 0).value == dollars("1"))
    #expect(try mean.quote(at: 100).value == dollars("4"))
    #expect(throws: PriceError.self) { try TimeWeightedPrice(of: prices, window: 0) }
  }

  /// Against a sum over every second.
  @Test func theTimeWeightedMeanIsTheSumOverSeconds() throws {
    var random = SeededGenerator(seed: 3)
    var time: UInt64 = 0
    let rows = (0..<60).map { _ -> (time: UInt64, value: USD) in
      time += UInt64.random(in: 1...9, using: &random)
      return (time, USD(Int.random(in: 1...50, using: &random)))
    }
    let prices = try ReplayedPrices(rows)
    for window in [1, 7, 50, 1000] as [UInt64] {
      let mean = try TimeWeightedPrice(of: prices, window: window)
      for end in stride(from: rows[0].time + 1, to: time + 20, by: 7) {
        let start = max(end < window ? 0 : end - window, rows[0].time)
        let seconds = try (start..<end).map { try prices.quote(at: $0).value.double }
        let expected = seconds.reduce(0, +) / Double(seconds.count)
        expectWithin(try mean.quote(at: end).value.double, expected, 1e-14)
      }
    }
  }

  @Test func theMedianPassesOverStaleAndFarQuotes() throws {
    let rules = MedianPrice.Rules(staleAfter: 30, deviationPPM: 50_000, fewestSources: 2)
    func median(_ sources: [Said]) throws -> Quote {
      try MedianPrice(of: sources, rules: rules).quote(at: 100)
    }
    let three = try median([
      said("0.50", at: 100), said("0.51", at: 90), said("0.49", at: 95),
    ])
    #expect(
      three == Quote(value: try dollars("0.5"), time: 90, sources: 3, isHealthy: true))
    // Two: their mean.
    #expect(try median([said("0.50", at: 100), said("0.51", at: 100)]).value == dollars("0.505"))
    // One lies: it does not count.
    let liar = try median([
      said("0.50", at: 100), said("0.51", at: 100), said("5", at: 100),
    ])
    #expect(try liar.value == (dollars("0.505")) && liar.sources == 2 && liar.isHealthy)
    // One is stale by a second, one is from the future, one unhealthy, one silent.
    let rest = try median([
      said("0.50", at: 69), said("0.52", at: 70), said("0.51", at: 101),
      said("0.51", at: 100, healthy: false), Said(quote: nil),
    ])
    #expect(try rest.sources == 1 && !rest.isHealthy && rest.value == (dollars("0.52")))
    // Two that disagree: nobody knows which lies.
    #expect(try !median([said("0.50", at: 100), said("1", at: 100)]).isHealthy)
    #expect(throws: PriceError.noQuote(time: 100)) {
      try median([said("0.50", at: 1), Said(quote: nil)])
    }
    #expect(throws: PriceError.self) { try MedianPrice(of: [], rules: rules) }
  }

  /// At the bound a quote still counts, a millionth beyond it does not.
  @Test(arguments: [
    (["0.95", "1", "1.050001"], "0.975"), (["0.949999", "1", "1.05"], "1.025"),
    (["0.95", "1", "1.05"], "1"),
  ])
  func theDeviationIsBoundedExactly(_ row: (quotes: [String], median: String)) throws {
    let rules = MedianPrice.Rules(staleAfter: 30, deviationPPM: 50_000, fewestSources: 2)
    let median = try MedianPrice(of: row.quotes.map { try said($0, at: 100) }, rules: rules)
    let quote = try median.quote(at: 100)
    #expect(try quote.value == dollars(row.median) && quote.isHealthy)
  }

  @Test func aGuardFailsClosed() throws {
    var prices = PriceGuard()
    prices.observeSilence(at: 5)
    #expect(prices.mintingPrice == nil && prices.settlementPrice == nil)
    prices.observe(Quote(value: USD(1), time: 10))
    #expect(prices.mintingPrice == USD(1))
    prices.observe(Quote(value: USD(9), time: 20, isHealthy: false))
    #expect(prices.mintingPrice == nil && prices.settlementPrice == USD(1))
    prices.observe(Quote(value: USD(2), time: 19))
    #expect(prices.mintingPrice == nil, "an older quote changes nothing")
    prices.observe(Quote(value: USD(2), time: 21))
    #expect(prices.mintingPrice == USD(2))
    prices.observeSilence(at: 30)
    #expect(prices.mintingPrice == nil && prices.settlementPrice == USD(2))
  }

  @Test func theSameSeedWalksTheSamePath() throws {
    func walk(_ seed: UInt64, volatility: Double = 0.8) throws -> RandomWalkPrice {
      try RandomWalkPrice(
        seed: seed, start: dollars("0.5"), drift: 0.1, volatility: volatility, step: 86_400,
        count: 366)
    }
    #expect(try walk(1) == walk(1))
    #expect(try walk(1) != walk(2))
    #expect(try walk(1).values.count == 366 && walk(1).values[0] == dollars("0.5"))
    // Without volatility the drift alone is left: e^0.1 after a year of 365 steps.
    let still = try walk(1, volatility: 0).values
    expectWithin(still[365].double, 0.5 * 1.105_170_918, 1e-8)
    // ln(P/P0) over many seeds: mean (μ − σ²/2)·1, standard deviation σ.
    let ends = try (0..<400).map { try walk(UInt64($0)).values[365].double / 0.5 }
    let mean = ends.reduce(0, +) / 400
    // E = e^μ = 1.105; standard error about 0.95/20.
    #expect((mean - 1.105).magnitude < 0.2, "\(mean)")
    #expect(throws: PriceError.self) {
      try RandomWalkPrice(
        seed: 1, start: USD(1), drift: .nan, volatility: 1, step: 1, count: 2)
    }
    #expect(throws: PriceError.priceNotPositive(.zero, time: 0)) { try FixedPrice(.zero) }
    #expect(try FixedPrice(USD(2)).quote(at: 7) == Quote(value: USD(2), time: 7))
  }
}
