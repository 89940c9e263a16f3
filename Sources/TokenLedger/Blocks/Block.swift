// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// When something happens: the block's number and its time.
public struct Block: Sendable, Hashable, Codable {
  /// The block's number.
  public let number: UInt64
  /// Seconds since 1970.
  public let timestamp: UInt64

  /// Creates a block.
  public init(number: UInt64, timestamp: UInt64) {
    self.number = number
    self.timestamp = timestamp
  }
}

extension Block: CustomStringConvertible {
  /// Number and time.
  public var description: String { "block \(number) at second \(timestamp)" }
}
