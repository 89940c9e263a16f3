// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension Books {
  /// Checks the token's invariants and those of the books: all debits are all credits; each account's
  /// credits less its debits are its balance, and the world's debits less its credits the supply; the
  /// rows sum to the sheets; what is held is the sum of the open holds, for each giver and each
  /// getter.
  ///
  /// - Throws: ``LedgerError/brokenInvariant(rule:left:right:)``, the first rule that is broken.
  /// - Complexity: O(n) for n entries and accounts.
  public func checkInvariants() throws(LedgerError) {
    try token.checkInvariants()
    let sums = try rowSums()
    var debits = Turnover()
    var credits = Turnover()
    for (index, sheet) in sheets.enumerated() {
      let account = token.storage.address(of: AccountNumber(rawValue: UInt32(index)))
      let own = sums.accounts[index]
      debits.add(sheet.debits)
      credits.add(sheet.credits)
      try expect("the debits of \(account) are those of its entries", sheet.debits, own.debits)
      try expect("the credits of \(account) are those of its entries", sheet.credits, own.credits)
      try expect("what is kept for \(account) is held", sheet.incoming, own.incoming)
      try expect(
        "what \(account) has held is held by entries", token.storage.value(.held, account),
        own.outgoing)
      if account == Self.world {
        try expect(
          "the world gave the supply", sheet.debits.amount.excess(over: sheet.credits.amount),
          token.totalSupply)
      } else {
        try expect(
          "the entries of \(account) are its balance",
          sheet.credits.amount.excess(over: sheet.debits.amount), token.balance(of: account))
      }
    }
    try expect("all debits are all credits", debits, credits)
    try expect("the open holds are counted", openHoldCount, sums.openHolds)
    for holder in token.holders {
      let isKnown = token.storage.number(of: holder).map { Int($0.rawValue) < sheets.count }
      try expect("every holder has a sheet", isKnown, true)
    }
  }

  /// What the rows say of an account.
  private struct RowSums {
    var debits = Turnover()
    var credits = Turnover()
    var incoming = UInt256.zero
    var outgoing = UInt256.zero
  }

  private func rowSums() throws(LedgerError) -> (accounts: [RowSums], openHolds: Int) {
    var sums = [RowSums](repeating: RowSums(), count: sheets.count)
    var openHolds = 0
    for row in journal.rows {
      let debit = Int(row.debit.rawValue)
      let credit = Int(row.credit.rawValue)
      if row.movesUnits {
        sums[debit].debits.add(row.value)
        sums[credit].credits.add(row.value)
      }
      guard row.kind == .hold, journal.detail(of: row).end == 0 else { continue }
      openHolds += 1
      let (outgoing, over) = sums[debit].outgoing.addingReportingOverflow(row.value)
      let (incoming, beyond) = sums[credit].incoming.addingReportingOverflow(row.value)
      try expect("the open holds fit into 256 bits", over || beyond, false)
      sums[debit].outgoing = outgoing
      sums[credit].incoming = incoming
    }
    return (sums, openHolds)
  }

  private func expect<Value: Equatable>(
    _ rule: String, _ left: Value, _ right: Value
  ) throws(LedgerError) {
    if left != right { throw .brokenInvariant(rule: rule, left: "\(left)", right: "\(right)") }
  }

  /// A digest of the token's state and of every entry: equal books have equal digests.
  ///
  /// - Complexity: O(n) for n entries, a hash of about 150 bytes each; and that of
  ///   ``Token/stateDigest``.
  public var stateDigest: Digest {
    var hasher = Keccak256.Hasher()
    for row in journal.rows { hasher.update(canonicalBytes(of: row)) }
    var encoder = RecordEncoder()
    encoder.write("TensorChain books state 1")
    encoder.write(token.stateDigest)
    encoder.write(token.domainSalt)
    encoder.write(firstBlock)
    encoder.write(UInt64(journal.count))
    encoder.write(hasher.finalize())
    return Keccak256.hash(encoder.bytes)
  }

  private func canonicalBytes(of row: EntryRow) -> [UInt8] {
    let detail = journal.detail(of: row)
    let block = journal.block(of: row)
    var encoder = RecordEncoder()
    encoder.write(row.kind.rawValue)
    encoder.write(row.failure)
    encoder.write(row.id)
    encoder.write(token.storage.address(of: row.debit))
    encoder.write(token.storage.address(of: row.credit))
    encoder.write(row.value)
    encoder.write(row.movesUnits)
    encoder.write(block.number)
    encoder.write(block.timestamp)
    encoder.write(detail.userData)
    encoder.write(detail.expiresAt)
    encoder.write(
      detail.spender == 0
        ? Address.zero
        : token.storage.address(of: AccountNumber(rawValue: detail.spender - 1)))
    switch row.kind {
    case .call: encoder.write(journal.callDigests[Int(detail.related) - 1])
    case .terms: encoder.write(terms[Int(detail.related) - 1].terms)
    default: encoder.write(detail.related)
    }
    return encoder.bytes
  }
}
