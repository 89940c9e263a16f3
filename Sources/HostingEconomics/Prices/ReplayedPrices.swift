// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

/// A recorded path of prices: each holds until the next.
public struct ReplayedPrices: PriceSource, Hashable {
  /// When each price began.
  public let times: [UInt64]
  /// The prices.
  public let values: [USD]

  /// Creates a source from rows that ascend in time.
  ///
  /// - Throws: ``PriceError/timesNotAscending(before:after:)`` or
  ///   ``PriceError/priceNotPositive(_:time:)``.
  public init(_ rows: [(time: UInt64, value: USD)]) throws(PriceError) {
    for (index, row) in rows.enumerated() {
      guard row.value > .zero else { throw .priceNotPositive(row.value, time: row.time) }
      if index > 0, rows[index - 1].time >= row.time {
        throw .timesNotAscending(before: rows[index - 1].time, after: row.time)
      }
    }
    times = rows.map(\.time)
    values = rows.map(\.value)
  }

  /// Reads lines of `seconds,dollars`; empty ones, those that begin with `#` and a first line of
  /// names are passed over.
  ///
  /// - Throws: ``PriceError``.
  /// - Complexity: O(n) in the length of the text.
  public init(csv text: String) throws(PriceError) {
    var rows: [(time: UInt64, value: USD)] = []
    for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      if line.hasPrefix("#") || (index == 0 && line.first?.isLetter == true) { continue }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 2, let time = UInt64(fields[0]),
        let value = ExactDecimal(String(fields[1]))
      else { throw .line(number: index + 1, text: String(line.prefix(80))) }
      rows.append((time, USD(value)))
    }
    try self.init(rows)
  }

  /// The last price that began by then, with the time it began.
  ///
  /// - Throws: ``PriceError/noQuote(time:)`` before the first.
  /// - Complexity: O(log n).
  public func quote(at time: UInt64) throws(PriceError) -> Quote {
    guard let index = index(at: time) else { throw .noQuote(time: time) }
    return Quote(value: values[index], time: times[index])
  }

  /// The row in force at a time; nil before the first.
  func index(at time: UInt64) -> Int? {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = low + (high - low) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }
}
