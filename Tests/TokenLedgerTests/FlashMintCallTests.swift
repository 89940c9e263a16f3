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

/// Calls as a node would get them.
@Suite struct FlashMintCalls {
  private func word(_ value: UInt256) -> [UInt8] { value.bigEndianBytes }

  private func word(_ address: Address) -> [UInt8] {
    [UInt8](repeating: 0, count: 12) + address.bytes
  }

  private func selector(_ text: String) -> [UInt8] {
    Array(Keccak256.hash(text.utf8).bytes.prefix(4))
  }

  private func flashLoan(_ amount: UInt256, data: [UInt8] = []) -> [UInt8] {
    [0x5c, 0xff, 0xe9, 0xde] + word(borrower) + word(Lending.own) + word(amount) + word(0x80)
      + word(UInt256(UInt64(data.count))) + data
      + [UInt8](repeating: 0, count: (32 - data.count % 32) % 32)
  }

  @Test func everyRefusalHasTheContractsBytes() throws {
    let five = try Lending.token(fee: 1_000)
    let four = try Lending.token(.openZeppelin4, fee: 1_000)
    func reason(_ text: String) -> [UInt8] {
      guard case .receiverReverted(let bytes) = LedgerError.reverted(reason: text) else {
        return []
      }
      return bytes
    }
    /// What both dialects answer to one call.
    func check(
      _ data: [UInt8], _ environment: CallEnvironment, _ inFive: [UInt8], _ inFour: [UInt8],
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      for (token, bytes) in [(five, inFive), (four, inFour)] {
        var called = token
        let result = try called.call(data: data, from: alice, environment: environment)
        #expect(!result.succeeded, sourceLocation: sourceLocation)
        #expect(result.output == bytes, sourceLocation: sourceLocation)
        #expect(called == token && result.logs.isEmpty, sourceLocation: sourceLocation)
      }
    }
    let tooMuch = flashLoan(.max - 1_049)
    try check(
      tooMuch, Lending.faithful, selector("ERC3156ExceededMaxLoan(uint256)") + word(.max - 1_050),
      reason("ERC20FlashMint: amount exceeds maxFlashLoan"))
    try check(
      selector("flashFee(address,uint256)") + word(bob) + word(1), Lending.faithful,
      selector("ERC3156UnsupportedToken(address)") + word(bob),
      reason("ERC20FlashMint: wrong token"))
    try check(
      flashLoan(5), Lending.environment { _, _, _ in .zero },
      selector("ERC3156InvalidReceiver(address)") + word(borrower),
      reason("ERC20FlashMint: invalid return value"))
    try check(flashLoan(5), CallEnvironment(), [], [])
    try check(
      flashLoan(5), Lending.environment { _, _, _ in FlashLoan.accepted },
      selector("ERC20InsufficientAllowance(address,uint256,uint256)") + word(Lending.own) + word(0)
        + word(5),
      reason("ERC20FlashMint: allowance does not allow refund"))
    let generous = Lending.environment { _, token, _ throws(LedgerError) in
      try token.approve(owner: borrower, spender: Lending.own, value: .max)
      return FlashLoan.accepted
    }
    try check(
      flashLoan(100_000), generous,
      selector("ERC20InsufficientBalance(address,uint256,uint256)") + word(borrower)
        + word(100_050) + word(100_100),
      reason("ERC20: burn amount exceeds balance"))
    let panic = selector("Panic(uint256)") + word(0x11)
    try check(flashLoan(.max - 1_050), generous, panic, panic)
    try check(
      flashLoan(5),
      Lending.environment { _, _, _ throws(LedgerError) in throw .reverted(panic: 0x32) },
      selector("Panic(uint256)") + word(0x32), selector("Panic(uint256)") + word(0x32))
    // Cut off anywhere, the arguments do not decode.
    let whole = flashLoan(5, data: [1, 2, 3])
    for count in 4..<(whole.count - 29) {
      try check(Array(whole.prefix(count)), Lending.faithful, [], [])
    }
  }

  @Test func answersAreWordsAndLogsStandInOrder() throws {
    var token = try Lending.token(fee: 1_000)
    let told = TokenLog(address: borrower, topics: [.zero], data: [1])
    let telling = Lending.environment { loan, token, _ throws(LedgerError) in
      guard loan.data == [1, 2, 3] else { throw .reverted(reason: "other data") }
      token.emit(told)
      try token.approve(owner: borrower, spender: Lending.own, value: loan.amount + loan.fee)
      return FlashLoan.accepted
    }
    let result = try token.call(
      data: flashLoan(1_000, data: [1, 2, 3]), from: alice, environment: telling)
    #expect(result.output == word(1))
    #expect(result.logs.count == 4 && result.logs[1] == told)
    #expect(result.logs.map(\.address) == [Lending.own, borrower, Lending.own, Lending.own])
    #expect(
      token.events.suffix(4) == [
        .transfer(from: .zero, to: borrower, value: 1_000), .receiverLog(told),
        .approval(owner: borrower, spender: Lending.own, value: 1_001),
        .transfer(from: borrower, to: .zero, value: 1_001),
      ])
    let most = try token.call(data: [0x61, 0x32, 0x55, 0xab] + word(Lending.own), from: alice)
    #expect(most.output == word(UInt256.max - 1_049))
    let fee = try token.call(
      data: [0xd9, 0xd9, 0x8c, 0xe4] + word(Lending.own) + word(2_000), from: alice)
    #expect(fee.output == word(2))
    var plain = Token(configuration: configuration)
    #expect(try !plain.call(data: flashLoan(1), from: alice).succeeded)
  }
}
