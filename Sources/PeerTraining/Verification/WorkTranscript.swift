// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a peer really sent in a round: what its receipt is the hash of.
///
/// Means follow from it. Whoever has it can tell what honest peers did with a mean that a cheat's
/// contribution went into, and need not count the cheat against them.
public struct WorkTranscript: Sendable, Hashable, Codable {
  /// Rank of the peer.
  public let peer: Int
  /// Exchange the work went into.
  public let round: UInt32
  /// The peer's message to the reducer of each part, in the order of the parts; its own included.
  public let messages: [[UInt8]]

  /// Creates a transcript as it was published.
  public init(peer: Int, round: UInt32, messages: [[UInt8]]) {
    self.peer = peer
    self.round = round
    self.messages = messages
  }
}
