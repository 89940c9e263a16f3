// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TestSupport
import TokenLedger
import Testing

/// Who takes part in the tests of flash loans.
enum Lending {
  static let alice = Address.derived(fromLabel: "alice")
  static let bob = Address.derived(fromLabel: "bob")
  static let borrower = Address.derived(fromLabel: "borrower")
  static let treasury = Address.derived(fromLabel: "treasury")
  /// The token.
  static let own = Address.derived(fromLabel: "token")

  /// Code that does what a test wants.
  struct Borrower: ReceiverCode {
    typealias Body =
      @Sendable (FlashLoan, inout Token, CallEnvironment) throws(LedgerError) -> Digest
    let body: Body

    func onFlashLoan(
      _ loan: FlashLoan, token: inout Token, environment: CallEnvironment
    ) throws(LedgerError) -> Digest { try body(loan, &token, environment) }
  }

  static func environment(_ body: @escaping Borrower.Body) -> CallEnvironment {
    var environment = CallEnvironment()
    environment.receivers[borrower] = Borrower(body: body)
    return environment
  }

  /// Approves what is owed and agrees.
  static let faithful = environment { loan, token, _ throws(LedgerError) in
    try token.approve(owner: borrower, spender: own, value: loan.amount + loan.fee)
    return FlashLoan.accepted
  }

  /// A token that lends, of which Alice holds 1,000 units and the borrower 50.
  static func token(
    _ dialect: Dialect = .openZeppelin5, fee: UInt32 = 0, to receiver: Address = .zero,
    _ change: (inout TokenFeatures) -> Void = { _ in }
  ) throws -> Token {
    var features = TokenFeatures()
    features.flashMint = .init(feePartsPerMillion: fee, feeReceiver: receiver)
    change(&features)
    var token = Token(
      configuration: TokenConfiguration(
        name: "Lent", symbol: "LENT", decimals: 18, address: own, chainID: 31337,
        dialect: dialect, features: features))
    try token.mint(to: alice, value: 1_000)
    try token.mint(to: borrower, value: 50)
    return token
  }
}

extension Token {
  /// Lends to the borrower on behalf of Alice.
  mutating func lend(
    _ amount: UInt256, _ environment: CallEnvironment, data: [UInt8] = []
  ) throws(LedgerError) {
    try flashLoan(
      to: Lending.borrower, token: Lending.own, amount: amount, data: data,
      initiator: Lending.alice, environment: environment)
  }
}
