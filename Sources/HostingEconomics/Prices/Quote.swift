// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A price of the token at a moment.
public struct Quote: Sendable, Hashable, Codable {
  /// Dollars per whole token.
  public let value: USD
  /// When it was so, in seconds from an origin all sources share.
  public let time: UInt64
  /// How many sources stand behind it.
  public let sources: Int
  /// Whether it may be relied on: an unhealthy one mints nothing.
  public let isHealthy: Bool

  /// Creates a quote.
  public init(value: USD, time: UInt64, sources: Int = 1, isHealthy: Bool = true) {
    self.value = value
    self.time = time
    self.sources = sources
    self.isHealthy = isHealthy
  }
}
