// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

extension RewardBook: Codable {
  private enum Key: String, CodingKey {
    case policy, amendments, network, firstRound, settledRounds, nextRound, lastReceipt, totals
  }

  /// Reads a book and refuses a state that breaks a law, as `DecodingError.dataCorrupted` with the
  /// ``RewardsError`` beneath.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    firstPolicy = try container.decode(RewardPolicy.self, forKey: .policy)
    amendments =
      try container.decodeIfPresent([PolicyAmendment].self, forKey: .amendments) ?? []
    network = try container.decode(Digest.self, forKey: .network)
    firstRound = try container.decode(Round.self, forKey: .firstRound)
    settledRounds = try container.decode([SettledRound].self, forKey: .settledRounds)
    nextRound = try container.decode(Round.self, forKey: .nextRound)
    lastReceipt = try container.decode(Digest.self, forKey: .lastReceipt)
    totals = try container.decode(RewardTotals.self, forKey: .totals)
    do {
      try checkInvariants()
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the book; amendments only where there are some.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(firstPolicy, forKey: .policy)
    if !amendments.isEmpty { try container.encode(amendments, forKey: .amendments) }
    try container.encode(network, forKey: .network)
    try container.encode(firstRound, forKey: .firstRound)
    try container.encode(settledRounds, forKey: .settledRounds)
    try container.encode(nextRound, forKey: .nextRound)
    try container.encode(lastReceipt, forKey: .lastReceipt)
    try container.encode(totals, forKey: .totals)
  }
}

extension DecodingError {
  /// Hostile or damaged data, with the rewards error that says what is wrong with it.
  static func corrupted(_ error: RewardsError, at path: [any CodingKey]) -> DecodingError {
    .dataCorrupted(
      Context(
        codingPath: path, debugDescription: error.description, underlyingError: error))
  }
}
