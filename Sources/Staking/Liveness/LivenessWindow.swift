// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// Which of the last rounds a GPU signed: a ring of bits, and a verdict when too many are missing.
///
/// Cosmos' rule (https://github.com/cosmos/cosmos-sdk, x/slashing, `HandleValidatorSignature`): once
/// more than a window has passed since it began, a GPU that misses more than
/// ``LivenessPolicy/maximumMissed`` rounds of a window is jailed, and its window begins anew, so that
/// it is not jailed twice for the same rounds.
///
/// ```swift
/// var liveness = LivenessWindow(policy: policy, start: Round(5))
/// switch try liveness.record(signed: false, in: Round(6)) {
/// case .live: break
/// case .jailed(let missed, let until): …  // slash for downtime, jail until then
/// default: break
/// }
/// ```
public struct LivenessWindow: Sendable, Hashable {
  /// What a round means for a GPU.
  ///
  /// Switch over it with a `default`: later versions may add cases.
  @nonexhaustive
  public enum Verdict: Sendable, Hashable {
    /// It goes on.
    case live
    /// It missed too many rounds and is jailed before round `until`.
    case jailed(missed: UInt32, until: Round)
  }

  /// The rules.
  public let policy: LivenessPolicy
  /// The round from which on the GPU is watched; a full window must pass after it before a verdict.
  public private(set) var start: Round
  /// The last round that was recorded, nil where none was since the start.
  public private(set) var last: Round?
  /// Rounds recorded since the start, at most a window.
  public private(set) var observed: UInt32
  /// Rounds missed among the last window.
  public private(set) var missed: UInt32

  /// The place of the next round in the ring.
  private var position: UInt32
  /// One bit a round of the window, 1 where it was missed.
  private var bits: [UInt64]

  /// Begins to watch.
  ///
  /// - Parameters:
  ///   - policy: the rules.
  ///   - start: the round in which the GPU became active; the next can be the first recorded.
  public init(policy: LivenessPolicy, start: Round) {
    self.policy = policy
    self.start = start
    (observed, missed, position) = (0, 0, 0)
    bits = Array(repeating: 0, count: Self.words(policy))
  }

  /// Takes down whether a round was signed. Rounds in which the GPU is not active are left out.
  ///
  /// - Parameters:
  ///   - signed: whether the GPU was there.
  ///   - round: any after ``start`` and the last recorded.
  /// - Returns: whether the GPU goes on; where it is jailed, everything recorded is forgotten.
  /// - Throws: ``LivenessError/roundNotLater(asked:last:)`` or
  ///   ``LivenessError/roundsExhausted(after:needed:)``; then nothing has changed.
  /// - Complexity: O(1); O(w/64) for a window of w rounds when the GPU is jailed.
  public mutating func record(signed: Bool, in round: Round) throws(LivenessError) -> Verdict {
    let previous = last ?? start
    guard round > previous else { throw .roundNotLater(asked: round, last: previous) }
    let wasMissed = bit(at: position)
    let missedNow = missed - (wasMissed ? 1 : 0) + (signed ? 0 : 1)
    if round.number - start.number > policy.window, missedNow > policy.maximumMissed {
      guard policy.jailRounds <= .max - round.number else {
        throw .roundsExhausted(after: round, needed: policy.jailRounds)
      }
      restart(round)
      return .jailed(missed: missedNow, until: Round(round.number + policy.jailRounds))
    }
    if wasMissed == signed { bits[Int(position / 64)] ^= mask(position) }
    missed = missedNow
    position = position + 1 == policy.window ? 0 : position + 1
    observed = Swift.min(observed + 1, policy.window)
    last = round
    return .live
  }

  /// Begins anew, as when a GPU becomes active again: nothing recorded before counts.
  ///
  /// - Throws: ``LivenessError/roundNotLater(asked:last:)`` where `round` is before the last
  ///   recorded or the start; then nothing has changed.
  /// - Complexity: O(w/64) for a window of w rounds.
  public mutating func restart(in round: Round) throws(LivenessError) {
    let previous = last ?? start
    guard round >= previous else { throw .roundNotLater(asked: round, last: previous) }
    restart(round)
  }

