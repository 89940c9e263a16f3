// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What happened to one account over some blocks.
public struct AccountStatement: Sendable, Hashable {
  /// An entry and what the account held after it.
  public struct Line: Sendable, Hashable {
    /// The entry; the account gives or gets in it, or both.
    public let entry: Entry
    /// What the account held after it.
    public let balance: UInt256
  }

  /// Whose statement it is.
  public let account: Address
  /// What the account held before the first line; of the world always 0.
  public let openingBalance: UInt256
  /// The entries in order.
  public let lines: [Line]
  /// What the account held after the last line.
  public var closingBalance: UInt256 { lines.last?.balance ?? openingBalance }
}

extension Books {
  /// The entries that moved units of `account` in blocks of these numbers, with its balance after
  /// each. Of the world the balance is what it owes: all units there are.
  ///
  /// The journal alone answers, so blocks that the token's history has forgotten are no hindrance.
  ///
  /// - Complexity: O(n) for n entries of the account in those blocks and later.
  public func statement(of account: Address, blocks: ClosedRange<UInt64>) -> AccountStatement {
    let isWorld = account == Self.world
    var balance = isWorld ? token.totalSupply : token.balance(of: account)
    var lines: [AccountStatement.Line] = []
    var next = sheet(of: account).last
    while next > 0 {
      let row = journal.rows[Int(next) - 1]
      let block = journal.block(of: row).number
      if block < blocks.lowerBound { break }
      if block <= blocks.upperBound {
        lines.append(AccountStatement.Line(entry: entry(Int(next) - 1), balance: balance))
      }
      let debit = token.storage.address(of: row.debit)
      if row.debit != row.credit {
        // The world owes what it gave, all others own what they got.
        if (debit == account) == isWorld { balance -= row.value } else { balance += row.value }
      }
      next = row.previous(of: debit == account ? row.debit : row.credit)
    }
    return AccountStatement(
      account: account, openingBalance: balance, lines: lines.reversed())
  }
}
