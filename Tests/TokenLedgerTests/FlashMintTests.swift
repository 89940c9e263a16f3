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

private let alice = Lending.alice
private let bob = Lending.bob
private let borrower = Lending.borrower

@Suite struct FlashMint {
  @Test func unitsAreMintedUsedAndBurned() throws {
    var token = try Lending.token()
    let before = token.events.count
    let spending = Lending.environment { loan, token, _ throws(LedgerError) in
      guard token.balance(of: borrower) == 1_000_050 && token.totalSupply == 1_001_050,
        loan.initiator == alice, loan.receiver == borrower, loan.token == Lending.own,
        loan.fee == 0,
        loan.data == [7]
      else { throw .reverted(reason: "not as told") }
      try token.transfer(from: borrower, to: bob, value: 1_000_000)
      try token.transfer(from: bob, to: borrower, value: 1_000_000)
      try token.approve(owner: borrower, spender: Lending.own, value: 1_000_000)
      return FlashLoan.accepted
    }
    try token.lend(1_000_000, spending, data: [7])
    #expect(
      Array(token.events[before...]) == [
        .transfer(from: .zero, to: borrower, value: 1_000_000),
        .transfer(from: borrower, to: bob, value: 1_000_000),
        .transfer(from: bob, to: borrower, value: 1_000_000),
        .approval(owner: borrower, spender: Lending.own, value: 1_000_000),
        .transfer(from: borrower, to: .zero, value: 1_000_000),
      ])
    #expect(token.balance(of: borrower) == 50 && token.totalSupply == 1_050)
    #expect(token.allowance(owner: borrower, spender: Lending.own) == 0)
    try token.checkInvariants()
  }

  @Test func theFeeIsRoundedDownAndBurned() throws {
    var token = try Lending.token(fee: 900)
    // 900 millionths: 1.7991 of 1,999.
    #expect(try token.flashFee(of: Lending.own, amount: 1_999) == 1)
    #expect(try token.flashFee(of: Lending.own, amount: 1_111) == 0)
    #expect(try token.flashFee(of: Lending.own, amount: 1_112) == 1)
    #expect(try token.flashFee(of: Lending.own, amount: .max) == .mulDivFloor(.max, 900, 1_000_000))
    try token.lend(1_999, Lending.faithful)
    #expect(token.balance(of: borrower) == 49 && token.totalSupply == 1_049)
    #expect(token.events.last == .transfer(from: borrower, to: .zero, value: 2_000))
    try token.checkInvariants()
  }

  @Test func theFeeGoesToItsReceiver() throws {
    var token = try Lending.token(fee: 900, to: Lending.treasury)
    try token.lend(20_000, Lending.faithful)
    #expect(token.balance(of: Lending.treasury) == 18 && token.balance(of: borrower) == 32)
    #expect(token.totalSupply == 1_050)
    #expect(
      token.events.suffix(2) == [
        .transfer(from: borrower, to: .zero, value: 20_000),
        .transfer(from: borrower, to: Lending.treasury, value: 18),
      ])
    // Without a fee there is nothing to send.
    try token.lend(5, Lending.faithful)
    #expect(token.events.last == .transfer(from: borrower, to: .zero, value: 5))
    // A fee beyond what the borrower holds, after the loan itself was burned.
    expectRefusal(.insufficientBalance(sender: borrower, balance: 32, needed: 900), of: token) {
      try $0.lend(1_000_000, Lending.faithful)
    }
    try token.checkInvariants()
  }

  @Test func theMostThatCanBeLentIsWhatTheSupplyCanGrowBy() throws {
    let token = try Lending.token()
    #expect(token.maxFlashLoan(of: Lending.own) == UInt256.max - 1_050)
    #expect(token.maxFlashLoan(of: alice) == 0)
    #expect(try Lending.token { $0.cap = 5_000 }.maxFlashLoan(of: Lending.own) == 3_950)
    #expect(Token(configuration: configuration).maxFlashLoan(of: configuration.address) == 0)
    // Votes are counted in 208 bits.
    #expect(
      try Lending.token { $0.votes = .blockNumber }.maxFlashLoan(of: Lending.own)
        == UInt256.max >> 48 - 1_050)
    var all = token
    try all.lend(.max - 1_050, Lending.faithful)
    #expect(all.totalSupply == 1_050)
    var capped = try Lending.token { $0.cap = 5_000 }
    try capped.lend(3_950, Lending.faithful)
    expectRefusal(.exceededMaxLoan(3_950), of: capped) { try $0.lend(3_951, Lending.faithful) }
  }

  @Test func eachRefusalIsNamedAndChangesNothing() throws {
    let token = try Lending.token(fee: 1_000)
    expectRefusal(.exceededMaxLoan(.max - 1_050), of: token) {
      try $0.lend(.max - 1_049, Lending.faithful)
    }
    expectRefusal(.exceededMaxLoan(0), of: token) {
      try $0.flashLoan(
        to: borrower, token: bob, amount: 1, initiator: alice, environment: Lending.faithful)
    }
    expectRefusal(.unsupportedToken(bob), of: token) {
      try $0.flashLoan(
        to: borrower, token: bob, amount: 0, initiator: alice, environment: Lending.faithful)
    }
    expectRefusal(.unsupportedToken(bob), of: token) { _ = try $0.flashFee(of: bob, amount: 1) }
    expectRefusal(.invalidReceiver(.zero), of: token) {
      try $0.flashLoan(
        to: .zero, token: Lending.own, amount: 1, initiator: alice, environment: Lending.faithful)
    }
    expectRefusal(.invalidBorrower(borrower, because: .noCode), of: token) {
      try $0.lend(9, CallEnvironment())
    }
    expectRefusal(.invalidBorrower(borrower, because: .wrongAnswer), of: token) {
      try $0.lend(9, Lending.environment { _, _, _ in .zero })
    }
    expectRefusal(.insufficientAllowance(spender: Lending.own, allowance: 0, needed: 9), of: token)
    {
      try $0.lend(9, Lending.environment { _, _, _ in FlashLoan.accepted })
    }
    // The fee of a thousandth: 1,000 are lent, 1,001 are due.
    expectRefusal(
      .insufficientAllowance(spender: Lending.own, allowance: 1_000, needed: 1_001), of: token
    ) {
      try $0.lend(
        1_000,
        Lending.environment { loan, token, _ throws(LedgerError) in
          try token.approve(owner: borrower, spender: Lending.own, value: loan.amount)
          return FlashLoan.accepted
        })
    }
    expectRefusal(
      .insufficientBalance(sender: borrower, balance: 1_049, needed: 1_001_000), of: token
    ) {
      try $0.lend(
        1_000_000,
        Lending.environment { loan, token, _ throws(LedgerError) in
          try token.transfer(from: borrower, to: bob, value: 999_001)
          try token.approve(owner: borrower, spender: Lending.own, value: .max)
          return FlashLoan.accepted
        })
    }
    let most = UInt256.max - 1_050
    expectRefusal(
      .repaymentOverflow(amount: most, fee: try token.flashFee(of: Lending.own, amount: most)),
      of: token
    ) {
      try $0.lend(most, Lending.environment { _, _, _ in FlashLoan.accepted })
    }
    let plain = Token(configuration: configuration)
    expectRefusal(.notEnabled("flash loans"), of: plain) {
      try $0.flashLoan(
        to: borrower, token: configuration.address, amount: 0, initiator: alice,
        environment: Lending.faithful)
    }
    expectRefusal(.notEnabled("flash loans"), of: plain) {
      try $0.withFlashLoan(of: 1, to: alice) { _, _ in }
    }
    expectRefusal(.notEnabled("flash loans"), of: plain) {
      _ = try $0.flashFee(of: configuration.address, amount: 1)
    }
  }

  @Test func aHookThatFailsKeepsNothing() throws {
    let token = try Lending.token()
    let failures: [(LedgerError, LedgerError)] = [
      (.receiverReverted([]), .invalidBorrower(borrower, because: .noReason)),
      (.receiverReverted([1, 2]), .receiverReverted([1, 2])),
      (.reverted(reason: "no"), .reverted(reason: "no")),
      (.reverted(panic: 0x12), .reverted(panic: 0x12)),
      (
        .reverted(error: "OutOfStock(uint256)", [3]),
        .reverted(error: "OutOfStock(uint256)", [3])
      ),
    ]
    for (thrown, seen) in failures {
      expectRefusal(seen, of: token) {
        try $0.lend(
          500,
          Lending.environment { _, token, _ throws(LedgerError) in
            try token.transfer(from: borrower, to: bob, value: 500)
            try token.mint(to: bob, value: 1)
            try token.advance(to: Block(number: 9, timestamp: 9))
            throw thrown
          })
      }
    }
    // What the token itself refused the hook comes back as the token's revert data.
    let refused = LedgerError.insufficientBalance(sender: borrower, balance: 550, needed: 551)
    expectRefusal(.receiverReverted(try #require(refused.revertData())), of: token) {
      try $0.lend(
        500,
        Lending.environment { _, token, _ throws(LedgerError) in
          try token.transfer(from: borrower, to: bob, value: 551)
          return FlashLoan.accepted
        })
    }
  }

  @Test func aHookMayBorrowAgain() throws {
    var token = try Lending.token(fee: 10_000, to: Lending.treasury)
    let nesting = Lending.environment { loan, token, inner throws(LedgerError) in
      // The first hook borrows ten times as much, the second does not.
      if loan.data.isEmpty {
        try token.lend(loan.amount * 10, inner, data: [1])
      }
      let allowed = token.allowance(owner: borrower, spender: Lending.own)
      try token.approve(
        owner: borrower, spender: Lending.own, value: allowed + loan.amount + loan.fee)
      return FlashLoan.accepted
    }
    try token.lend(100, nesting)
    // One of 100 and ten of 1,000.
    #expect(token.balance(of: Lending.treasury) == 11 && token.balance(of: borrower) == 39)
    #expect(token.totalSupply == 1_050)
    try token.checkInvariants()
  }

  @Test func aFailedInnerLoanLeavesTheOuterOneAsItWas() throws {
    var token = try Lending.token()
    let caught = Lending.environment { loan, token, inner throws(LedgerError) in
      if !loan.data.isEmpty { throw .reverted(reason: "not twice") }
      do throws(LedgerError) {
        try token.lend(7, inner, data: [1])
      } catch {
        guard error == .reverted(reason: "not twice"), token.totalSupply == 1_150 else {
          throw .reverted(reason: "the inner loan left something")
        }
      }
      try token.approve(owner: borrower, spender: Lending.own, value: loan.amount)
      return FlashLoan.accepted
    }
    try token.lend(100, caught)
    #expect(token.totalSupply == 1_050)
  }

  @Test func hooksThatCallThemselvesWithoutEndAreRefused() throws {
    let token = try Lending.token()
    let endless = Lending.environment { loan, token, inner throws(LedgerError) in
      try token.lend(loan.amount, inner)
      return FlashLoan.accepted
    }
    expectRefusal(.invalidBorrower(borrower, because: .noReason), of: token) {
      try $0.lend(1, endless)
    }
    // As deep as it may be, and no deeper.
    let deep = Lending.environment { loan, token, inner throws(LedgerError) in
      let left = loan.data[0]
      if left > 1 { try token.lend(1, inner, data: [left - 1]) }
      let allowed = token.allowance(owner: borrower, spender: Lending.own)
      try token.approve(owner: borrower, spender: Lending.own, value: allowed + 1)
      return FlashLoan.accepted
    }
    var done = token
    try done.lend(1, deep, data: [UInt8(CallEnvironment.greatestDepth)])
    #expect(done.totalSupply == 1_050)
    expectRefusal(.invalidBorrower(borrower, because: .noReason), of: token) {
      try $0.lend(1, deep, data: [UInt8(CallEnvironment.greatestDepth + 1)])
    }
  }

  @Test func anAllowanceWithoutLimitIsTreatedAsTheDialectDoes() throws {
    let lavish = Lending.environment { _, token, _ throws(LedgerError) in
      try token.approve(owner: borrower, spender: Lending.own, value: .max)
      return FlashLoan.accepted
    }
    var five = try Lending.token()
    try five.lend(10, lavish)
    #expect(five.allowance(owner: borrower, spender: Lending.own) == .max)
    // Release 4.5 writes it anew, and tells it.
    var four = try Lending.token(.openZeppelin4)
    try four.lend(10, lavish)
    #expect(four.allowance(owner: borrower, spender: Lending.own) == UInt256.max - 10)
    #expect(
      four.events.suffix(2) == [
        .approval(owner: borrower, spender: Lending.own, value: .max - 10),
        .transfer(from: borrower, to: .zero, value: 10),
      ])
  }

  @Test func aPausedTokenLendsNothing() throws {
    var token = try Lending.token { $0.pausable = true }
    try token.pause(by: alice)
    expectRefusal(.enforcedPause, of: token) { try $0.lend(1, Lending.faithful) }
  }

  @Test func swiftCodeBorrowsForTheTimeOfAClosure() throws {
    struct Changed: Error {}
    var token = try Lending.token(fee: 20_000)
    let gain = try token.withFlashLoan(of: 1_000, to: borrower) { token, loan in
      #expect(loan.fee == 20 && loan.receiver == borrower && loan.initiator == borrower)
      try token.transfer(from: borrower, to: bob, value: loan.amount)
      try token.transfer(from: bob, to: borrower, value: loan.amount)
      // Within it anybody may borrow again.
      return try token.withFlashLoan(of: 10, to: alice) { token, _ in token.totalSupply }
    }
    #expect(gain == 2_060 && token.totalSupply == 1_030)
    #expect(token.balance(of: borrower) == 30)
    let before = token
    #expect(throws: Changed.self) {
      try token.withFlashLoan(of: 1_000, to: borrower) { token, _ in
        try token.transfer(from: borrower, to: bob, value: 1_000)
        throw Changed()
      }
    }
    #expect(token == before && token.events.elementsEqual(before.events))
    expectRefusal(.insufficientBalance(sender: borrower, balance: 30, needed: 5_100), of: token) {
      try $0.withFlashLoan(of: 5_000, to: borrower) { token, _ in
        try token.transfer(from: borrower, to: bob, value: 5_000)
      }
    }
    try token.checkInvariants()
  }
}
