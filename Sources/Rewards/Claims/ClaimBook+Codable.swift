// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ClaimBook: Codable {
  private enum CodingKeys: String, CodingKey {
    case domain, rounds, accounts, pots, payments, totals, exportToken
  }

  private struct AccountRow: Codable {
    let account: Address
    let local: UInt256
    let claimed: UInt256
    let exported: UInt256
  }

  private struct PotRow: Codable {
    let round: Round
    let funded: UInt256
    let claimed: [Claim]
  }

  /// Writes the whole state; amounts as decimal strings. Payments that were made are left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(domain, forKey: .domain)
    try container.encode(rounds, forKey: .rounds)
    try container.encode(
      (0..<accounts.count).map { number in
        let row = rows[number]
        return AccountRow(
          account: accounts[number], local: row.local, claimed: row.claimed,
          exported: row.exported)
      }, forKey: .accounts)
    try container.encode(
      pots.sorted { $0.key < $1.key }.map { round, pot in
        PotRow(
          round: round, funded: pot.funded,
          claimed: (0..<pot.accounts.count).map {
            Claim(account: pot.accounts[$0], amount: pot.claimed[$0])
          })
      }, forKey: .pots)
    try container.encode((paidCount..<payments.count).map { payments[$0] }, forKey: .payments)
    try container.encode(totals, forKey: .totals)
    try container.encodeIfPresent(exportToken, forKey: .exportToken)
  }

  /// Reads a state and believes nothing: whatever breaks a law is refused.
  ///
  /// - Throws: `DecodingError.dataCorrupted` with the law that is broken.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func refuse(_ reason: String) -> DecodingError {
      .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: reason))
    }
    self.init(domain: try container.decode(Digest.self, forKey: .domain))
    rounds = try container.decode([ClaimRound].self, forKey: .rounds)
    totals = try container.decode(ClaimTotals.self, forKey: .totals)
    exportToken = try container.decodeIfPresent(Address.self, forKey: .exportToken)
    for row in try container.decode([AccountRow].self, forKey: .accounts) {
      guard !row.account.isZero, accounts.number(of: row.account) == nil else {
        throw refuse("\(row.account) stands twice or is nobody.")
      }
      _ = accounts.add(row.account)
      rows.append(Row(local: row.local, claimed: row.claimed, exported: row.exported))
    }
    for row in try container.decode([PotRow].self, forKey: .pots) {
      var pot = RootPot(funded: row.funded)
      for claim in row.claimed {
        guard !claim.account.isZero, pot.accounts.number(of: claim.account) == nil,
          !pot.paid.addingReportingOverflow(claim.amount).overflow
        else { throw refuse("\(claim.account) stands twice, or took more than 256 bits.") }
        pot.pay(claim.amount, to: claim.account)
      }
      guard pots.updateValue(pot, forKey: row.round) == nil else {
        throw refuse("Round \(row.round) has two pots.")
      }
    }
    for payment in try container.decode([Claim].self, forKey: .payments) {
      payments.append(payment)
    }
    do {
      try checkInvariants()
    } catch {
      throw refuse(error.description)
    }
    if !rootsAreThoseOfTheAmounts { throw refuse("A root is not that of the amounts.") }
  }
}

extension ClaimBook {
  /// Whether both books hold the same, however much of their payments was made when.
  public static func == (lhs: ClaimBook, rhs: ClaimBook) -> Bool {
    lhs.domain == rhs.domain && lhs.rounds == rhs.rounds && lhs.accounts == rhs.accounts
      && lhs.exportToken == rhs.exportToken && lhs.rows == rhs.rows && lhs.pots == rhs.pots
      && lhs.totals == rhs.totals
      && lhs.waitingPayments == rhs.waitingPayments
      && lhs.payments.suffix(lhs.waitingPayments).elementsEqual(
        rhs.payments.suffix(rhs.waitingPayments))
  }
}
