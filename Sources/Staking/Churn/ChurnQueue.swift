// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Who joins or leaves when, so that no round sees more than the churn limit: one queue for joining,
/// one for leaving.
///
/// Ethereum's rule since Electra (https://github.com/ethereum/consensus-specs,
/// `compute_exit_epoch_and_update_churn`): who comes takes what room is left in the last round that
/// was given out, and as many whole rounds after it as needed. Two numbers are all the state there
/// is, however long the queue.
///
/// ```swift
/// var exits = ChurnQueue(policy: policy)
/// let slot = try exits.schedule(32, askedIn: Round(10), total: 4_000)
/// slot.happensIn       // the round in which the stake leaves
/// slot.withdrawableIn  // the round in which it may be withdrawn
/// ```
public struct ChurnQueue: Sendable, Hashable, Codable {
  /// When something happens that was asked for.
  public struct Slot: Sendable, Hashable, Codable {
    /// The round in which it is over: the last part of the amount moves then.
    public let happensIn: Round
    /// The round in which stake that left may be withdrawn.
    public let withdrawableIn: Round
  }

  /// The rules.
  public let policy: ChurnPolicy
  /// The last round in which something is to happen; round 0 before anything is.
  public private(set) var last: Round
  /// How much may still move in ``last``.
  public private(set) var room: UInt256

  /// Creates an empty queue.
  ///
  /// - Parameters:
  ///   - policy: the rules.
  ///   - last: the last round in which something is to happen already.
  ///   - room: how much may still move in that round.
  public init(policy: ChurnPolicy, last: Round = .zero, room: UInt256 = .zero) {
    self.policy = policy
    self.last = last
    self.room = room
  }

  /// Gives out the next free slot.
  ///
  /// - Parameters:
  ///   - amount: what joins or leaves, in the units of the policy; not zero.
  ///   - round: the round in which it is asked for.
  ///   - total: what there is now, in the same units.
  /// - Returns: when it happens, at least ``ChurnPolicy/lead`` rounds after `round`.
  /// - Throws: ``ChurnError/amountIsZero`` or ``ChurnError/roundsExhausted(after:needed:)``; then
  ///   nothing has changed.
  /// - Complexity: O(1).
  public mutating func schedule(
    _ amount: UInt256, askedIn round: Round, total: UInt256
  ) throws(ChurnError) -> Slot {
    guard amount > 0 else { throw .amountIsZero }
    let limit = policy.limit(of: total)
    let first = try Self.round(round, plus: UInt256(policy.lead))
    // A round that nobody has touched has all its room.
    var (happensIn, room) = first > last ? (first, limit) : (last, self.room)
    if amount > room {
      let over = amount - room
      let whole = over / limit
      let rest = over % limit
      let rounds = rest.isZero ? whole : whole + .one
      happensIn = try Self.round(happensIn, plus: rounds)
      room = rest.isZero ? .zero : limit - rest
    } else {
      room -= amount
    }
    let withdrawableIn = try Self.round(happensIn, plus: UInt256(policy.withdrawalDelay))

    last = happensIn
    self.room = room
    return Slot(happensIn: happensIn, withdrawableIn: withdrawableIn)
  }

  private static func round(_ round: Round, plus rounds: UInt256) throws(ChurnError) -> Round {
    guard let more = rounds.asUInt64, more <= .max - round.number else {
      throw .roundsExhausted(after: round, needed: rounds)
    }
    return Round(round.number + more)
  }
}

extension ChurnQueue: RecordCodable {
  /// Policy, last round, room.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(policy)
    encoder.write(last)
    encoder.write(room)
  }

  /// Reads what ``encode(into:)`` writes. Any round and room make a queue that can be used.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    policy = try ChurnPolicy(from: &decoder)
    last = try Round(from: &decoder)
    room = try decoder.readUInt256()
  }
}
