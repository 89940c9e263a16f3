// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// The units each address holds.
///
/// An address that holds nothing has no entry, so that equal books are equal values. What stands
/// behind the subscript is this file's alone.
struct BalanceTable: Sendable, Hashable {
  private var entries: [Address: UInt256] = [:]

  subscript(account: Address) -> UInt256 {
    get { entries[account] ?? .zero }
    set { entries[account] = newValue.isZero ? nil : newValue }
  }

  /// All balances, in no order.
  var amounts: some Collection<UInt256> { entries.values }

  /// Those who hold something, ordered by address.
  var holders: [Address] { entries.keys.sorted() }

  /// Holder and balance as bytes, ordered by holder.
  var leaves: [[UInt8]] {
    holders.map { holder in
      var encoder = RecordEncoder()
      encoder.write(holder)
      encoder.write(self[holder])
      return encoder.bytes
    }
  }
}
