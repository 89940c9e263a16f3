// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// The pot of a root that somebody else made: what it was given, and who took what out of it.
struct RootPot: Sendable, Equatable {
  let funded: UInt256
  var paid = UInt256.zero
  var accounts = AccountNumbers()
  var claimed = PagedArray<UInt256>()

  init(funded: UInt256) { self.funded = funded }

  var remaining: UInt256 { funded - paid }

  /// What an account took out.
  func claimed(by account: Address) -> UInt256 {
    accounts.number(of: account).map { claimed[$0] } ?? .zero
  }

  mutating func pay(_ due: UInt256, to account: Address) {
    if let number = accounts.number(of: account) {
      claimed[number] += due
    } else {
      _ = accounts.add(account)
      claimed.append(due)
    }
    paid += due
  }
}
