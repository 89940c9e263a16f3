// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension VestingBook: Codable {
  private enum CodingKeys: String, CodingKey {
    case time, deposited, released, forfeited, nextGrant, grants
  }

  private struct Row: Codable {
    let account: Address
    let id: UInt64
    let schedule: VestingSchedule
    let deposited: UInt256
    let released: UInt256
    let forfeited: UInt256
    let vestedBefore: UInt256
  }

  /// Writes the grants that are not spent and the totals; amounts as decimal strings.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(time, forKey: .time)
    try container.encode(deposited, forKey: .deposited)
    try container.encode(released, forKey: .released)
    try container.encode(forfeited, forKey: .forfeited)
    try container.encode(nextGrant, forKey: .nextGrant)
    try container.encode(rows, forKey: .grants)
  }

  /// The grants by id.
  private var rows: [Row] {
    (0..<accounts.count).flatMap { number in
      grants[number].map {
        Row(
          account: accounts[number], id: $0.id, schedule: $0.schedule, deposited: $0.deposited,
          released: $0.released, forfeited: $0.forfeited, vestedBefore: $0.vestedBefore)
      }
    }.sorted { $0.id < $1.id }
  }

  /// Reads a state and believes nothing: whatever breaks a law is refused.
  ///
  /// - Throws: `DecodingError.dataCorrupted` with the law that is broken.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    time = try container.decode(UInt64.self, forKey: .time)
    deposited = try container.decode(UInt256.self, forKey: .deposited)
    released = try container.decode(UInt256.self, forKey: .released)
    forfeited = try container.decode(UInt256.self, forKey: .forfeited)
    nextGrant = try container.decode(UInt64.self, forKey: .nextGrant)
    do {
      var last: UInt64?
      for row in try container.decode([Row].self, forKey: .grants) {
        if row.account.isZero { throw VestingError.accountIsZero }
        if let last, last >= row.id {
          throw VestingError.invariantBroken(.grant(row.id, of: row.account))
        }
        last = row.id
        var grant = try VestingGrant(id: row.id, amount: row.deposited, schedule: row.schedule)
        grant.released = row.released
        grant.forfeited = row.forfeited
        grant.vestedBefore = row.vestedBefore
        let number: Int
        if let known = accounts.number(of: row.account) {
          number = known
        } else {
          number = accounts.add(row.account)
          grants.append([])
        }
        grants[number].append(grant)
      }
      try checkInvariants()
    } catch let error as VestingError {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: error.description))
    }
  }
}

extension VestingBook {
  /// Whether both hold the same grants and totals; accounts without grants do not count.
  public static func == (lhs: VestingBook, rhs: VestingBook) -> Bool {
    func grants(_ book: VestingBook) -> [Address: [VestingGrant]] {
      var grants: [Address: [VestingGrant]] = [:]
      for number in 0..<book.accounts.count where !book.grants[number].isEmpty {
        grants[book.accounts[number]] = book.grants[number]
      }
      return grants
    }
    return lhs.time == rhs.time && lhs.deposited == rhs.deposited && lhs.released == rhs.released
      && lhs.forfeited == rhs.forfeited && lhs.nextGrant == rhs.nextGrant
      && grants(lhs) == grants(rhs)
  }
}
