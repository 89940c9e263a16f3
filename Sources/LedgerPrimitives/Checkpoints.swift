// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The values something had over the rounds: what it was at any past round is found in O(log n).
///
/// ```swift
/// var stake = Checkpoints<UInt256>()
/// try stake.append(100, at: Round(3))
/// try stake.append(250, at: Round(7))
/// stake.value(at: Round(6))  // 100
/// stake.value(at: Round(2))  // nil
/// ```
///
/// One entry a round: a second value in the same round takes the place of the first.
public struct Checkpoints<Value: Sendable>: Sendable {
  /// A value and the round from which it held.
  public struct Entry: Sendable {
    /// The first round of the value.
    public let round: Round
    /// The value, until the next entry's round.
    public let value: Value
  }

  /// All entries, rounds strictly increasing.
  public private(set) var entries: [Entry] = []

  /// Creates an empty history.
  public init() {}

  /// The last value, nil before the first.
  public var latest: Value? { entries.last?.value }

  /// Sets the value from `round` on.
  ///
  /// - Throws: ``CheckpointError/goesBack(round:last:)`` where `round` is before the last entry's;
  ///   then nothing changes.
  /// - Complexity: O(1) amortised.
  public mutating func append(_ value: Value, at round: Round) throws(CheckpointError) {
    if let last = entries.last {
      if round < last.round { throw .goesBack(round: round, last: last.round) }
      if round == last.round { entries.removeLast() }
    }
    entries.append(Entry(round: round, value: value))
  }

  /// The value at the end of `round`, nil where there was none yet.
  ///
  /// - Complexity: O(log n) for n entries.
  public func value(at round: Round) -> Value? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = low + (high - low) / 2
      if entries[middle].round <= round { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : entries[low - 1].value
  }
}

extension Checkpoints.Entry: Equatable where Value: Equatable {}
extension Checkpoints.Entry: Hashable where Value: Hashable {}
extension Checkpoints: Equatable where Value: Equatable {}
extension Checkpoints: Hashable where Value: Hashable {}

extension Checkpoints: RecordCodable where Value: RecordCodable {
  /// The number of entries, then round and value of each.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.writeCount(entries.count)
    for entry in entries {
      encoder.write(entry.round)
      encoder.write(entry.value)
    }
  }

  /// Reads what ``encode(into:)`` writes; rounds that do not increase are refused.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let count = try decoder.readCount(minimumBytes: 8)
    for _ in 0..<count {
      let round = try Round(from: &decoder)
      if let last = entries.last?.round, round <= last {
        throw .invalidValue(field: "checkpoint round", value: "\(round) after \(last)")
      }
      entries.append(Entry(round: round, value: try Value(from: &decoder)))
    }
  }
}

extension Checkpoints.Entry: Codable where Value: Codable {}

extension Checkpoints: Codable where Value: Codable {
  /// Reads the list of entries; rounds that do not increase are refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    for entry in try container.decode([Entry].self) {
      if let last = entries.last?.round, entry.round <= last {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "Round \(entry.round) stands after round \(last).")
      }
      entries.append(entry)
    }
  }

  /// Writes the list of entries.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(entries)
  }
}

/// Why a checkpoint was refused.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `round` is before `last`, the round of the last entry.
  case goesBack(round: Round, last: Round)

  /// One sentence with both rounds.
  public var description: String {
    switch self {
    case .goesBack(let round, let last):
      "Round \(round) is before round \(last), the last one with a value."
    }
  }
}
