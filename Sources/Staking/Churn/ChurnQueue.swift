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
/// was given out, and as many whole rounds after it as needed. How much room each of these rounds had
/// is kept, in stretches of equal limits, so that ``giveBack(_:askedIn:)`` undoes what was asked for
/// exactly. (Ethereum has no such call, since nobody can call an exit off there.)
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
  /// The limits of the rounds up to ``last``, ascending; empty before anything was asked for.
  public private(set) var stretches: [Stretch] = []

  /// Rounds that follow each other and have the same limit, up to the next stretch or to ``last``.
  public struct Stretch: Sendable, Hashable, Codable {
    /// The first of the rounds.
    public let from: Round
    /// How much moves in each.
    public let limit: UInt256

    /// A stretch.
    public init(from: Round, limit: UInt256) {
      self.from = from
      self.limit = limit
    }
  }

  /// A slot that was found and not taken yet, and what the queue is after it is taken.
  struct Place {
    let slot: Slot
    fileprivate let room: UInt256
    fileprivate let limit: UInt256
    /// The first round of a queue that begins anew; nil where it goes on.
    fileprivate let beginsIn: Round?
  }

  /// Creates an empty queue.
  ///
  /// - Parameters:
  ///   - policy: the rules.
  ///   - last: the last round in which something is to happen already.
  ///   - room: how much may still move in that round.
  ///   - stretches: the limits of the rounds up to `last`.
  public init(
    policy: ChurnPolicy, last: Round = .zero, room: UInt256 = .zero, stretches: [Stretch] = []
  ) {
    self.policy = policy
    self.last = last
    self.room = room
    self.stretches = stretches
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
    let place = try place(for: amount, askedIn: round, total: total)
    take(place)
    return place.slot
  }

  /// Finds the slot that ``schedule(_:askedIn:total:)`` would give out.
  func place(
    for amount: UInt256, askedIn round: Round, total: UInt256
  ) throws(ChurnError) -> Place {
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
    return Place(
      slot: Slot(happensIn: happensIn, withdrawableIn: withdrawableIn), room: room, limit: limit,
      beginsIn: first > last ? first : nil)
  }

  /// Takes a slot that was found for this state of the queue.
  mutating func take(_ place: Place) {
    if let beginsIn = place.beginsIn {
      stretches = [Stretch(from: beginsIn, limit: place.limit)]
    } else {
      // Of a queue that was told only its last round, what is free there is all that is known.
      if stretches.isEmpty, room > 0 { stretches = [Stretch(from: last, limit: room)] }
      if place.slot.happensIn > last, stretches.last?.limit != place.limit {
        stretches.append(Stretch(from: Round(last.number + 1), limit: place.limit))
      }
    }
    last = place.slot.happensIn
    room = place.room
  }

  /// Takes back what was asked for and has not happened yet: the queue is shorter by it. Who was given
  /// a later slot keeps it; who asks next finds the room.
  ///
  /// - Parameters:
  ///   - amount: what is called off. More than waits empties the queue and no more.
  ///   - round: the round in which it is called off; what moved before it has moved.
  /// - Complexity: O(s) in the stretches that become free.
  public mutating func giveBack(_ amount: UInt256, askedIn round: Round) {
    let first = round.number.addingReportingOverflow(policy.lead)
    guard !first.overflow, last.number >= first.partialValue else { return }
    var rest = amount
    while let stretch = stretches.last {
      // What the last round still holds.
      let taken = stretch.limit - Swift.min(room, stretch.limit)
      guard last.number > first.partialValue, rest >= taken else {
        room += Swift.min(rest, taken)
        return
      }
      rest -= taken
      room = .zero
      last = Round(last.number - 1)
      if stretch.from > last {
        stretches.removeLast()
        continue
      }
      // The rounds before it in this stretch are full: as many as possible at once.
      let floor = Swift.max(stretch.from.number, first.partialValue)
      let whole = Swift.min(
        rest / stretch.limit, UInt256(last.number > floor ? last.number - floor : 0))
      // A part of the rest.
      rest -= whole * stretch.limit
      last = Round(last.number - whole.limbs.0)
    }
  }

  /// How much moves in a round, by what was asked for until now.
  ///
  /// - Complexity: O(s) in the stretches.
  public func taken(in round: Round) -> UInt256 {
    guard round <= last, let stretch = stretches.last(where: { $0.from <= round }) else {
      return .zero
    }
    return round == last ? stretch.limit - Swift.min(room, stretch.limit) : stretch.limit
  }

  /// How much moves from a round on; nil where it exceeds 256 bits.
  ///
  /// - Complexity: O(s) in the stretches.
  public func taken(from round: Round) -> UInt256? {
    guard round <= last, let open = stretches.last else { return .zero }
    var sum = UInt256.zero
    var end = last.number
    for stretch in stretches.reversed() {
      guard stretch.from.number <= end, end >= round.number else { break }
      let begin = Swift.max(stretch.from, round).number
      // The last round of all counts apart: it may be in part free.
      let count = end - begin + (end == last.number ? 0 : 1)
      let whole = stretch.limit.multipliedReportingOverflow(by: UInt256(count))
      let next = sum.addingReportingOverflow(whole.partialValue)
      guard !whole.overflow, !next.overflow else { return nil }
      sum = next.partialValue
      guard begin > 0 else { break }
      end = begin - 1
    }
    let rest = sum.addingReportingOverflow(open.limit - Swift.min(room, open.limit))
    return rest.overflow ? nil : rest.partialValue
  }

  /// Drops the limits of rounds before one: nothing is called off in them any more.
  mutating func forget(before round: Round) {
    var gone = 0
    while gone + 1 < stretches.count, stretches[gone + 1].from <= round { gone += 1 }
    if gone > 0 { stretches.removeFirst(gone) }
  }

  /// Whether the limits could be those of this queue.
  var isSound: Bool {
    guard let open = stretches.last else { return true }
    return room <= open.limit && open.from <= last && stretches.allSatisfy { $0.limit > 0 }
      && zip(stretches, stretches.dropFirst()).allSatisfy { $0.from < $1.from }
  }

  private static func round(_ round: Round, plus rounds: UInt256) throws(ChurnError) -> Round {
    guard let more = rounds.asUInt64, more <= .max - round.number else {
      throw .roundsExhausted(after: round, needed: rounds)
    }
    return Round(round.number + more)
  }
}

extension ChurnQueue: RecordCodable {
  /// Policy, last round, room, stretches.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(policy)
    encoder.write(last)
    encoder.write(room)
    encoder.writeCount(stretches.count)
    for stretch in stretches {
      encoder.write(stretch.from)
      encoder.write(stretch.limit)
    }
  }

  /// Reads what ``encode(into:)`` writes. Any round and room make a queue that can be used.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    policy = try ChurnPolicy(from: &decoder)
    last = try Round(from: &decoder)
    room = try decoder.readUInt256()
    for _ in 0..<(try decoder.readCount(minimumBytes: 40)) {
      let from = try Round(from: &decoder)
      stretches.append(Stretch(from: from, limit: try decoder.readUInt256()))
    }
  }
}
