// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a ledger does with quotes: it fails closed. An unhealthy one mints nothing, and escrow goes on
/// at the last healthy price.
public struct PriceGuard: Sendable, Hashable, Codable {
  /// The newest quote, whatever its health.
  public private(set) var newest: Quote?
  /// The newest healthy one.
  public private(set) var lastHealthy: Quote?

  /// Creates a guard that has seen nothing.
  public init() {}

  /// Takes a quote; one older than the newest is passed over.
  public mutating func observe(_ quote: Quote) {
    if let newest, quote.time < newest.time { return }
    newest = quote
    if quote.isHealthy { lastHealthy = quote }
  }

  /// Takes that a source had none: nothing may be minted until it has.
  ///
  /// - Parameter time: when.
  public mutating func observeSilence(at time: UInt64) {
    guard let last = newest else { return }
    newest = Quote(
      value: last.value, time: max(time, last.time), sources: 0, isHealthy: false)
  }

  /// The price at which may be minted; nil while the newest quote is not healthy.
  public var mintingPrice: USD? {
    guard let newest, newest.isHealthy else { return nil }
    return newest.value
  }

  /// The price at which escrow settles; nil before the first healthy quote.
  public var settlementPrice: USD? { lastHealthy?.value }
}
