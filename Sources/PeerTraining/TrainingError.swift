// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why training over a link could not start or go on.
///
/// New cases may come in a minor version before 1.0: switch over it with a `default`.
public enum TrainingError: Error, Sendable, Hashable {
  /// A link's round trip is over a minute, or its rate is zero.
  case invalidLink(roundTripNanoseconds: UInt64, bitsPerSecond: UInt64)
  /// A setting is outside its range; the text names it, its value and the range.
  case invalidSetting(String)
  /// A message goes to, or is expected from, a peer that is not there.
  case unknownPeer(Int, peerCount: Int)
  /// A second message with the same tag, or a second receiver for it.
  case duplicateMessage(from: Int, to: Int)
  /// A message that does not decode; the text says why.
  case malformedMessage(String)
  /// A loss, gradient or parameter is infinite or not a number.
  case diverged(peer: Int, round: UInt32)
  /// A peer failed, and the others with it; the text is its error.
  case peerFailed(rank: Int, String)
}

extension TrainingError: CustomStringConvertible {
  /// One sentence with the values that were wrong.
  public var description: String {
    switch self {
    case .invalidLink(let roundTrip, let rate):
      "a link with a round trip of \(roundTrip) ns and \(rate) bit/s: the round trip must be at most "
        + "60000000000 ns and the rate at least 1 bit/s"
    case .invalidSetting(let text): text
    case .unknownPeer(let peer, let count): "there is no other peer \(peer) among \(count) peers"
    case .duplicateMessage(let from, let to):
      "peer \(from) and peer \(to) use one message tag twice"
    case .malformedMessage(let text): "a message does not decode: \(text)"
    case .diverged(let peer, let round):
      "training diverged at peer \(peer) in exchange \(round): a value is not finite"
    case .peerFailed(let rank, let text): "peer \(rank) failed: \(text)"
    }
  }
}
