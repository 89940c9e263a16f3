// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Averages a vector over all peers in two one-way delays: each peer reduces one part for all.
///
/// Reduce-scatter, then all-gather, both direct. Each peer sends and receives 2·(n−1)/n of the
/// vector. A ring sends as much but waits 2·(n−1) one-way delays, which is why it is the wrong shape
/// at high latency.
///
/// The mean is the same on every peer to the bit: all decode the same bytes, the reducer included.
public struct ButterflyAllReduce<Transport: PeerTransport>: Sendable {
  private let transport: Transport
  private let layout: PartLayout
  private let codec: any VectorCodec
  private var reducer: PartReducer

  /// Creates one peer's side of the exchange.
  ///
  /// - Parameters:
  ///   - transport: this peer's end of the links.
  ///   - count: length of the vectors.
  ///   - codec: how values travel, both ways.
  public init(transport: Transport, count: Int, codec: any VectorCodec) {
    self.transport = transport
    self.codec = codec
    layout = PartLayout(count: count, peers: transport.peerCount)
    reducer = PartReducer(count: layout.parts[transport.rank].count, codec: codec)
  }

  /// Exchanges one vector.
  ///
  /// - Parameters:
  ///   - contributions: this peer's contribution to each part, in the order of the parts.
  ///   - round: number of the exchange; each number is used once, by all peers.
  /// - Returns: the mean over all peers.
  /// - Throws: `TrainingError`, `CancellationError`.
  public mutating func exchange(
    _ contributions: [Contribution], round: UInt32
  ) async throws -> [Float] {
    let (me, peers) = (transport.rank, transport.peerCount)
    precondition(contributions.count == peers, "\(contributions.count) parts for \(peers) peers")
    let out = MessageTag(round: round, phase: .contribution)
    let back = MessageTag(round: round, phase: .reduced)
    // Every peer begins with its neighbour, so that no line has two messages coming in at once.
    let others = (1..<peers).map { (me + $0) % peers }

    for peer in others where !layout.parts[peer].isEmpty {
      try transport.send(contributions[peer].message, to: peer, tag: out)
    }
    var reduced = [[UInt8]](repeating: [], count: peers)
    if !layout.parts[me].isEmpty {
      var received: [Contribution] = []
      received.reserveCapacity(peers)
      for peer in 0..<peers {
        received.append(
          peer == me
            ? contributions[me]
            : try Contribution(message: await transport.receive(from: peer, tag: out)))
      }
      reduced[me] = try reducer.reduce(received)
      for peer in others { try transport.send(reduced[me], to: peer, tag: back) }
    }
    var mean: [Float] = []
    for peer in 0..<peers where !layout.parts[peer].isEmpty {
      if peer != me { reduced[peer] = try await transport.receive(from: peer, tag: back) }
      mean += try codec.decode(reduced[peer][...], count: layout.parts[peer].count)
    }
    return mean
  }
}
