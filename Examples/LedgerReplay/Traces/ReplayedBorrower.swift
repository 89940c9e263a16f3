// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TokenLedger

/// The contract that takes flash loans in traces (OpenZeppelin's ERC3156FlashBorrowerMock): tells
/// what it and everybody holds, calls the token with the loan's data, and repays where it does.
struct ReplayedBorrower: ReceiverCode {
  private let borrower: TraceHeader.Borrower

  init(_ borrower: TraceHeader.Borrower) { self.borrower = borrower }

  func onFlashLoan(
    _ loan: FlashLoan, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> Digest {
    emit(
      "BalanceOf(address,address,uint256)",
      [loan.token.traceWord, borrower.address.traceWord, token.balance(of: borrower.address)],
      among: &token)
    emit(
      "TotalSupply(address,uint256)", [loan.token.traceWord, token.totalSupply], among: &token)
    if !loan.data.isEmpty {
      let result = try token.call(
        data: loan.data, from: borrower.address, environment: environment)
      if !result.succeeded { throw .receiverReverted(result.output) }
    }
    if borrower.approvesRepay {
      try token.approve(
        owner: borrower.address, spender: loan.token, value: loan.amount + loan.fee)
    }
    return borrower.returnsMagic ? FlashLoan.accepted : .zero
  }

  private func emit(_ signature: String, _ words: [UInt256], among token: inout Token) {
    token.emit(
      TokenLog(
        address: borrower.address, topics: [Keccak256.hash(signature.utf8)],
        data: words.flatMap(\.bigEndianBytes)))
  }
}
