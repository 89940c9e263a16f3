// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TestSupport
import Testing

@testable import PeerTraining

@Suite("Averaging over peers")
struct CollectiveTests {
  private func randomVector(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float.random(in: -3...3, using: &generator) }
  }

  @Test("float32 travels without loss, and a damaged message is refused")
  func float32() throws {
    let codec = Float32Codec()
    let values: [Float] = [0, -0, 1.5, .leastNonzeroMagnitude, -.greatestFiniteMagnitude]
    let bytes = codec.encode(values)
    #expect(bytes.count == 20)
    let back = try codec.decode(bytes[...], count: 5)
    #expect(back.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(throws: TrainingError.self) { try codec.decode(bytes[1...], count: 5) }
    let nan = codec.encode([.nan])
    #expect(throws: TrainingError.self) { try codec.decode(nan[...], count: 1) }
  }

  @Test("int8 is off by at most half a scale of the block")
  func int8() throws {
    var generator = SeededGenerator(seed: 11)
    let codec = Int8Codec()
    for count in [0, 1, 255, 256, 257, 1000] {
      let values = randomVector(count, &generator)
      let bytes = codec.encode(values)
      #expect(bytes.count == count + 4 * ((count + 255) / 256))
      let back = try codec.decode(bytes[...], count: count)
      for start in stride(from: 0, to: count, by: 256) {
        let block = start..<min(start + 256, count)
        let scale = block.map { values[$0].magnitude }.max()! / 127
        for index in block {
          #expect((back[index] - values[index]).magnitude <= scale * 0.5001)
        }
      }
      #expect(throws: TrainingError.self) { try codec.decode(bytes[...] + [0], count: count) }
    }
    #expect(try codec.decode(codec.encode([0, 0, 0])[...], count: 3) == [0, 0, 0])
  }

  @Test(
    "an int8 block with a hostile scale is refused", arguments: [Float.nan, .infinity, -1, 3e38])
  func hostileScale(scale: Float) {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: scale.bitPattern)
    bytes.append(127)
    #expect(throws: TrainingError.self) { try Int8Codec().decode(bytes[...], count: 1) }
  }

  @Test("error feedback sends later what it could not send: the sum is kept")
  func massIsKept() throws {
    var generator = SeededGenerator(seed: 12)
    var feedback = ErrorFeedback(codec: Int8Codec())
    var given = [Double](repeating: 0, count: 700)
    var received = given
    for _ in 0..<50 {
      let vector = randomVector(700, &generator)
      let decoded = try feedback.encode(vector).decoded
      for index in vector.indices {
        given[index] += Double(vector[index])
        received[index] += Double(decoded[index])
      }
    }
    for index in given.indices {
      let owed = Double(feedback.residual[index])
      #expect(abs(received[index] + owed - given[index]) < 1e-4, "value \(index)")
      #expect(abs(owed) < 0.05)
    }
  }

  @Test("a vector that is not finite is refused and nothing is owed for it")
  func notFinite() throws {
    var feedback = ErrorFeedback(codec: Int8Codec())
    _ = try feedback.encode([0.3, 0.1])
    let owed = feedback.residual
    #expect(throws: TrainingError.self) { try feedback.encode([.infinity, 0]) }
    #expect(feedback.residual == owed)
  }

  @Test("parts cover a vector without gap or overlap, in whole blocks")
  func parts() {
    for count in [0, 1, 256, 257, 1000, 9610, 100_000] {
      for peers in 1...9 {
        let layout = PartLayout(count: count, peers: peers)
        #expect(layout.parts.count == peers)
        var next = 0
        for part in layout.parts {
          #expect(part.lowerBound == next || part.isEmpty)
          #expect(part.lowerBound % 256 == 0 || part.isEmpty)
          next = max(next, part.upperBound)
        }
        #expect(layout.parts.reduce(0) { $0 + $1.count } == count)
      }
    }
  }

  @Test(
    "every peer ends with the same bits, the weighted mean",
    arguments: [1, 2, 3, 4, 7], [true, false])
  func butterfly(peers: Int, lossless: Bool) async throws {
    var generator = SeededGenerator(seed: UInt64(100 + peers))
    let count = 1500
    let vectors = (0..<peers).map { _ in randomVector(count, &generator) }
    let weights = (0..<peers).map { UInt32(10 + 3 * $0) }
    let codec: any VectorCodec = lossless ? Float32Codec() : Int8Codec()
    let link = try LinkProfile(roundTripNanoseconds: 2_000_000, bitsPerSecond: 1_000_000_000)
    let network = InProcessNetwork(peerCount: peers, link: link, clock: TrainingClock())
    let layout = PartLayout(count: count, peers: peers)
    let means = try await withThrowingTaskGroup(of: [Float].self) { group in
      for rank in 0..<peers {
        group.addTask {
          var collective = ButterflyAllReduce(
            transport: network.endpoint(of: rank), count: count, codec: codec)
          var feedback = layout.parts.map { _ in ErrorFeedback(codec: codec) }
          var contributions: [Contribution] = []
          for (index, part) in layout.parts.enumerated() {
            let body = try feedback[index].encode(Array(vectors[rank][part])).bytes
            contributions.append(Contribution(samples: weights[rank], body: body))
          }
          return try await collective.exchange(contributions, round: 1)
        }
      }
      var means: [[Float]] = []
      for try await mean in group { means.append(mean) }
      return means
    }
    let total = weights.reduce(0) { $0 + Double($1) }
    for mean in means { #expect(mean.map(\.bitPattern) == means[0].map(\.bitPattern)) }
    let tolerance = lossless ? 1e-5 : 0.05
    for index in 0..<count {
      var expected = 0.0
      for rank in 0..<peers {
        expected += Double(vectors[rank][index]) * Double(weights[rank]) / total
      }
      #expect(abs(Double(means[0][index]) - expected) < tolerance, "value \(index)")
    }
  }

  @Test("an exchange waits for two messages in a row, not 2(n-1) as a ring does", arguments: 2...8)
  func twoDelays(peers: Int) async throws {
    let link = try LinkProfile(roundTripNanoseconds: 0, bitsPerSecond: 1_000_000_000)
    let network = InProcessNetwork(peerCount: peers, link: link, clock: TrainingClock())
    let count = 256 * peers
    let layout = PartLayout(count: count, peers: peers)
    let depths = try await withThrowingTaskGroup(of: Int.self) { group in
      for rank in 0..<peers {
        group.addTask {
          let transport = DepthTransport(inner: network.endpoint(of: rank))
          var collective = ButterflyAllReduce(
            transport: transport, count: count, codec: Float32Codec())
          let parts = layout.parts.map {
            Contribution(
              samples: 1, body: Float32Codec().encode(Array(repeating: 1, count: $0.count)))
          }
          _ = try await collective.exchange(parts, round: 1)
          return transport.depth.withLock { $0 }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(depths == Array(repeating: 2, count: peers))
  }

  @Test("a message shorter than its header and a round without samples are refused")
  func malformed() throws {
    #expect(throws: TrainingError.self) { try Contribution(message: [1, 2, 3]) }
    let contribution = Contribution(samples: 70_000, body: [1, 2])
    #expect(try Contribution(message: contribution.message) == contribution)
    var reducer = PartReducer(count: 1, codec: Float32Codec())
    let idle = Contribution(samples: 0, body: Float32Codec().encode([1]))
    #expect(throws: TrainingError.self) { try reducer.reduce([idle, idle]) }
  }
}

/// Counts how many messages in a row its peer has waited for: each message carries its sender's count.
private final class DepthTransport: PeerTransport {
  let inner: InProcessEndpoint
  let depth = Mutex(0)

  init(inner: InProcessEndpoint) { self.inner = inner }

  var rank: Int { inner.rank }
  var peerCount: Int { inner.peerCount }

  func send(_ payload: [UInt8], to peer: Int, tag: MessageTag) throws(TrainingError) {
    try inner.send(payload + [UInt8(depth.withLock { $0 })], to: peer, tag: tag)
  }

  func receive(from peer: Int, tag: MessageTag) async throws -> [UInt8] {
    var payload = try await inner.receive(from: peer, tag: tag)
    let sent = Int(payload.removeLast())
    depth.withLock { $0 = max($0, sent + 1) }
    return payload
  }
}
