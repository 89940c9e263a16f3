// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension LiquidShares: RecordCodable {
  /// Writes the rule, the totals, then the holders, ascending.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(rule)
    encoder.write(dust.rawValue)
    encoder.write(totals)
    encoder.write(incarnation)
    for total in [deposited, donated, withdrawn, lost] { encoder.write(total) }
    encoder.writeCount(holders.count)
    for account in accounts {
      encoder.write(account)
      encoder.write(shares(of: account))
    }
  }

  /// Reads what ``encode(into:)`` writes; a pool that breaks a law is refused.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    rule = try VaultShares(from: &decoder)
    let rawDust = try decoder.readUInt8()
    guard let dust = DustRule(rawValue: rawDust) else {
      throw .unknownTag(rawDust, type: "dust rule")
    }
    self.dust = dust
    totals = try VaultTotals(from: &decoder)
    incarnation = try decoder.readUInt64()
    deposited = try decoder.readUInt256()
    donated = try decoder.readUInt256()
    withdrawn = try decoder.readUInt256()
    lost = try decoder.readUInt256()
    holders = [:]
    var last = Address.zero
    for _ in 0..<(try decoder.readCount(minimumBytes: 52)) {
      let account = try Address(from: &decoder)
      // The zero address is out of order everywhere, as it may not hold shares.
      guard account > last else { throw Self.refusal(.holdersNotAscending(account)) }
      holders[account] = try decoder.readUInt256()
      last = account
    }
    if let brokenRule { throw .invalidValue(field: "pool", value: brokenRule.description) }
    if let brokenInvariant { throw Self.refusal(brokenInvariant) }
  }

  private static func refusal(_ invariant: LiquidSharesInvariant) -> RecordError {
    .invalidValue(field: "pool", value: LiquidSharesError.invariantBroken(invariant).description)
  }

  private var brokenRule: LiquidSharesError? {
    rule.decimalsOffset <= Self.maximumDecimalsOffset
      ? nil : .decimalsOffsetTooLarge(rule.decimalsOffset, maximum: Self.maximumDecimalsOffset)
  }
}

extension LiquidShares: Codable {
  private enum Key: String, CodingKey {
    case decimalsOffset, dust, totals, incarnation, deposited, donated, withdrawn, lost, holders
  }

  private struct Holder: Codable {
    let account: Address
    let shares: UInt256
  }

  /// Reads a pool and refuses one that breaks a law, as `DecodingError.dataCorrupted` with the
  /// ``LiquidSharesError`` beneath.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    rule = try container.decode(VaultShares.self, forKey: .decimalsOffset)
    dust = try container.decode(DustRule.self, forKey: .dust)
    totals = try container.decode(VaultTotals.self, forKey: .totals)
    incarnation = try container.decode(UInt64.self, forKey: .incarnation)
    deposited = try container.decode(UInt256.self, forKey: .deposited)
    donated = try container.decode(UInt256.self, forKey: .donated)
    withdrawn = try container.decode(UInt256.self, forKey: .withdrawn)
    lost = try container.decode(UInt256.self, forKey: .lost)
    holders = [:]
    for holder in try container.decode([Holder].self, forKey: .holders) {
      guard holders.updateValue(holder.shares, forKey: holder.account) == nil else {
        throw DecodingError.corrupted(
          LiquidSharesError.invariantBroken(.holdersNotAscending(holder.account)),
          at: decoder.codingPath)
      }
    }
    if let brokenRule { throw DecodingError.corrupted(brokenRule, at: decoder.codingPath) }
    do {
      try checkInvariants()
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the pool; holders ascend, so equal pools are written alike.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(rule, forKey: .decimalsOffset)
    try container.encode(dust, forKey: .dust)
    try container.encode(totals, forKey: .totals)
    try container.encode(incarnation, forKey: .incarnation)
    try container.encode(deposited, forKey: .deposited)
    try container.encode(donated, forKey: .donated)
    try container.encode(withdrawn, forKey: .withdrawn)
    try container.encode(lost, forKey: .lost)
    try container.encode(
      accounts.map { Holder(account: $0, shares: shares(of: $0)) }, forKey: .holders)
  }
}
