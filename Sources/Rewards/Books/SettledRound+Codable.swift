// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension SettledRound: Codable {
  private enum Key: String, CodingKey {
    case round, receipt, budget, carriedIn, treasury, burned, paid, carriedOut, channel
  }

  /// Reads the fields. A round written before there were channels was paid directly.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    round = try container.decode(Round.self, forKey: .round)
    receipt = try container.decode(Digest.self, forKey: .receipt)
    budget = try container.decode(UInt256.self, forKey: .budget)
    carriedIn = try container.decode(UInt256.self, forKey: .carriedIn)
    treasury = try container.decode(UInt256.self, forKey: .treasury)
    burned = try container.decode(UInt256.self, forKey: .burned)
    paid = try container.decode(UInt256.self, forKey: .paid)
    carriedOut = try container.decode(UInt256.self, forKey: .carriedOut)
    channel =
      try container.decodeIfPresent(SettlementChannel.self, forKey: .channel) ?? .directPayment
  }

  /// Writes the fields; the channel only where it is not direct payment.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(round, forKey: .round)
    try container.encode(receipt, forKey: .receipt)
    try container.encode(budget, forKey: .budget)
    try container.encode(carriedIn, forKey: .carriedIn)
    try container.encode(treasury, forKey: .treasury)
    try container.encode(burned, forKey: .burned)
    try container.encode(paid, forKey: .paid)
    try container.encode(carriedOut, forKey: .carriedOut)
    if channel != .directPayment { try container.encode(channel, forKey: .channel) }
  }
}
