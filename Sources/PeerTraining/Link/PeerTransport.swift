// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What tells one message between two peers from another.
public struct MessageTag: Sendable, Hashable {
  /// What a message carries.
  public enum Phase: UInt8, Sendable {
    /// A peer's contribution to one part of the vector, on its way to the part's reducer.
    case contribution
    /// A reduced part, on its way back.
    case reduced
    /// A probe that measures the link.
    case probe
  }

  /// Exchange the message belongs to: a step of synchronous training, a round of local steps.
  public let round: UInt32
  /// What it carries.
  public let phase: Phase

  /// Creates a tag.
  public init(round: UInt32, phase: Phase) {
    self.round = round
    self.phase = phase
  }
}

/// One peer's end of the links to the others: ordered, reliable, tagged messages.
///
/// This is all that a collective needs of a network; engines over sockets implement the same.
public protocol PeerTransport: Sendable {
  /// This peer's number, `0 ..< peerCount`.
  var rank: Int { get }
  /// How many peers take part.
  var peerCount: Int { get }
  /// Hands a message to the line and returns: the line sends it in its own time.
  func send(_ payload: [UInt8], to peer: Int, tag: MessageTag) throws(TrainingError)
  /// The message that `peer` sent with `tag`, when it has arrived.
  func receive(from peer: Int, tag: MessageTag) async throws -> [UInt8]
}
