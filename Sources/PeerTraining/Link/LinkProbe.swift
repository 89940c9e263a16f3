// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a link really does, measured in the run that uses it.
public struct LinkReading: Sendable, Hashable, Codable {
  /// Median round trip of a one-byte message, in nanoseconds.
  public let roundTripNanoseconds: UInt64
  /// Bits on the wire per second over one large message.
  public let bitsPerSecond: UInt64

  /// Creates a reading that was taken elsewhere.
  public init(roundTripNanoseconds: UInt64, bitsPerSecond: UInt64) {
    self.roundTripNanoseconds = roundTripNanoseconds
    self.bitsPerSecond = bitsPerSecond
  }

  /// The larger of the two relative deviations from what was asked for, in parts per million,
  /// rounded down; a round trip of zero that was asked for is left out.
  public func deviation(from link: LinkProfile) -> UInt64 {
    func partsPerMillion(_ found: UInt64, of asked: UInt64) -> UInt64 {
      guard asked > 0 else { return 0 }
      let off = found > asked ? found - asked : asked - found
      let scaled = off.multipliedFullWidth(by: 1_000_000)
      guard scaled.high < asked else { return .max }
      return asked.dividingFullWidth(scaled).quotient
    }
    return Swift.max(
      partsPerMillion(roundTripNanoseconds, of: link.roundTripNanoseconds),
      partsPerMillion(bitsPerSecond, of: link.bitsPerSecond))
  }

  /// Measures the link between peers 0 and 1.
  ///
  /// - Parameters:
  ///   - link: latency and rate that the network emulates.
  ///   - pings: round trips to take the median of.
  ///   - bulkBytes: size of the message that measures the rate, at least 1; by default what the line
  ///     carries in about half a second, but 1,500 to 500,000 bytes: enough to tell from the latency
  ///     on a fast line, and soon over on a slow one.
  /// - Throws: `TrainingError.invalidSetting` where `bulkBytes` is below 1; `CancellationError`.
  /// - Complexity: takes (pings + 1) round trips and the time that `bulkBytes` need.
  public static func measure(
    _ link: LinkProfile, pings: Int = 3, bulkBytes: Int? = nil
  ) async throws -> LinkReading {
    let bulkBytes = bulkBytes ?? Self.bulkBytes(for: link)
    guard bulkBytes >= 1 else {
      throw TrainingError.invalidSetting("a message of \(bulkBytes) bytes to measure a rate with")
    }
    let clock = TrainingClock()
    let network = InProcessNetwork(peerCount: 2, link: link, clock: clock)
    let (near, far) = (network.endpoint(of: 0), network.endpoint(of: 1))
    func roundTrip(_ number: UInt32, bytes: Int) async throws -> UInt64 {
      let tag = MessageTag(round: number, phase: .probe)
      let begins = clock.now
      try near.send(Array(repeating: 0, count: bytes), to: 1, tag: tag)
      _ = try await far.receive(from: 0, tag: tag)
      try far.send([0], to: 0, tag: tag)
      _ = try await near.receive(from: 1, tag: tag)
      return clock.now - begins
    }
    var trips: [UInt64] = []
    for ping in 0..<Swift.max(1, pings) {
      trips.append(try await roundTrip(UInt32(ping), bytes: 1))
    }
    trips.sort()
    let median = trips[trips.count / 2]
    let bulk = try await roundTrip(UInt32(Swift.max(1, pings)), bytes: bulkBytes)
    let busy = Swift.max(1, bulk - Swift.min(bulk, median))
    let bits = LinkProfile.bytesOnWire(payload: bulkBytes) * 8
    let scaled = bits.multipliedFullWidth(by: 1_000_000_000)
    return LinkReading(
      roundTripNanoseconds: median,
      bitsPerSecond: scaled.high < busy ? busy.dividingFullWidth(scaled).quotient : .max)
  }

  /// What the line carries in half a second, within bounds.
  static func bulkBytes(for link: LinkProfile) -> Int {
    Int(Swift.min(500_000, Swift.max(1_500, link.bitsPerSecond / 16)))
  }
}
