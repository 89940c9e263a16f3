// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The median of several sources, with guards: what is stale does not count, what is far from the
/// median does not either, and where too few are left the quote is not healthy. As in Akash's oracle
/// module.
public struct MedianPrice: PriceSource {
  /// The guards.
  public struct Rules: Sendable, Hashable, Codable {
    /// Quotes older than this many seconds do not count.
    public var staleAfter: UInt64
    /// Quotes farther than this from the median, in parts per million of it, do not count.
    public var deviationPPM: UInt32
    /// The fewest quotes that have to be left.
    public var fewestSources: Int

    /// Creates guards; 30 s is what Akash has in production.
    public init(staleAfter: UInt64 = 30, deviationPPM: UInt32 = 50_000, fewestSources: Int = 2) {
      self.staleAfter = staleAfter
      self.deviationPPM = deviationPPM
      self.fewestSources = fewestSources
    }
  }

  /// The sources.
  public let sources: [any PriceSource]
  /// The guards.
  public let rules: Rules

  /// Creates a source.
  ///
  /// - Throws: ``PriceError/rule(_:)`` where no source could ever suffice.
  public init(of sources: [any PriceSource], rules: Rules = Rules()) throws(PriceError) {
    guard rules.fewestSources > 0, rules.fewestSources <= sources.count else {
      throw .rule(
        "At least \(rules.fewestSources) sources have to agree and there are \(sources.count).")
    }
    self.sources = sources
    self.rules = rules
  }

  /// The median of the quotes that count. A source that has none, or an unhealthy one, is passed
  /// over. Not healthy where fewer than the fewest are left; then the value is the median of the
  /// fresh ones, for people to look at.
  ///
  /// - Throws: ``PriceError/noQuote(time:)`` where not one source has a fresh quote.
  /// - Complexity: O(n log n) in the number of sources.
  public func quote(at time: UInt64) throws(PriceError) -> Quote {
    var fresh: [Quote] = []
    for source in sources {
      guard let quote = try? source.quote(at: time), quote.isHealthy, quote.value > .zero,
        quote.time <= time, time - quote.time <= rules.staleAfter
      else { continue }
      fresh.append(quote)
    }
    guard let middle = median(of: fresh.map(\.value)) else { throw .noQuote(time: time) }
    let bound: USD
    do throws(EconomicsError) {
      bound = try middle.share(partsPerMillion: rules.deviationPPM)
    } catch {
      throw .arithmetic(error.description)
    }
    let near = fresh.filter { quote in
      let distance = (quote.value.amount.units - middle.amount.units).magnitude
      return distance <= bound.amount.units.magnitude
    }
    let isHealthy = near.count >= rules.fewestSources
    let counted = isHealthy ? near : fresh
    return Quote(
      value: median(of: counted.map(\.value)) ?? middle,
      time: counted.map(\.time).min() ?? time, sources: counted.count, isHealthy: isHealthy)
  }

  /// The middle one; of an even number the mean of the two in the middle, rounded down.
  private func median(of values: [USD]) -> USD? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let upper = sorted[sorted.count / 2].amount.units
    if sorted.count % 2 == 1 { return USD(ExactDecimal(units: upper)) }
    let lower = sorted[sorted.count / 2 - 1].amount.units
    return USD(ExactDecimal(units: lower + (upper - lower) / 2))
  }
}
