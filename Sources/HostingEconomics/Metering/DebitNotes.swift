// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Golem's way to be paid while a job runs: each note states all that is due so far, the buyer accepts
/// it in time, or the agreement ends.
public struct DebitNotes: Sendable, Hashable, Codable {
  /// What was agreed.
  public struct Terms: Sendable, Hashable, Codable {
    /// The fewest seconds between notes.
    public var interval: UInt64
    /// The seconds within which a note has to be accepted.
    public var acceptance: UInt64

    /// Creates terms; the defaults are Golem's 120 and 240 s.
    public init(interval: UInt64 = 120, acceptance: UInt64 = 240) {
      self.interval = interval
      self.acceptance = acceptance
    }
  }

  /// A note.
  public struct Note: Sendable, Hashable, Codable {
    /// Its number, ascending.
    public let number: UInt64
    /// When it was sent, in seconds.
    public let time: UInt64
    /// All that is due up to it.
    public let totalDue: ExactDecimal
  }

  /// What was agreed.
  public let terms: Terms
  /// The notes, in order.
  public private(set) var notes: [Note] = []
  /// The number of the last accepted note; nil before the first.
  public private(set) var accepted: UInt64?
  /// Whether the agreement ended because a note was not accepted in time.
  public private(set) var isOver = false

  /// Begins an agreement.
  public init(terms: Terms = Terms()) { self.terms = terms }

  /// All that was accepted.
  public var acceptedAmount: ExactDecimal {
    notes.last { $0.number == accepted }?.totalDue ?? .zero
  }

  /// Sends a note. The same note again, with its number and amount, changes nothing.
  ///
  /// - Throws: ``MeteringError/agreementOver``, ``MeteringError/noteDiffers(_:)``,
  ///   ``MeteringError/amountFalls(note:from:to:)``, ``MeteringError/timeGoesBack(from:to:)``,
  ///   ``MeteringError/noteTooEarly(_:after:interval:)``. Then nothing changes.
  /// - Complexity: O(n) in the number of notes for a repeated one, else O(1).
  public mutating func send(
    number: UInt64, time: UInt64, totalDue: ExactDecimal
  ) throws(MeteringError) {
    if isOver { throw .agreementOver }
    if let last = notes.last {
      if number <= last.number {
        guard notes.contains(where: { $0.number == number && $0.totalDue == totalDue }) else {
          throw .noteDiffers(number)
        }
        return
      }
      guard totalDue >= last.totalDue else {
        throw .amountFalls(note: number, from: last.totalDue, to: totalDue)
      }
      guard time >= last.time else { throw .timeGoesBack(from: last.time, to: time) }
      guard time - last.time >= terms.interval else {
        throw .noteTooEarly(time, after: last.time, interval: terms.interval)
      }
    }
    if totalDue.isNegative { throw .negative("note \(number)") }
    notes.append(Note(number: number, time: time, totalDue: totalDue))
  }

  /// Accepts a note and with it all before it. Accepting twice changes nothing.
  ///
  /// - Throws: ``MeteringError/agreementOver`` where a note was not accepted in time,
  ///   ``MeteringError/noteDiffers(_:)`` for a number that was not sent.
  /// - Complexity: O(n) in the number of notes.
  public mutating func accept(number: UInt64, at time: UInt64) throws(MeteringError) {
    guard notes.contains(where: { $0.number == number }) else { throw .noteDiffers(number) }
    if let accepted, number <= accepted { return }
    observe(at: time)
    if isOver { throw .agreementOver }
    accepted = number
  }

  /// Ends the agreement where the oldest note that is not accepted has waited too long.
  ///
  /// - Complexity: O(n) in the number of notes.
  public mutating func observe(at time: UInt64) {
    let waiting = notes.first { note in accepted.map { note.number > $0 } ?? true }
    guard let waiting, time > waiting.time, time - waiting.time > terms.acceptance else { return }
    isOver = true
  }
}
