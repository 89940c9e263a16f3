// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension PeriodRewards: Codable {
  private enum CodingKeys: String, CodingKey {
    case scale, magnitude, period, lives, delegations, allocated, carry, carryTaken, paid
    case commissionAllocated, commissionPaid
  }

  private struct LifeRow: Codable {
    let index: UInt256
    let remainder: UInt256
    let weight: UInt256
  }

  private struct Row: Codable {
    let account: Address
    let stake: UInt256
    let magnitude: UInt256
    let weight: UInt256
    let life: Int
    let settledAt: UInt256
    let owed: UInt256
    let ahead: UInt256
  }

  /// Writes the whole state; amounts as decimal strings.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(scale, forKey: .scale)
    try container.encode(magnitude, forKey: .magnitude)
    try container.encode(period, forKey: .period)
    try container.encode(
      lives.map {
        LifeRow(
          index: $0.index.value, remainder: UInt256(narrow: $0.index.remainder),
          weight: UInt256(narrow: $0.weight))
      }, forKey: .lives)
    try container.encode(
      (0..<accounts.count).map { number in
        let row = delegations[number]
        return Row(
          account: accounts[number], stake: UInt256(narrow: row.stake),
          magnitude: UInt256(narrow: row.magnitude), weight: UInt256(narrow: row.weight),
          life: row.life, settledAt: row.share.settledAt, owed: row.share.owed,
          ahead: UInt256(narrow: row.share.ahead))
      }, forKey: .delegations)
    for (key, amount) in [
      (CodingKeys.allocated, allocated), (.carry, carry), (.carryTaken, carryTaken),
      (.paid, paid), (.commissionAllocated, commissionAllocated),
      (.commissionPaid, commissionPaid),
    ] {
      try container.encode(UInt256(narrow: amount), forKey: key)
    }
  }

  /// Reads a state and believes nothing: whatever breaks a law is refused.
  ///
  /// - Throws: `DecodingError.dataCorrupted`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func refuse(_ reason: String) -> DecodingError {
      .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: reason))
    }
    func narrow(_ amount: UInt256) throws -> UInt128 {
      guard let narrow = amount.narrow else { throw refuse("\(amount) is 2^128 or more.") }
      return narrow
    }
    func amount(_ key: CodingKeys) throws -> UInt128 {
      try narrow(container.decode(UInt256.self, forKey: key))
    }
    do {
      try self.init(magnitude: container.decode(UInt256.self, forKey: .scale))
      magnitudeNow = try amount(.magnitude)
      period = try container.decode(UInt64.self, forKey: .period)
      if period > .max / 2 { throw refuse("Nobody has lived through \(period) periods.") }
      lives = try container.decode([LifeRow].self, forKey: .lives).map {
        Life(
          index: ExactIndex(value: $0.index, remainder: try narrow($0.remainder)),
          weight: try narrow($0.weight))
      }
      for row in try container.decode([Row].self, forKey: .delegations) {
        guard !row.account.isZero, accounts.number(of: row.account) == nil else {
          throw refuse("\(row.account) stands twice or is nobody.")
        }
        guard
          let share = IndexShare(
            settledAt: row.settledAt, owed: row.owed, ahead: try narrow(row.ahead))
        else { throw refuse("\(row.account) is owed what nobody can be.") }
        _ = accounts.add(row.account)
        delegations.append(
          Delegation(
            stake: try narrow(row.stake), magnitude: try narrow(row.magnitude),
            weight: try narrow(row.weight), life: row.life, share: share))
      }
      allocated = try amount(.allocated)
      carry = try amount(.carry)
      carryTaken = try amount(.carryTaken)
      paid = try amount(.paid)
      commissionAllocated = try amount(.commissionAllocated)
      commissionPaid = try amount(.commissionPaid)
      try checkInvariants()
    } catch let error as PeriodError {
      throw refuse(error.description)
    }
  }
}
