// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Where the price of the token comes from. None of the sources here calls out to a network: whoever
/// has a feed conforms to this.
public protocol PriceSource: Sendable {
  /// The price at a moment; its ``Quote/time`` says from when it is.
  ///
  /// - Parameter time: seconds from an origin all sources share.
  /// - Throws: ``PriceError``.
  func quote(at time: UInt64) throws(PriceError) -> Quote
}
