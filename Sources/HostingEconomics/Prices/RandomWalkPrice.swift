// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A geometric random walk from a seed, for simulations: ln P moves by
/// (μ − σ²/2)·Δ + σ·√Δ·z in each step of Δ years, z normal by Box and Muller.
///
/// The same seed walks the same path on one machine. Logarithm and cosine are the system library's, so
/// another may differ in the last digit.
public struct RandomWalkPrice: PriceSource, Hashable {
  private let prices: ReplayedPrices

  /// Creates a path.
  ///
  /// - Parameters:
  ///   - seed: the seed.
  ///   - start: the first price, above 0.
  ///   - drift: μ per year.
  ///   - volatility: σ per square root of a year.
  ///   - step: seconds of a step, above 0.
  ///   - count: prices, 1 to 10 million.
  /// - Throws: ``PriceError``.
  /// - Complexity: O(`count`).
  public init(
    seed: UInt64, start: USD, drift: Double, volatility: Double, step: UInt64, count: Int
  ) throws(PriceError) {
    guard step > 0, step < 1 << 32, (1...10_000_000).contains(count) else {
      throw .rule("\(count) steps of \(step) s are no path.")
    }
    guard drift.isFinite, volatility.isFinite, volatility >= 0, volatility <= 100 else {
      throw .rule("A drift of \(drift) and a volatility of \(volatility) are no walk.")
    }
    var random = SplitMix(seed: seed)
    let years = Double(step) / (8760 * 3600)
    var rows: [(time: UInt64, value: USD)] = []
    rows.reserveCapacity(count)
    var logarithm = 0.0
    for index in 0..<count {
      if index > 0 {
        logarithm +=
          (drift - volatility * volatility / 2) * years
          + volatility * years.squareRoot() * random.normal()
      }
      let value: USD
      do throws(EconomicsError) {
        value = try start.scaled(by: Elementary.exponential(logarithm))
      } catch {
        throw .arithmetic(error.description)
      }
      rows.append((UInt64(index) * step, value))
    }
    prices = try ReplayedPrices(rows)
  }

  /// The prices of the path.
  public var values: [USD] { prices.values }

  /// The price in force at a time; after the path its last.
  ///
  /// - Throws: never, as the path begins at 0.
  public func quote(at time: UInt64) throws(PriceError) -> Quote {
    let quote = try prices.quote(at: time)
    return Quote(value: quote.value, time: time)
  }
}
