// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Books {
  /// Moves `value` units of an entry back, or all.
  ///
  /// What was minted is burned, what was burned is minted.
  ///
  /// - Throws: ``BooksError`` in this order: unknown entry, not reversible, already reversed, exceeds
  ///   entry, the terms of both accounts, the token's.
  mutating func reverse(
    _ id: EntryID, value: UInt256?, _ request: EntryRequest
  ) throws(BooksError) -> UInt32 {
    guard let number = journal.row(of: id) else { throw .unknownEntry(id) }
    let original = journal.rows[Int(number)]
    switch original.kind {
    case .transfer, .mint, .burn, .post, .reversal: break
    default: throw .notReversible(id, kind: original.kind)
    }
    if original.isReversed { throw .alreadyReversed(id) }
    let value = value ?? original.value
    if value > original.value { throw .exceedsEntry(value: value, moved: original.value) }
    let from = token.storage.address(of: original.credit)
    let to = token.storage.address(of: original.debit)
    try checkTerms(from: from, to: to, value: value)
    do throws(LedgerError) {
      if from.isZero {
        try token.mint(to: to, value: value)
      } else if to.isZero {
        try token.burn(from: from, value: value)
      } else {
        try token.transfer(from: from, to: to, value: value)
      }
    } catch {
      throw .token(error)
    }
    journal.setReversed(number, true)
    return book(.reversal, Cause(request, related: number), from: from, to: to, value: value)
  }
}
