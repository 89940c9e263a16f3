// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// How much was slashed in the last rounds: what ``CorrelationPenalty`` asks for.
///
/// One number a round, for the open round and as many before it as fill the window. A fault is
/// judged half a window after its round, when half of the window lies before it and half after.
public struct SlashedWindow: Sendable, Hashable {
  /// How many rounds count, the open one included.
  public var length: UInt64 { UInt64(slots.count) }
  /// The open round.
  public private(set) var round: Round

  /// What was slashed in round r at index r modulo the length.
  private var slots: [UInt256]
  /// The sum of the slots.
  public private(set) var sum: UInt256

  /// The longest window.
  public static let maximumLength: UInt64 = 65_536

  /// Creates a window in which nothing was slashed.
  ///
  /// - Parameters:
  ///   - length: in rounds, 2 to ``maximumLength``, an even number.
  ///   - round: the open round.
  /// - Throws: ``ChurnError/windowOutOfRange(_:maximum:)``.
  public init(length: UInt64, round: Round = .zero) throws(ChurnError) {
    guard (2...Self.maximumLength).contains(length), length % 2 == 0 else {
      throw .windowOutOfRange(length, maximum: Self.maximumLength)
    }
    self.round = round
    slots = Array(repeating: .zero, count: Int(length))
    sum = .zero
  }

  /// Counts a slash in the open round.
  ///
  /// - Parameter stake: what the slashed stake counted as, in base units.
  /// - Returns: the round in which the slash is judged by what else was slashed around it.
  /// - Throws: ``ChurnError``; then nothing has changed.
  /// - Complexity: O(1).
  public mutating func record(_ stake: UInt256) throws(ChurnError) -> Round {
    guard stake > 0 else { throw .amountIsZero }
    let half = length / 2
    guard half <= .max - round.number else {
      throw .roundsExhausted(after: round, needed: UInt256(half))
    }
    let newSum: UInt256
    do throws(ArithmeticError) {
      newSum = try sum.adding(stake)
    } catch {
      throw .arithmetic(error)
    }
    sum = newSum
    // A part of the sum, which fits.
    slots[index(of: round)] += stake
    return Round(round.number + half)
  }

  /// Opens a later round; what is older than the window no longer counts.
  ///
  /// - Throws: ``ChurnError/roundGoesBack(asked:open:)``; then nothing has changed.
  /// - Complexity: O(r) for r rounds passed, at most the length.
  public mutating func advance(to later: Round) throws(ChurnError) {
    guard later >= round else { throw .roundGoesBack(asked: later, open: round) }
    let passed = Swift.min(later.number - round.number, length)
    for back in 0..<passed {
      let slot = index(of: Round(later.number - back))
      sum -= slots[slot]
      slots[slot] = .zero
    }
    round = later
  }

  private func index(of round: Round) -> Int { Int(round.number % length) }
}

extension SlashedWindow: RecordCodable {
  /// Round and slots.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(round)
    encoder.write(slots)
  }

  /// Reads what ``encode(into:)`` writes; a window of another length or whose sum exceeds 256 bits is
  /// refused.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let round = try Round(from: &decoder)
    let slots = try decoder.readArray(of: UInt256.self, minimumBytes: 32)
    do throws(ChurnError) {
      try self.init(round: round, slots: slots)
    } catch {
      throw .invalidValue(field: "slashed window", value: error.description)
    }
  }

  private init(round: Round, slots: [UInt256]) throws(ChurnError) {
    try self.init(length: UInt64(slots.count), round: round)
    self.slots = slots
    do throws(ArithmeticError) {
      for slot in slots { sum = try sum.adding(slot) }
    } catch {
      throw .arithmetic(error)
    }
  }
}

extension SlashedWindow: Codable {
  private enum Key: String, CodingKey { case round, slots }

  /// Reads round and slots and refuses what the record's reader refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let round = try container.decode(Round.self, forKey: .round)
    let slots = try container.decode([UInt256].self, forKey: .slots)
    do throws(ChurnError) {
      try self.init(round: round, slots: slots)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes round and slots.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(round, forKey: .round)
    try container.encode(slots, forKey: .slots)
  }
}
