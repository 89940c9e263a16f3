// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension RewardPool: Codable {
  private enum CodingKeys: String, CodingKey {
    case openedAt, boundaryEvery, time, lastBoundary, accounts, tokens, nextStream
  }

  private struct WeightRow: Codable {
    let account: Address
    let weight: UInt256
    /// Only where the weight changes at the next boundary, or was to and is to no longer.
    let next: UInt256?
  }

  private struct StreamRow: Codable {
    let id: UInt64
    let total: UInt256
    let start: UInt64
    let end: UInt64
    let emitted: UInt256
  }

  private struct ShareRow: Codable {
    let settledAt: UInt256
    let owed: UInt256
    /// Only where the account was paid ahead.
    let ahead: UInt256?
  }

  private struct TokenRow: Codable {
    let token: Address
    let index: UInt256
    let remainder: UInt256
    let pot: UInt256
    let carry: UInt256
    let promised: UInt256
    let emitted: UInt256
    let paid: UInt256
    let carryWithdrawn: UInt256
    let restreamed: UInt256
    let funded: UInt256
    let withdrawn: UInt256
    let streams: [StreamRow]
    let shares: [ShareRow]
  }

  /// Writes the whole state; amounts as decimal strings.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(openedAt, forKey: .openedAt)
    try container.encode(boundaryEvery, forKey: .boundaryEvery)
    try container.encode(time, forKey: .time)
    try container.encode(lastBoundary, forKey: .lastBoundary)
    try container.encode(nextStream, forKey: .nextStream)
    let rows = accounts.rows.map { row in
      WeightRow(
        account: row.account, weight: UInt256(narrow: row.now),
        next: row.isChanged ? UInt256(narrow: row.next) : nil)
    }
    try container.encode(rows, forKey: .accounts)
    try container.encode(tokens.indices.map(row), forKey: .tokens)
  }

  private func row(_ place: Int) -> TokenRow {
    let accrual = tokens[place]
    return TokenRow(
      token: accrual.token, index: accrual.index.value,
      remainder: UInt256(narrow: accrual.index.remainder), pot: UInt256(narrow: accrual.pot),
      carry: UInt256(narrow: accrual.carry), promised: UInt256(narrow: accrual.promised),
      emitted: UInt256(narrow: accrual.emitted), paid: UInt256(narrow: accrual.paid),
      carryWithdrawn: UInt256(narrow: accrual.carryWithdrawn),
      restreamed: UInt256(narrow: accrual.restreamed), funded: UInt256(narrow: accrual.funded),
      withdrawn: UInt256(narrow: accrual.withdrawn),
      streams: accrual.streams.map {
        StreamRow(id: $0.id, total: $0.total, start: $0.start, end: $0.end, emitted: $0.emitted)
      },
      shares: (0..<accounts.count).map { number in
        let share = share(of: number, place)
        return ShareRow(
          settledAt: share.settledAt, owed: share.owed,
          ahead: share.ahead == 0 ? nil : UInt256(narrow: share.ahead))
      })
  }

  /// Reads a state and believes nothing: whatever breaks a law is refused.
  ///
  /// - Throws: `DecodingError.dataCorrupted` with the law that is broken.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func refuse(_ reason: String) -> DecodingError {
      .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: reason))
    }
    func narrow(_ amount: UInt256) throws -> UInt128 {
      guard let narrow = amount.narrow else { throw refuse("\(amount) is 2^128 or more.") }
      return narrow
    }
    do {
      try self.init(
        openedAt: container.decode(UInt64.self, forKey: .openedAt),
        boundaryEvery: container.decode(UInt64.self, forKey: .boundaryEvery))
      time = try container.decode(UInt64.self, forKey: .time)
      lastBoundary = try container.decode(UInt64.self, forKey: .lastBoundary)
      nextStream = try container.decode(UInt64.self, forKey: .nextStream)
      for row in try container.decode([WeightRow].self, forKey: .accounts) {
        guard !row.account.isZero, accounts.number(of: row.account) == nil else {
          throw refuse("\(row.account) stands twice or is nobody.")
        }
        let now = try narrow(row.weight)
        let next = try narrow(row.next ?? row.weight)
        if accounts.count >= Self.accountLimit {
          throw StreamError.tooManyAccounts(limit: Self.accountLimit)
        }
        let number = accounts.add(row.account)
        accounts.modify(at: number) {
          $0.isChanged = row.next != nil
          $0.now = now
          $0.next = next
        }
        if row.next != nil { changed.append(UInt32(number)) }
        let (sumNow, isOver) = weightNow.addingReportingOverflow(now)
        let (sumNext, isBeyond) = weightNext.addingReportingOverflow(next)
        if isOver || isBeyond { throw refuse("The weights reach 2^128.") }
        (weightNow, weightNext) = (sumNow, sumNext)
      }
      for row in try container.decode([TokenRow].self, forKey: .tokens) {
        guard row.shares.count == accounts.count else {
          throw refuse("\(row.token) has \(row.shares.count) shares.")
        }
        var shares = PagedArray<IndexShare>()
        for (number, row) in row.shares.enumerated() {
          guard
            let share = IndexShare(
              settledAt: row.settledAt, owed: row.owed, ahead: try narrow(row.ahead ?? .zero))
          else { throw refuse("\(accounts[number].account) is owed what nobody can be.") }
          if tokens.isEmpty {
            accounts.modify(at: number) { $0.share = share }
          } else {
            shares.append(share)
          }
        }
        tokens.append(
          TokenAccrual(
            token: row.token,
            index: ExactIndex(value: row.index, remainder: try narrow(row.remainder)),
            pot: try narrow(row.pot), carry: try narrow(row.carry),
            promised: try narrow(row.promised), emitted: try narrow(row.emitted),
            paid: try narrow(row.paid), carryWithdrawn: try narrow(row.carryWithdrawn),
            restreamed: try narrow(row.restreamed), funded: try narrow(row.funded),
            withdrawn: try narrow(row.withdrawn),
            streams: try row.streams.map {
              var stream = RewardStream(
                id: $0.id, total: try narrow($0.total), start: $0.start, end: $0.end)
              stream.given = try narrow($0.emitted)
              return stream
            },
            shares: shares))
      }
      try checkInvariants()
    } catch let error as StreamError {
      throw refuse(error.description)
    }
  }
}

extension RewardPool {
  /// Whether both hold the same. The order in which weights changed within a span does not count: they
  /// all change at its end.
  public static func == (lhs: RewardPool, rhs: RewardPool) -> Bool {
    lhs.openedAt == rhs.openedAt && lhs.boundaryEvery == rhs.boundaryEvery && lhs.time == rhs.time
      && lhs.lastBoundary == rhs.lastBoundary && lhs.nextStream == rhs.nextStream
      && lhs.accounts == rhs.accounts && lhs.tokens == rhs.tokens
  }
}
