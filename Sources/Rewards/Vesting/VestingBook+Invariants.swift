// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension VestingBook {
  /// Checks every law of the book. Nothing is assumed, so that it can judge a state from outside.
  ///
  /// - Throws: ``VestingError/invariantBroken(_:)``.
  /// - Complexity: O(g) for all g grants.
  public func checkInvariants() throws(VestingError) {
    var left = UInt256.zero
    guard grants.count == accounts.count else { throw .invariantBroken(.conservation) }
    for number in 0..<accounts.count {
      var last: UInt64?
      for grant in grants[number] {
        let broken = VestingError.invariantBroken(.grant(grant.id, of: accounts[number]))
        let isNew = last.map { $0 < grant.id } ?? true
        last = grant.id
        let (gone, isOver) = grant.released.addingReportingOverflow(grant.forfeited)
        guard isNew, grant.id < nextGrant, !isOver, gone < grant.deposited,
          (try? grant.schedule.validate()) != nil,
          grant.vestedBefore <= grant.deposited - grant.forfeited
        else { throw broken }
        // Nothing was paid that is not vested by now.
        let vested = grant.schedule.vestedFloor(of: grant.deposited, at: time)
        let most = vested > grant.forfeited ? vested - grant.forfeited : .zero
        guard grant.vestedBefore <= vested,
          grant.released <= Swift.max(most, grant.vestedBefore)
        else { throw broken }
        let (sum, isMore) = left.addingReportingOverflow(grant.deposited - gone)
        if isMore { throw .invariantBroken(.conservation) }
        left = sum
      }
      if grants[number].count > Self.grantLimit { throw .invariantBroken(.conservation) }
    }
    for amount in [released, forfeited] {
      let (sum, isMore) = left.addingReportingOverflow(amount)
      if isMore { throw .invariantBroken(.conservation) }
      left = sum
    }
    if left != deposited { throw .invariantBroken(.conservation) }
  }
}
