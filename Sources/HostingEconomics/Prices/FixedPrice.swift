// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The same price at all times.
public struct FixedPrice: PriceSource, Hashable {
  /// Dollars per whole token.
  public let value: USD

  /// Creates a source.
  ///
  /// - Throws: ``PriceError/priceNotPositive(_:time:)``.
  public init(_ value: USD) throws(PriceError) {
    guard value > .zero else { throw .priceNotPositive(value, time: 0) }
    self.value = value
  }

  /// The price, as of the moment asked for.
  public func quote(at time: UInt64) throws(PriceError) -> Quote {
    Quote(value: value, time: time)
  }
}
