// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PeerTraining

@Suite("The emulated link")
struct LinkTests {
  @Test("bytes on the wire include a header for each segment")
  func headersCount() {
    #expect(LinkProfile.bytesOnWire(payload: 0) == 52)
    #expect(LinkProfile.bytesOnWire(payload: 1448) == 1500)
    #expect(LinkProfile.bytesOnWire(payload: 1449) == 1553)
  }

  @Test("serialisation is bits over rate, rounded up, and does not overflow")
  func serialisation() throws {
    let link = try LinkProfile(roundTripNanoseconds: 0, bitsPerSecond: 50_000_000)
    // 1,500 bytes are 12,000 bits: 240 microseconds at 50 Mbit/s.
    #expect(link.serialisation(payload: 1448) == 240_000)
    let slow = try LinkProfile(roundTripNanoseconds: 0, bitsPerSecond: 3)
    #expect(slow.serialisation(payload: 0) == 138_666_666_667)
    let absurd = try LinkProfile(roundTripNanoseconds: 0, bitsPerSecond: 1)
    #expect(absurd.serialisation(payload: 1 << 40) == .max)
  }

  @Test("a link without a rate or with an endless round trip is refused, with both values")
  func badLinks() {
    #expect(
      throws: TrainingError.invalidLink(roundTripNanoseconds: 1, bitsPerSecond: 0)
    ) { try LinkProfile(roundTripNanoseconds: 1, bitsPerSecond: 0) }
    #expect(throws: TrainingError.self) {
      try LinkProfile(roundTripNanoseconds: 60_000_000_001, bitsPerSecond: 1)
    }
  }

  @Test("a message really takes half a round trip and its time on the line")
  func delaysAreReal() async throws {
    let link = try LinkProfile(roundTripNanoseconds: 60_000_000, bitsPerSecond: 8_000_000)
    let clock = TrainingClock()
    let network = InProcessNetwork(peerCount: 2, link: link, clock: clock)
    let tag = MessageTag(round: 1, phase: .contribution)
    let begins = clock.now
    // 20,000 bytes at 1 byte a microsecond: 20 ms and headers, on top of 30 ms.
    try network.endpoint(of: 0).send(Array(repeating: 7, count: 20_000), to: 1, tag: tag)
    let received = try await network.endpoint(of: 1).receive(from: 0, tag: tag)
    let took = clock.now - begins
    #expect(received == Array(repeating: 7, count: 20_000))
    #expect(took >= 30_000_000 + link.serialisation(payload: 20_000))
    #expect(network.statistics[0].messages == 1)
    #expect(network.statistics[0].payloadBytes == 20_000)
    #expect(network.statistics[0].wireBytes == LinkProfile.bytesOnWire(payload: 20_000))
  }

  @Test("and not longer: arrivals are planned to the nanosecond")
  func delaysAreExact() throws {
    let link = try LinkProfile(roundTripNanoseconds: 60_000_000, bitsPerSecond: 8_000_000)
    let busy = link.serialisation(payload: 1000)
    var lines = LineSchedule(peerCount: 3, link: link)
    #expect(lines.arrival(of: 1000, from: 0, to: 1, at: 500) == 500 + 30_000_000 + busy)
    // The sender's line is still busy with the first, the receiver's is free.
    #expect(lines.arrival(of: 1000, from: 0, to: 2, at: 500) == 500 + 30_000_000 + 2 * busy)
    // The receiver's line has the first message of peer 0 coming in.
    #expect(lines.arrival(of: 1000, from: 2, to: 1, at: 500) == 500 + 30_000_000 + 2 * busy)
    let later: UInt64 = 1_000_000_000
    #expect(lines.arrival(of: 1000, from: 0, to: 1, at: later) == later + 30_000_000 + busy)
  }

  @Test("two messages wait for each other on the sender's line and on the receiver's")
  func linesAreShared() async throws {
    let link = try LinkProfile(roundTripNanoseconds: 0, bitsPerSecond: 8_000_000)
    let one = link.serialisation(payload: 10_000)
    let tag = MessageTag(round: 1, phase: .contribution)

    let sending = TrainingClock()
    let fromOne = InProcessNetwork(peerCount: 3, link: link, clock: sending)
    try fromOne.endpoint(of: 0).send(Array(repeating: 0, count: 10_000), to: 1, tag: tag)
    try fromOne.endpoint(of: 0).send(Array(repeating: 0, count: 10_000), to: 2, tag: tag)
    _ = try await fromOne.endpoint(of: 2).receive(from: 0, tag: tag)
    #expect(sending.now >= 2 * one)

    let receiving = TrainingClock()
    let toOne = InProcessNetwork(peerCount: 3, link: link, clock: receiving)
    try toOne.endpoint(of: 1).send(Array(repeating: 0, count: 10_000), to: 0, tag: tag)
    try toOne.endpoint(of: 2).send(Array(repeating: 0, count: 10_000), to: 0, tag: tag)
    _ = try await toOne.endpoint(of: 0).receive(from: 1, tag: tag)
    _ = try await toOne.endpoint(of: 0).receive(from: 2, tag: tag)
    #expect(receiving.now >= 2 * one)
  }

  @Test("the clock stands still in a pause, and goes on after it")
  func pauses() async throws {
    let wall = ContinuousClock()
    let clock = TrainingClock()
    let wallBefore = wall.now
    let before = clock.now
    let (first, last) = clock.paused {
      let first = clock.now
      let begins = wall.now
      while wall.now - begins < .milliseconds(30) {}
      return (first, clock.now)
    }
    let after = clock.now
    let wallAfter = wall.now
    #expect(first == last, "30 ms went by on the wall")
    #expect(before <= first && last <= after)
    let advance = Duration.nanoseconds(Int64(after - before))
    #expect(advance <= wallAfter - wallBefore - .milliseconds(30), "the pause is left out")
    let deadline = clock.now + 5_000_000
    let late = try await clock.sleep(until: deadline)
    #expect(clock.now >= deadline + late)
  }

  @Test("the probe reads the latency and the rate that were asked for")
  func probe() async throws {
    let link = try LinkProfile(roundTripNanoseconds: 40_000_000, bitsPerSecond: 20_000_000)
    let reading = try await LinkReading.measure(link, bulkBytes: 250_000)
    #expect(reading.roundTripNanoseconds >= 40_000_000)
    // A busy machine makes links slower, never faster; the deviation is there to show it.
    #expect(reading.bitsPerSecond > 0)
    #expect(
      LinkReading(roundTripNanoseconds: 44_000_000, bitsPerSecond: 19_000_000)
        .deviation(from: link) == 100_000)
  }

  @Test(
    "the probe's large message takes half a second of a slow line, and no less than a packet",
    arguments: [
      (1, 1500), (24_000, 1500), (80_000, 5000), (8_000_000, 500_000), (.max, 500_000),
    ] as [(UInt64, Int)])
  func bulk(rate: UInt64, bytes: Int) throws {
    let link = try LinkProfile(roundTripNanoseconds: 0, bitsPerSecond: rate)
    #expect(LinkReading.bulkBytes(for: link) == bytes)
  }

  @Test("a probe without a message to measure the rate with is refused", arguments: [0, -1])
  func emptyBulk(bytes: Int) async throws {
    let link = try LinkProfile(roundTripNanoseconds: 0, bitsPerSecond: 1_000_000)
    await #expect(throws: TrainingError.self) {
      try await LinkReading.measure(link, bulkBytes: bytes)
    }
  }

  @Test("a reading that is off by any factor has a deviation, not a trap")
  func absurdReadings() throws {
    let link = try LinkProfile(roundTripNanoseconds: 1, bitsPerSecond: 1)
    let absurd = LinkReading(roundTripNanoseconds: .max, bitsPerSecond: 3)
    #expect(absurd.deviation(from: link) == .max)
    let instant = try LinkProfile(roundTripNanoseconds: 0, bitsPerSecond: 1_000_000)
    #expect(
      LinkReading(roundTripNanoseconds: 900, bitsPerSecond: 500_000).deviation(from: instant)
        == 500_000)
  }

  @Test("messages to nobody, to oneself and twice under one tag are refused")
  func misuse() async throws {
    let link = try LinkProfile(roundTripNanoseconds: 0, bitsPerSecond: 1_000_000_000)
    let network = InProcessNetwork(peerCount: 2, link: link, clock: TrainingClock())
    let end = network.endpoint(of: 0)
    let tag = MessageTag(round: 1, phase: .reduced)
    #expect(throws: TrainingError.unknownPeer(2, peerCount: 2)) {
      try end.send([1], to: 2, tag: tag)
    }
    #expect(throws: TrainingError.unknownPeer(0, peerCount: 2)) {
      try end.send([1], to: 0, tag: tag)
    }
    try end.send([1], to: 1, tag: tag)
    #expect(throws: TrainingError.duplicateMessage(from: 0, to: 1)) {
      try end.send([1], to: 1, tag: tag)
    }
  }

  @Test("whoever waits for a network that fails gets the failure")
  func failureReachesWaiters() async throws {
    let link = try LinkProfile(roundTripNanoseconds: 0, bitsPerSecond: 1_000_000)
    let network = InProcessNetwork(peerCount: 2, link: link, clock: TrainingClock())
    let tag = MessageTag(round: 1, phase: .reduced)
    let waiter = Task { try await network.endpoint(of: 1).receive(from: 0, tag: tag) }
    try await Task.sleep(for: .milliseconds(20))
    network.fail(.peerFailed(rank: 0, "it is gone"))
    await #expect(throws: TrainingError.peerFailed(rank: 0, "it is gone")) {
      try await waiter.value
    }
    #expect(throws: TrainingError.peerFailed(rank: 0, "it is gone")) {
      try network.endpoint(of: 0).send([1], to: 1, tag: tag)
    }
  }
}
