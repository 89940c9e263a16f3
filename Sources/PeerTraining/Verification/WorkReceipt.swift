// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A hash of bytes that nobody can find a second preimage for, as Keccak-256.
///
/// A parameter, because this package's hash lives on the money floor, which this one never imports.
public typealias WorkHash = @Sendable ([UInt8]) -> [UInt8]

/// What a peer can be held to: in a round it trained on so many samples and sent exactly these bytes.
public struct WorkReceipt: Sendable, Hashable, Codable {
  /// Rank of the peer.
  public let peer: Int
  /// Exchange the work went into.
  public let round: UInt32
  /// Samples trained on since the last exchange.
  public let samples: UInt64
  /// Hash of peer, round, samples and every message the peer sent.
  public let digest: [UInt8]

  /// Creates a receipt as it was published.
  public init(peer: Int, round: UInt32, samples: UInt64, digest: [UInt8]) {
    self.peer = peer
    self.round = round
    self.samples = samples
    self.digest = digest
  }

  /// Peer, round, samples, then the digest; integers little-endian. What a Merkle tree over a run's
  /// receipts is made of.
  public var canonicalBytes: [UInt8] { Self.header(peer, round, samples) + digest }

  /// Creates the receipt of what a peer sent.
  init(_ transcript: WorkTranscript, samples: UInt64, hash: WorkHash) {
    let (peer, round) = (transcript.peer, transcript.round)
    var preimage = Self.header(peer, round, samples)
    for message in transcript.messages {
      preimage.append(littleEndian: UInt32(message.count))
      preimage += message
    }
    self.init(peer: peer, round: round, samples: samples, digest: hash(preimage))
  }

  private static func header(_ peer: Int, _ round: UInt32, _ samples: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt32(peer))
    bytes.append(littleEndian: round)
    bytes.append(littleEndian: UInt32(truncatingIfNeeded: samples))
    bytes.append(littleEndian: UInt32(truncatingIfNeeded: samples >> 32))
    return bytes
  }
}
