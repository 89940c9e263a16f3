// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// What code that is lent the token for the time of a call must leave as it is: which token it is,
/// its block and its past.
///
/// A contract's code has no way to change any of it. Here it has, and whoever keeps books by the
/// token's events and blocks would be led astray: so it is a programmer's mistake.
struct TokenLease {
  private let address: Address
  private let block: Block
  private let rollbacks: Rollbacks
  private let eventCount: Int

  /// Notes how `token` is lent.
  init(of token: Token) {
    address = token.configuration.address
    block = token.block
    rollbacks = token.rollbacks
    eventCount = token.events.count
  }

  /// Traps where `token` is not what was lent.
  func checkReturn(of token: Token) {
    precondition(
      address == token.configuration.address && eventCount <= token.events.count,
      "Code put another token in the place of the one it was lent.")
    precondition(
      block == token.block && rollbacks == token.rollbacks,
      "Code led the token it was lent to another block, or into audit replay.")
  }
}
