// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension RewardPool {
  /// Checks every law of the pool, above all that each emitted unit is somewhere, exactly.
  ///
  /// Nothing is assumed, so that it can judge a state from outside.
  ///
  /// - Throws: ``StreamError/invariantBroken(_:)``.
  /// - Complexity: O(n · t) for n accounts and t tokens.
  public func checkInvariants() throws(StreamError) {
    guard lastBoundary >= openedAt, lastBoundary <= time,
      (lastBoundary - openedAt) % boundaryEvery == 0, time - lastBoundary < boundaryEvery
    else { throw .invariantBroken(.boundary) }
    try checkWeights()
    guard tokens.count <= Self.tokenLimit,
      zip(tokens, tokens.dropFirst()).allSatisfy({ $0.token < $1.token })
    else { throw .invariantBroken(.tokens) }
    for (place, accrual) in tokens.enumerated() {
      try checkFunds(accrual)
      try checkStreams(accrual)
      try checkConservation(place)
    }
  }

  private func checkWeights() throws(StreamError) {
    var now: UInt128 = 0
    var next: UInt128 = 0
    var changes = 0
    for weight in accounts.rows {
      let (sumNow, isOver) = now.addingReportingOverflow(weight.now)
      let (sumNext, isBeyond) = next.addingReportingOverflow(weight.next)
      if isOver || isBeyond { throw .invariantBroken(.weights) }
      (now, next) = (sumNow, sumNext)
      if weight.isChanged { changes += 1 }
      if !weight.isChanged, weight.now != weight.next { throw .invariantBroken(.changes) }
    }
    guard now == weightNow, next == weightNext else {
      throw .invariantBroken(.weights)
    }
    guard changes == changed.count, Set(changed).count == changes,
      changed.allSatisfy({
        Int($0) < accounts.count && accounts[Int($0)].isChanged
      })
    else { throw .invariantBroken(.changes) }
  }

  private func checkFunds(_ accrual: TokenAccrual) throws(StreamError) {
    func fits(_ whole: UInt128, _ parts: [UInt128]) -> Bool {
      var left = whole
      for part in parts {
        if part > left { return false }
        left -= part
      }
      return true
    }
    let gone = [accrual.carryWithdrawn, accrual.paid]
    guard fits(accrual.funded, [accrual.withdrawn] + gone), accrual.emitted <= accrual.promised,
      fits(accrual.emitted, [accrual.restreamed, accrual.carry, accrual.pot] + gone)
    else { throw .invariantBroken(.funds(of: accrual.token)) }
  }

  private func checkStreams(_ accrual: TokenAccrual) throws(StreamError) {
    var toEmit: UInt128 = 0
    var last: UInt64?
    for stream in accrual.streams {
      let isNew = last.map { $0 < stream.id } ?? true
      last = stream.id
      let (sum, isOver) = toEmit.addingReportingOverflow(stream.promised)
      guard isNew, stream.id < nextStream, stream.promised > 0, stream.start < stream.end,
        stream.end > lastBoundary, stream.given == stream.givenFloor(by: lastBoundary), !isOver
      else { throw .invariantBroken(.stream(stream.id, of: accrual.token)) }
      toEmit = sum - stream.given
    }
    guard accrual.streams.count <= Self.streamLimit,
      toEmit == accrual.promised - accrual.emitted
    else { throw .invariantBroken(.funds(of: accrual.token)) }
  }

  private func checkConservation(_ place: Int) throws(StreamError) {
    let accrual = tokens[place]
    let broken = StreamError.invariantBroken(.conservation(of: accrual.token))
    var sum = UInt256(narrow: accrual.index.remainder)
    func add(_ amount: UInt256) throws(StreamError) {
      let (next, isOver) = sum.addingReportingOverflow(amount)
      if isOver { throw broken }
      sum = next
    }
    if accrual.shares.count != (place == 0 ? 0 : accounts.count)
      || accounts.count > Self.accountLimit
    {
      throw broken
    }
    var ahead: UInt128 = 0
    // One unit of weight has not earned more than was distributed, so no index overflows later.
    let (highest, isOver) = accrual.index.value.addingReportingOverflow(sum)
    if isOver || highest > UInt256(whole: accrual.emitted - accrual.pot) { throw broken }
    for (number, row) in accounts.rows.enumerated() {
      let share = share(of: number, place)
      guard share.settledAt <= accrual.index.value else {
        throw .invariantBroken(
          .settledInTheFuture(account: row.account, token: accrual.token))
      }
      ahead += share.ahead
      try add(share.owed)
      let (earned, isOver) = (accrual.index.value - share.settledAt)
        .multipliedReportingOverflow(by: UInt256(narrow: row.now))
      if isOver { throw broken }
      try add(earned)
    }
    for amount in [
      accrual.pot, accrual.carry, accrual.restreamed, accrual.carryWithdrawn, accrual.paid,
    ] {
      try add(UInt256(whole: amount))
    }
    // What accounts were paid ahead is part of what was paid, and not yet earned.
    guard sum >= UInt256(narrow: ahead),
      sum - UInt256(narrow: ahead) == UInt256(whole: accrual.emitted)
    else { throw broken }
  }
}
