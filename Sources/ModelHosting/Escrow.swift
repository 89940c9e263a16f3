// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a host needs of money: to be paid for a query, or to hear why not.
///
/// Declared here and implemented above, so that hosting never imports a ledger.
public protocol Escrow {
  /// Pays `units` of service from `user` to the owner of `host`.
  ///
  /// - Throws: why nothing was paid; nothing has changed then, and the query is not answered.
  mutating func pay(user: String, host: String, units: UInt64) throws
}