  /// The part of the observed rounds that was signed, in parts per million, rounded down; full where
  /// nothing was observed.
  ///
  /// - Complexity: O(1).
  public var uptimePPMFloor: UInt32 {
    guard observed > 0 else { return million }
    return UInt32(UInt64(observed - missed) * UInt64(million) / UInt64(observed))
  }

  private mutating func restart(_ round: Round) {
    self = LivenessWindow(policy: policy, start: round)
  }

  private func mask(_ position: UInt32) -> UInt64 { 1 &<< UInt64(position % 64) }

  private func bit(at position: UInt32) -> Bool {
    bits[Int(position / 64)] & mask(position) != 0
  }

  private static func words(_ policy: LivenessPolicy) -> Int { Int((policy.window + 63) / 64) }

  /// What of a decoded window cannot be.
  private var brokenLaw: String? {
    if bits.count != Self.words(policy) {
      return "\(bits.count) words of bits for a window of \(policy.window)"
    }
    if observed > policy.window || position >= policy.window {
      return "place \(position) and \(observed) rounds in a window of \(policy.window)"
    }
    // Until the ring is full its next place is the first never used.
    if observed < policy.window, position != observed {
      return "place \(position) after \(observed) rounds"
    }
    if let last, last <= start { return "round \(last) recorded before the start \(start)" }
    if (last == nil) != (observed == 0) { return "\(observed) rounds without a last one" }
    if let last, last.number - start.number < UInt64(observed) {
      return "\(observed) rounds from \(start) to \(last)"
    }
    let used = observed == policy.window ? policy.window : position
    let strays = (used..<UInt32(bits.count * 64)).contains { bit(at: $0) }
    let count = bits.reduce(0) { $0 + $1.nonzeroBitCount }
    if strays || count != Int(missed) { return "\(count) bits for \(missed) missed rounds" }
    return nil
  }
}

extension LivenessWindow: RecordCodable {
  /// Writes policy, rounds, counters and bits.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(policy)
    encoder.write(start)
    encoder.write(last)
    encoder.write(observed)
    encoder.write(missed)
    encoder.write(position)
    encoder.write(bits)
  }

  /// Reads what ``encode(into:)`` writes; counters that the bits do not bear out are refused.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    policy = try LivenessPolicy(from: &decoder)
    start = try Round(from: &decoder)
    last = try decoder.readOptional(Round.self)
    observed = try decoder.readUInt32()
    missed = try decoder.readUInt32()
    position = try decoder.readUInt32()
    bits = try decoder.readArray(of: UInt64.self, minimumBytes: 8)
    if let brokenLaw { throw .invalidValue(field: "liveness window", value: brokenLaw) }
  }
}

extension LivenessWindow: Codable {
  private enum Key: String, CodingKey {
    case policy, start, last, observed, missed, position, bits
  }

  /// Reads a window and refuses one whose counters the bits do not bear out.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    policy = try container.decode(LivenessPolicy.self, forKey: .policy)
    start = try container.decode(Round.self, forKey: .start)
    last = try container.decodeIfPresent(Round.self, forKey: .last)
    observed = try container.decode(UInt32.self, forKey: .observed)
    missed = try container.decode(UInt32.self, forKey: .missed)
    position = try container.decode(UInt32.self, forKey: .position)
    bits = try container.decode([UInt64].self, forKey: .bits)
    if let brokenLaw {
      throw DecodingError.corrupted(
        LivenessError.impossibleWindow(brokenLaw), at: decoder.codingPath)
    }
  }

  /// Writes the window.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(policy, forKey: .policy)
    try container.encode(start, forKey: .start)
    try container.encodeIfPresent(last, forKey: .last)
    try container.encode(observed, forKey: .observed)
    try container.encode(missed, forKey: .missed)
    try container.encode(position, forKey: .position)
    try container.encode(bits, forKey: .bits)
  }
}
