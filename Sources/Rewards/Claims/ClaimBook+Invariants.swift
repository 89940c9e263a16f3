// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension ClaimBook {
  /// Checks every law of the book: what was settled is what was paid and what remains, channel by
  /// channel. Nothing is assumed, so that it can judge a state from outside.
  ///
  /// - Throws: ``ClaimError/invariantBroken(_:)``.
  /// - Complexity: O(n + r) for n accounts and r rounds.
  public func checkInvariants() throws(ClaimError) {
    guard totals.settled != nil else { throw .invariantBroken(.totals) }
    try checkRounds()
    try checkRows()
    try checkPots()
    try checkPayments()
  }

  private func add(
    _ amount: UInt256, to sum: inout UInt256, or invariant: ClaimInvariant
  ) throws(ClaimError) {
    let (next, isOver) = sum.addingReportingOverflow(amount)
    if isOver { throw .invariantBroken(invariant) }
    sum = next
  }

  private func checkRounds() throws(ClaimError) {
    var sums: [ClaimChannel: UInt256] = [:]
    var last: Round?
    for round in rounds {
      if let last, last >= round.round { throw .invariantBroken(.round(round.round)) }
      last = round.round
      let hasPot = pots[round.round] != nil
      let isDirect = round.channel == .directPayment
      guard hasPot == (round.channel == .foreignRoot), !isDirect || round.root == .zero else {
        throw .invariantBroken(.round(round.round))
      }
      try add(round.total, to: &sums[round.channel, default: .zero], or: .settled(round.channel))
    }
    // The token of the exports is known from the first on, and not before.
    if let exportToken, exportToken.isZero { throw .invariantBroken(.totals) }
    guard (exportToken != nil) == rounds.contains(where: { $0.channel == .eigenLayerExport }) else {
      throw .invariantBroken(.totals)
    }
    var exported = sums[.uniswapExport] ?? .zero
    try add(
      sums[.eigenLayerExport] ?? .zero, to: &exported, or: .settled(.eigenLayerExport))
    let isRight: [ClaimChannel: Bool] = [
      .localClaims: sums[.localClaims] ?? .zero == totals.local,
      .foreignRoot: sums[.foreignRoot] ?? .zero == totals.foreign,
      .directPayment: sums[.directPayment] ?? .zero == totals.direct,
      .uniswapExport: exported == totals.exported,
    ]
    for channel in ClaimChannel.allCases where isRight[channel] == false {
      throw .invariantBroken(.settled(channel))
    }
  }

  private func checkRows() throws(ClaimError) {
    var local = UInt256.zero
    var claimed = UInt256.zero
    var exported = UInt256.zero
    guard rows.count == accounts.count else { throw .invariantBroken(.totals) }
    for number in 0..<accounts.count {
      let row = rows[number]
      if row.claimed > row.local { throw .invariantBroken(.claimedTooMuch(accounts[number])) }
      try add(row.local, to: &local, or: .totals)
      try add(row.claimed, to: &claimed, or: .totals)
      try add(row.exported, to: &exported, or: .totals)
    }
    var byEigenLayer = UInt256.zero
    for round in rounds where round.channel == .eigenLayerExport {
      try add(round.total, to: &byEigenLayer, or: .settled(.eigenLayerExport))
    }
    guard local == totals.local, claimed == totals.localPaid, exported == byEigenLayer else {
      throw .invariantBroken(.totals)
    }
  }

  private func checkPots() throws(ClaimError) {
    var funded = UInt256.zero
    var paid = UInt256.zero
    for (round, pot) in pots {
      var sum = UInt256.zero
      guard let settled = try? settledRound(round), settled.channel == .foreignRoot,
        settled.total == pot.funded, pot.claimed.count == pot.accounts.count
      else { throw .invariantBroken(.root(round)) }
      for amount in pot.claimed { try add(amount, to: &sum, or: .root(round)) }
      guard sum == pot.paid, pot.paid <= pot.funded else { throw .invariantBroken(.root(round)) }
      try add(pot.funded, to: &funded, or: .totals)
      try add(pot.paid, to: &paid, or: .totals)
    }
    guard funded == totals.foreign, paid == totals.foreignPaid else {
      throw .invariantBroken(.totals)
    }
  }

  private func checkPayments() throws(ClaimError) {
    guard (0...payments.count).contains(paidCount) else { throw .invariantBroken(.payments) }
    var sum = totals.directPaid
    for place in paidCount..<payments.count {
      let payment = payments[place]
      if payment.account.isZero || payment.amount.isZero { throw .invariantBroken(.payments) }
      try add(payment.amount, to: &sum, or: .payments)
    }
    if sum != totals.direct { throw .invariantBroken(.payments) }
  }
}
