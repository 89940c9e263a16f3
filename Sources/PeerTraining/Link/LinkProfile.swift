// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A link between peers: how long a bit travels, and how many leave a peer each second.
///
/// Each peer has one line of its own, up and down, as behind a home router; the network between the
/// lines has no limit.
public struct LinkProfile: Sendable, Hashable, Codable {
  /// Round trip between any two peers, in nanoseconds. Half of it is the way out.
  public let roundTripNanoseconds: UInt64
  /// Rate of each peer's line in bits per second, the same up and down.
  public let bitsPerSecond: UInt64

  /// Creates a profile.
  ///
  /// - Parameters:
  ///   - roundTripNanoseconds: round trip in nanoseconds, at most one minute.
  ///   - bitsPerSecond: rate of each peer's line, up and down, at least one bit per second.
  /// - Throws: `TrainingError.invalidLink` naming both values.
  public init(roundTripNanoseconds: UInt64, bitsPerSecond: UInt64) throws(TrainingError) {
    guard roundTripNanoseconds <= 60_000_000_000, bitsPerSecond > 0 else {
      throw .invalidLink(
        roundTripNanoseconds: roundTripNanoseconds, bitsPerSecond: bitsPerSecond)
    }
    self.roundTripNanoseconds = roundTripNanoseconds
    self.bitsPerSecond = bitsPerSecond
  }

  /// Bytes that a payload occupies on the line: each segment of 1,448 payload bytes carries 52 bytes
  /// of TCP/IPv4 headers with timestamps (RFC 9293, RFC 791, RFC 7323).
  public static func bytesOnWire(payload: Int) -> UInt64 {
    let segments = Swift.max(1, (payload + 1447) / 1448)
    return UInt64(payload) + 52 * UInt64(segments)
  }

  /// Time a payload occupies a line, in nanoseconds, rounded up.
  public func serialisation(payload: Int) -> UInt64 {
    // Bits × 10⁹ needs more than 64 bits from 2.3 GB up.
    let bitNanoseconds = (Self.bytesOnWire(payload: payload) * 8)
      .multipliedFullWidth(by: 1_000_000_000)
    guard bitNanoseconds.high < bitsPerSecond else { return .max }
    let (quotient, remainder) = bitsPerSecond.dividingFullWidth(bitNanoseconds)
    return remainder == 0 ? quotient : quotient + 1
  }
}

extension LinkProfile {
  /// Reads a profile.
  ///
  /// - Throws: `DecodingError.dataCorrupted` with both values where no such link can be.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let roundTrip = try container.decode(UInt64.self, forKey: .roundTripNanoseconds)
    let rate = try container.decode(UInt64.self, forKey: .bitsPerSecond)
    do {
      try self.init(roundTripNanoseconds: roundTrip, bitsPerSecond: rate)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: error.description))
    }
  }
}
