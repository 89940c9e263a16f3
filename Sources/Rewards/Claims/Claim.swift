// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What an account is to get: of a round, or of all rounds together where it is called cumulative.
public struct Claim: Sendable, Hashable, Codable {
  /// Who gets it.
  public let account: Address
  /// Base units.
  public let amount: UInt256

  /// Creates a claim.
  public init(account: Address, amount: UInt256) {
    self.account = account
    self.amount = amount
  }
}

extension [Claim] {
  /// The claims by account, ascending, and their sum.
  ///
  /// - Complexity: O(n) where they are ascending already, otherwise O(n log n).
  func ordered() throws(ClaimError) -> (claims: [Claim], total: UInt256) {
    var total = UInt256.zero
    var isAscending = true
    for (place, claim) in enumerated() {
      let (sum, isOver) = total.addingReportingOverflow(claim.amount)
      if isOver { throw .totalBeyondRange }
      total = sum
      if place > 0, claim.account <= self[place - 1].account { isAscending = false }
    }
    let claims = isAscending ? self : sorted { $0.account < $1.account }
    if let first = claims.first, first.account.isZero { throw .accountIsZero }
    if !isAscending {
      for place in claims.indices.dropFirst()
      where claims[place].account == claims[place - 1].account {
        throw .duplicateAccount(claims[place].account)
      }
    }
    return (claims, total)
  }
}
