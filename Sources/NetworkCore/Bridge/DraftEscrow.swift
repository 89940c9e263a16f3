// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
public import ModelHosting
import Staking
import TokenLedger

/// The escrow of hosting, on the token: a user's query pays the owner of the GPU that serves it.
public struct DraftEscrow: Escrow, Sendable {
  /// The draft that payments go into.
  public private(set) var draft: NetworkDraft

  /// Pays into a draft.
  public init(_ draft: NetworkDraft) {
    self.draft = draft
  }

  /// Transfers units × the charter's price from `user` to the owner of `host`.
  ///
  /// - Parameters:
  ///   - user: address of an account.
  ///   - host: id of a registered GPU.
  ///   - units: units of service.
  /// - Throws: `IdentifierError`, `NetworkError`, `ArithmeticError`, or `LedgerError` as where the
  ///   user holds too little; nothing is paid then.
  public mutating func pay(user: String, host: String, units: UInt64) throws {
    let payer = try Address(parsing: user)
    let charter = try draft.charter()
    // Whoever names an account pays from it here: these two are nobody's to spend.
    guard payer != charter.treasury, payer != charter.stakingVault else {
      throw NetworkError.notAPayer(payer)
    }
    let gpu = try GPUID(host)
    guard let stake = draft.books.staking.registry?.stake(of: gpu) else {
      throw NetworkError.unknownGPU(gpu)
    }
    let price = try charter.queryPrice.multiplied(by: UInt256(units))
    try draft.apply(
      .transfer(from: payer, to: stake.registration.owner, value: price) as TokenOperation)
  }
}
