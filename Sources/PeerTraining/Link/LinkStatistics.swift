// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What one peer has put on its line, and how punctual its deliveries were.
public struct LinkStatistics: Sendable, Hashable, Codable {
  /// Messages sent.
  public private(set) var messages: UInt64 = 0
  /// Bytes sent, without headers.
  public private(set) var payloadBytes: UInt64 = 0
  /// Bytes sent, with TCP/IP headers.
  public private(set) var wireBytes: UInt64 = 0
  /// The latest that a message was handed over after it had arrived, in nanoseconds. A busy machine
  /// shows here: a run in which this is a large part of the round trip says little.
  public internal(set) var worstLatenessNanoseconds: UInt64 = 0

  /// Nothing sent yet.
  public init() {}

  mutating func count(payload: Int) {
    messages += 1
    payloadBytes += UInt64(payload)
    wireBytes += LinkProfile.bytesOnWire(payload: payload)
  }
}
