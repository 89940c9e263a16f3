// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

/// The mean of a recorded path over a window that ends now, each price weighted by how long it held:
/// exact sums, one division rounded half to even.
public struct TimeWeightedPrice: PriceSource, Hashable {
  /// The recorded path.
  public let prices: ReplayedPrices
  /// The window in seconds.
  public let window: UInt64

  /// Creates a source.
  ///
  /// - Throws: ``PriceError/rule(_:)`` for a window of no length.
  public init(of prices: ReplayedPrices, window: UInt64) throws(PriceError) {
    guard window > 0, window < 1 << 40 else {
      throw .rule("A window of \(window) s is not from 1 to 2⁴⁰ − 1 s.")
    }
    self.prices = prices
    self.window = window
  }

  /// The mean; over what there is of the window where the path begins in it.
  ///
  /// - Throws: ``PriceError/noQuote(time:)`` before the path.
  /// - Complexity: O(log n + w) for w prices in the window.
  public func quote(at time: UInt64) throws(PriceError) -> Quote {
    guard let last = prices.index(at: time) else { throw .noQuote(time: time) }
    let start = max(time < window ? 0 : time - window, prices.times[0])
    guard start < time else { return Quote(value: prices.values[last], time: time) }
    var sum = UInt256.zero
    var end = time
    for index in stride(from: last, through: 0, by: -1) {
      let begin = max(prices.times[index], start)
      if begin < end {
        // Below 2¹²⁷ · 2⁴⁰ all together.
        sum += prices.values[index].amount.magnitude * UInt256(end - begin)
        end = begin
      }
      if begin == start { break }
    }
    do throws(EconomicsError) {
      let mean = try ExactDecimal.quotient(
        sum, UInt256(time - start), isNegative: false, .halfEven, operation: "a mean price")
      return Quote(value: USD(mean), time: prices.times[last] < start ? start : prices.times[last])
    } catch {
      throw .arithmetic(error.description)
    }
  }
}
