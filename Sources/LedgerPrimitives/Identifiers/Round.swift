// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The ledger's period, counted from 0. (An epoch is a pass over training data, something else.)
public struct Round: Sendable, Hashable {
  /// The number of the round.
  public let number: UInt64

  /// Creates a round from its number.
  public init(_ number: UInt64) { self.number = number }

  /// The first round.
  public static let zero = Round(0)

  /// The last round there can be.
  public static let last = Round(.max)

  /// The round after this.
  ///
  /// - Precondition: this is not ``last``.
  public func next() -> Round {
    precondition(number < .max, "There is no round after \(number).")
    return Round(number + 1)
  }
}

extension Round: Comparable {
  /// Whether `lhs` comes first.
  public static func < (lhs: Round, rhs: Round) -> Bool { lhs.number < rhs.number }
}

extension Round: CustomStringConvertible {
  /// The number.
  public var description: String { "\(number)" }
}

extension Round: Codable {
  /// Reads the number.
  public init(from decoder: any Decoder) throws {
    number = try decoder.singleValueContainer().decode(UInt64.self)
  }

  /// Writes the number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(number)
  }
}

extension Round: RecordCodable {
  /// Eight bytes.
  public func encode(into encoder: inout RecordEncoder) { encoder.write(number) }

  /// Reads eight bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self.init(try decoder.readUInt64())
  }
}
