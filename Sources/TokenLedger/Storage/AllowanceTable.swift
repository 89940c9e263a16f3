// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Who may spend whose units.
struct AllowanceKey: Sendable, Hashable, Comparable {
  let owner: Address
  let spender: Address

  static func < (lhs: AllowanceKey, rhs: AllowanceKey) -> Bool {
    (lhs.owner, lhs.spender) < (rhs.owner, rhs.spender)
  }
}

/// The units each spender may spend of each owner.
///
/// An allowance of nothing has no entry, so that equal books are equal values. What stands behind
/// the subscript is this file's alone.
struct AllowanceTable: Sendable, Hashable {
  private var entries: [AllowanceKey: UInt256] = [:]

  subscript(key: AllowanceKey) -> UInt256 {
    get { entries[key] ?? .zero }
    set { entries[key] = newValue.isZero ? nil : newValue }
  }

  /// Owner, spender and allowance as bytes, ordered by owner, then spender.
  var leaves: [[UInt8]] {
    entries.keys.sorted().map { key in
      var encoder = RecordEncoder()
      encoder.write(key.owner)
      encoder.write(key.spender)
      encoder.write(self[key])
      return encoder.bytes
    }
  }
}
