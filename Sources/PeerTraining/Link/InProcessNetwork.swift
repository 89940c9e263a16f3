// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Peers in one process over links that really delay: each message waits its turn on the sender's
/// line, travels half a round trip, and waits its turn on the receiver's line.
///
/// Delays are real: a receiver sleeps until its message has arrived by the training clock. Bytes on
/// the wire include TCP/IP headers. There is no loss, no jitter, no slow start and no connection set
/// up, all of which would cost a protocol that talks often more than one that talks seldom.
public final class InProcessNetwork: Sendable {
  private struct Slot: Hashable {
    let from: Int
    let to: Int
    let tag: MessageTag
  }

  private enum Mail {
    case arrives(at: UInt64, payload: [UInt8])
    case awaited(ticket: UInt64, CheckedContinuation<(UInt64, [UInt8]), any Error>)
  }

  private struct State {
    var lines: LineSchedule
    var mail: [Slot: Mail] = [:]
    /// Receivers so far: tells the one that is cancelled from another that waits for the same slot.
    var tickets: UInt64 = 0
    var failure: TrainingError?
    var statistics: [LinkStatistics]
  }

  /// How many peers there are.
  public let peerCount: Int
  /// The links' latency and rate.
  public let link: LinkProfile
  /// The clock that the delays are measured by.
  public let clock: TrainingClock
  private let state: Mutex<State>

  /// Connects `peerCount` peers.
  ///
  /// - Precondition: `peerCount` is at least 1.
  public init(peerCount: Int, link: LinkProfile, clock: TrainingClock) {
    precondition(peerCount >= 1, "a network of \(peerCount) peers")
    self.peerCount = peerCount
    self.link = link
    self.clock = clock
    state = Mutex(
      State(
        lines: LineSchedule(peerCount: peerCount, link: link),
        statistics: Array(repeating: LinkStatistics(), count: peerCount)))
  }

  /// The end that peer `rank` holds.
  public func endpoint(of rank: Int) -> InProcessEndpoint {
    precondition((0..<peerCount).contains(rank), "peer \(rank) of \(peerCount)")
    return InProcessEndpoint(rank: rank, network: self)
  }

  /// What each peer has sent so far, by rank.
  public var statistics: [LinkStatistics] {
    state.withLock { $0.statistics }
  }

  /// Ends the network: whoever waits, and whoever sends or receives from now on, gets `error`.
  public func fail(_ error: TrainingError) {
    let waiting = state.withLock { state in
      if state.failure == nil { state.failure = error }
      var waiting: [CheckedContinuation<(UInt64, [UInt8]), any Error>] = []
      for case .awaited(_, let continuation) in state.mail.values { waiting.append(continuation) }
      state.mail.removeAll()
      return waiting
    }
    for continuation in waiting { continuation.resume(throwing: error) }
  }

  fileprivate func send(
    _ payload: [UInt8], from: Int, to: Int, tag: MessageTag
  ) throws(TrainingError) {
    guard (0..<peerCount).contains(to), to != from else {
      throw .unknownPeer(to, peerCount: peerCount)
    }
    let now = clock.now
    let slot = Slot(from: from, to: to, tag: tag)
    let outcome: Result<CheckedContinuation<(UInt64, [UInt8]), any Error>?, TrainingError>
    var arrival: UInt64 = 0
    outcome = state.withLock { state in
      if let failure = state.failure { return .failure(failure) }
      if case .arrives = state.mail[slot] { return .failure(.duplicateMessage(from: from, to: to)) }
      arrival = state.lines.arrival(of: payload.count, from: from, to: to, at: now)
      state.statistics[from].count(payload: payload.count)
      guard case .awaited(_, let continuation) = state.mail[slot] else {
        state.mail[slot] = .arrives(at: arrival, payload: payload)
        return .success(nil)
      }
      state.mail[slot] = nil
      return .success(continuation)
    }
    try outcome.get()?.resume(returning: (arrival, payload))
  }

  fileprivate func receive(from: Int, to: Int, tag: MessageTag) async throws -> [UInt8] {
    guard (0..<peerCount).contains(from), to != from else {
      throw TrainingError.unknownPeer(from, peerCount: peerCount)
    }
    let slot = Slot(from: from, to: to, tag: tag)
    let ticket = state.withLock { state in
      state.tickets += 1
      return state.tickets
    }
    let (arrival, payload) = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let ready: Result<(UInt64, [UInt8]), any Error>? = state.withLock { state in
          // Inside the lock: whoever is cancelled after this is found by its ticket.
          if Task.isCancelled { return .failure(CancellationError()) }
          if let failure = state.failure { return .failure(failure) }
          switch state.mail[slot] {
          case .arrives(let arrival, let payload):
            state.mail[slot] = nil
            return .success((arrival, payload))
          case .awaited:
            return .failure(TrainingError.duplicateMessage(from: from, to: to))
          case nil:
            state.mail[slot] = .awaited(ticket: ticket, continuation)
            return nil
          }
        }
        if let ready { continuation.resume(with: ready) }
      }
    } onCancel: {
      let waiting = state.withLock { state -> CheckedContinuation<(UInt64, [UInt8]), any Error>? in
        guard case .awaited(ticket, let continuation) = state.mail[slot] else { return nil }
        state.mail[slot] = nil
        return continuation
      }
      waiting?.resume(throwing: CancellationError())
    }
    let late = try await clock.sleep(until: arrival)
    state.withLock { $0.statistics[to].worstLatenessNanoseconds.raise(to: late) }
    return payload
  }
}

extension UInt64 {
  fileprivate mutating func raise(to other: UInt64) { self = Swift.max(self, other) }
}

/// One peer's end of an in-process network.
public struct InProcessEndpoint: PeerTransport {
  /// This peer's number.
  public let rank: Int
  private let network: InProcessNetwork

  fileprivate init(rank: Int, network: InProcessNetwork) {
    self.rank = rank
    self.network = network
  }

  /// How many peers take part.
  public var peerCount: Int { network.peerCount }

  /// Hands a message to this peer's line.
  ///
  /// - Throws: `TrainingError.unknownPeer`, `.duplicateMessage`, or what ended the network.
  public func send(_ payload: [UInt8], to peer: Int, tag: MessageTag) throws(TrainingError) {
    try network.send(payload, from: rank, to: peer, tag: tag)
  }

  /// The message that `peer` sent with `tag`, when its last bit has arrived.
  ///
  /// - Throws: `TrainingError.unknownPeer`, `.duplicateMessage`, what ended the network, or
  ///   `CancellationError`.
  public func receive(from peer: Int, tag: MessageTag) async throws -> [UInt8] {
    try await network.receive(from: peer, to: rank, tag: tag)
  }
}
