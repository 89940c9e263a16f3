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

private let alice = Address.derived(fromLabel: "alice")
private let bob = Address.derived(fromLabel: "bob")
private let borrower = Address.derived(fromLabel: "borrower")
private let treasury = Address.derived(fromLabel: "treasury")
private let own = Address.derived(fromLabel: "token")

/// Code that does what a test wants.
private struct Borrower: ReceiverCode {
  typealias Body =
    @Sendable (FlashLoan, inout Token, CallEnvironment) throws(LedgerError) -> Digest
  let body: Body

  func onFlashLoan(
    _ loan: FlashLoan, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> Digest { try body(loan, &token, environment) }
}

private func environment(_ body: @escaping Borrower.Body) -> CallEnvironment {
  var environment = CallEnvironment()
  environment.receivers[borrower] = Borrower(body: body)
  return environment
}

/// Approves what is owed and agrees.
private let faithful = environment { loan, token, _ throws(LedgerError) in
  try token.approve(owner: borrower, spender: own, value: loan.amount + loan.fee)
  return FlashLoan.accepted
}

/// A token that lends, of which Alice holds 1,000 units and the borrower 50.
private func lending(
  _ dialect: Dialect = .openZeppelin5, fee: UInt32 = 0, to receiver: Address = .zero,
  _ change: (inout TokenFeatures) -> Void = { _ in }
) throws -> Token {
  var features = TokenFeatures()
  features.flashMint = .init(feePartsPerMillion: fee, feeReceiver: receiver)
  change(&features)
  var token = Token(
    configuration: TokenConfiguration(
      name: "Lent", symbol: "LENT", decimals: 18, address: own, chainID: 31337, dialect: dialect,
      features: features))
  try token.mint(to: alice, value: 1_000)
  try token.mint(to: borrower, value: 50)
  return token
}

private func refuses(
  _ error: LedgerError, _ token: Token, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (inout Token) throws -> Void
) {
  var changed = token
  #expect(throws: error, sourceLocation: sourceLocation) { try body(&changed) }
  #expect(changed == token, "a throwing call changed the token", sourceLocation: sourceLocation)
  #expect(
    changed.events.elementsEqual(token.events), "a throwing call told something",
    sourceLocation: sourceLocation)
}

extension Token {
  /// Lends to the borrower on behalf of Alice.
  fileprivate mutating func lend(
    _ amount: UInt256, _ environment: CallEnvironment, data: [UInt8] = []
  ) throws(LedgerError) {
    try flashLoan(
      to: borrower, token: own, amount: amount, data: data, initiator: alice,
      environment: environment)
  }
}

@Suite struct FlashMint {
  @Test func unitsAreMintedUsedAndBurned() throws {
    var token = try lending()
    let before = token.events.count
    let spending = environment { loan, token, _ throws(LedgerError) in
      guard token.balance(of: borrower) == 1_000_050 && token.totalSupply == 1_001_050,
        loan.initiator == alice, loan.receiver == borrower, loan.token == own, loan.fee == 0,
        loan.data == [7]
      else { throw .reverted(reason: "not as told") }
      try token.transfer(from: borrower, to: bob, value: 1_000_000)
      try token.transfer(from: bob, to: borrower, value: 1_000_000)
      try token.approve(owner: borrower, spender: own, value: 1_000_000)
      return FlashLoan.accepted
    }
    try token.lend(1_000_000, spending, data: [7])
    #expect(
      Array(token.events[before...]) == [
        .transfer(from: .zero, to: borrower, value: 1_000_000),
        .transfer(from: borrower, to: bob, value: 1_000_000),
        .transfer(from: bob, to: borrower, value: 1_000_000),
        .approval(owner: borrower, spender: own, value: 1_000_000),
        .transfer(from: borrower, to: .zero, value: 1_000_000),
      ])
    #expect(token.balance(of: borrower) == 50 && token.totalSupply == 1_050)
    #expect(token.allowance(owner: borrower, spender: own) == 0)
    try token.checkInvariants()
  }

  @Test func theFeeIsRoundedDownAndBurned() throws {
    var token = try lending(fee: 900)
    // 900 millionths: 1.7991 of 1,999.
    #expect(try token.flashFee(of: own, amount: 1_999) == 1)
    #expect(try token.flashFee(of: own, amount: 1_111) == 0)
    #expect(try token.flashFee(of: own, amount: 1_112) == 1)
    #expect(try token.flashFee(of: own, amount: .max) == .mulDivFloor(.max, 900, 1_000_000))
    try token.lend(1_999, faithful)
    #expect(token.balance(of: borrower) == 49 && token.totalSupply == 1_049)
    #expect(token.events.last == .transfer(from: borrower, to: .zero, value: 2_000))
    try token.checkInvariants()
  }

  @Test func theFeeGoesToItsReceiver() throws {
    var token = try lending(fee: 900, to: treasury)
    try token.lend(20_000, faithful)
    #expect(token.balance(of: treasury) == 18 && token.balance(of: borrower) == 32)
    #expect(token.totalSupply == 1_050)
    #expect(
      token.events.suffix(2) == [
        .transfer(from: borrower, to: .zero, value: 20_000),
        .transfer(from: borrower, to: treasury, value: 18),
      ])
    // Without a fee there is nothing to send.
    try token.lend(5, faithful)
    #expect(token.events.last == .transfer(from: borrower, to: .zero, value: 5))
    // A fee beyond what the borrower holds, after the loan itself was burned.
    refuses(.insufficientBalance(sender: borrower, balance: 32, needed: 900), token) {
      try $0.lend(1_000_000, faithful)
    }
    try token.checkInvariants()
  }

  @Test func theMostThatCanBeLentIsWhatTheSupplyCanGrowBy() throws {
    let token = try lending()
    #expect(token.maxFlashLoan(of: own) == UInt256.max - 1_050)
    #expect(token.maxFlashLoan(of: alice) == 0)
    #expect(try lending { $0.cap = 5_000 }.maxFlashLoan(of: own) == 3_950)
    #expect(Token(configuration: configuration).maxFlashLoan(of: configuration.address) == 0)
    // Votes are counted in 208 bits.
    #expect(
      try lending { $0.votes = .blockNumber }.maxFlashLoan(of: own)
        == UInt256.max >> 48 - 1_050)
    var all = token
    try all.lend(.max - 1_050, faithful)
    #expect(all.totalSupply == 1_050)
    var capped = try lending { $0.cap = 5_000 }
    try capped.lend(3_950, faithful)
    refuses(.exceededMaxLoan(3_950), capped) { try $0.lend(3_951, faithful) }
  }

  @Test func eachRefusalIsNamedAndChangesNothing() throws {
    let token = try lending(fee: 1_000)
    refuses(.exceededMaxLoan(.max - 1_050), token) { try $0.lend(.max - 1_049, faithful) }
    refuses(.exceededMaxLoan(0), token) {
      try $0.flashLoan(
        to: borrower, token: bob, amount: 1, initiator: alice, environment: faithful)
    }
    refuses(.unsupportedToken(bob), token) {
      try $0.flashLoan(
        to: borrower, token: bob, amount: 0, initiator: alice, environment: faithful)
    }
    refuses(.unsupportedToken(bob), token) { _ = try $0.flashFee(of: bob, amount: 1) }
    refuses(.invalidReceiver(.zero), token) {
      try $0.flashLoan(
        to: .zero, token: own, amount: 1, initiator: alice, environment: faithful)
    }
    refuses(.invalidBorrower(borrower, because: .noCode), token) {
      try $0.lend(9, CallEnvironment())
    }
    refuses(.invalidBorrower(borrower, because: .wrongAnswer), token) {
      try $0.lend(9, environment { _, _, _ in .zero })
    }
    refuses(.insufficientAllowance(spender: own, allowance: 0, needed: 9), token) {
      try $0.lend(9, environment { _, _, _ in FlashLoan.accepted })
    }
    // The fee of a thousandth: 1,000 are lent, 1,001 are due.
    refuses(.insufficientAllowance(spender: own, allowance: 1_000, needed: 1_001), token) {
      try $0.lend(
        1_000,
        environment { loan, token, _ throws(LedgerError) in
          try token.approve(owner: borrower, spender: own, value: loan.amount)
          return FlashLoan.accepted
        })
    }
    refuses(.insufficientBalance(sender: borrower, balance: 1_049, needed: 1_001_000), token) {
      try $0.lend(
        1_000_000,
        environment { loan, token, _ throws(LedgerError) in
          try token.transfer(from: borrower, to: bob, value: 999_001)
          try token.approve(owner: borrower, spender: own, value: .max)
          return FlashLoan.accepted
        })
    }
    let most = UInt256.max - 1_050
    refuses(
      .repaymentOverflow(amount: most, fee: try token.flashFee(of: own, amount: most)), token
    ) {
      try $0.lend(most, environment { _, _, _ in FlashLoan.accepted })
    }
    let plain = Token(configuration: configuration)
    refuses(.notEnabled("flash loans"), plain) {
      try $0.flashLoan(
        to: borrower, token: configuration.address, amount: 0, initiator: alice,
        environment: faithful)
    }
    refuses(.notEnabled("flash loans"), plain) {
      try $0.withFlashLoan(of: 1, to: alice) { _, _ in }
    }
    refuses(.notEnabled("flash loans"), plain) {
      _ = try $0.flashFee(of: configuration.address, amount: 1)
    }
  }

  @Test func aHookThatFailsKeepsNothing() throws {
    let token = try lending()
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
      refuses(seen, token) {
        try $0.lend(
          500,
          environment { _, token, _ throws(LedgerError) in
            try token.transfer(from: borrower, to: bob, value: 500)
            try token.mint(to: bob, value: 1)
            try token.advance(to: Block(number: 9, timestamp: 9))
            throw thrown
          })
      }
    }
    // What the token itself refused the hook comes back as the token's revert data.
    let refused = LedgerError.insufficientBalance(sender: borrower, balance: 550, needed: 551)
    refuses(.receiverReverted(try #require(refused.revertData())), token) {
      try $0.lend(
        500,
        environment { _, token, _ throws(LedgerError) in
          try token.transfer(from: borrower, to: bob, value: 551)
          return FlashLoan.accepted
        })
    }
  }

  @Test func aHookMayBorrowAgain() throws {
    var token = try lending(fee: 10_000, to: treasury)
    let nesting = environment { loan, token, inner throws(LedgerError) in
      // The first hook borrows ten times as much, the second does not.
      if loan.data.isEmpty {
        try token.lend(loan.amount * 10, inner, data: [1])
      }
      let allowed = token.allowance(owner: borrower, spender: own)
      try token.approve(owner: borrower, spender: own, value: allowed + loan.amount + loan.fee)
      return FlashLoan.accepted
    }
    try token.lend(100, nesting)
    // One of 100 and ten of 1,000.
    #expect(token.balance(of: treasury) == 11 && token.balance(of: borrower) == 39)
    #expect(token.totalSupply == 1_050)
    try token.checkInvariants()
  }

  @Test func aFailedInnerLoanLeavesTheOuterOneAsItWas() throws {
    var token = try lending()
    let caught = environment { loan, token, inner throws(LedgerError) in
      if !loan.data.isEmpty { throw .reverted(reason: "not twice") }
      do throws(LedgerError) {
        try token.lend(7, inner, data: [1])
      } catch {
        guard error == .reverted(reason: "not twice"), token.totalSupply == 1_150 else {
          throw .reverted(reason: "the inner loan left something")
        }
      }
      try token.approve(owner: borrower, spender: own, value: loan.amount)
      return FlashLoan.accepted
    }
    try token.lend(100, caught)
    #expect(token.totalSupply == 1_050)
  }

  @Test func hooksThatCallThemselvesWithoutEndAreRefused() throws {
    let token = try lending()
    let endless = environment { loan, token, inner throws(LedgerError) in
      try token.lend(loan.amount, inner)
      return FlashLoan.accepted
    }
    refuses(.invalidBorrower(borrower, because: .noReason), token) { try $0.lend(1, endless) }
    // As deep as it may be, and no deeper.
    let deep = environment { loan, token, inner throws(LedgerError) in
      let left = loan.data[0]
      if left > 1 { try token.lend(1, inner, data: [left - 1]) }
      let allowed = token.allowance(owner: borrower, spender: own)
      try token.approve(owner: borrower, spender: own, value: allowed + 1)
      return FlashLoan.accepted
    }
    var done = token
    try done.lend(1, deep, data: [UInt8(CallEnvironment.greatestDepth)])
    #expect(done.totalSupply == 1_050)
    refuses(.invalidBorrower(borrower, because: .noReason), token) {
      try $0.lend(1, deep, data: [UInt8(CallEnvironment.greatestDepth + 1)])
    }
  }

  @Test func anAllowanceWithoutLimitIsTreatedAsTheDialectDoes() throws {
    let lavish = environment { _, token, _ throws(LedgerError) in
      try token.approve(owner: borrower, spender: own, value: .max)
      return FlashLoan.accepted
    }
    var five = try lending()
    try five.lend(10, lavish)
    #expect(five.allowance(owner: borrower, spender: own) == .max)
    // Release 4.5 writes it anew, and tells it.
    var four = try lending(.openZeppelin4)
    try four.lend(10, lavish)
    #expect(four.allowance(owner: borrower, spender: own) == UInt256.max - 10)
    #expect(
      four.events.suffix(2) == [
        .approval(owner: borrower, spender: own, value: .max - 10),
        .transfer(from: borrower, to: .zero, value: 10),
      ])
  }

  @Test func aPausedTokenLendsNothing() throws {
    var token = try lending { $0.pausable = true }
    try token.pause(by: alice)
    refuses(.enforcedPause, token) { try $0.lend(1, faithful) }
  }

  @Test func swiftCodeBorrowsForTheTimeOfAClosure() throws {
    struct Changed: Error {}
    var token = try lending(fee: 20_000)
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
    refuses(.insufficientBalance(sender: borrower, balance: 30, needed: 5_100), token) {
      try $0.withFlashLoan(of: 5_000, to: borrower) { token, _ in
        try token.transfer(from: borrower, to: bob, value: 5_000)
      }
    }
    try token.checkInvariants()
  }
}

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
    [0x5c, 0xff, 0xe9, 0xde] + word(borrower) + word(own) + word(amount) + word(0x80)
      + word(UInt256(UInt64(data.count))) + data
      + [UInt8](repeating: 0, count: (32 - data.count % 32) % 32)
  }

  @Test func everyRefusalHasTheContractsBytes() throws {
    let five = try lending(fee: 1_000)
    let four = try lending(.openZeppelin4, fee: 1_000)
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
      tooMuch, faithful, selector("ERC3156ExceededMaxLoan(uint256)") + word(.max - 1_050),
      reason("ERC20FlashMint: amount exceeds maxFlashLoan"))
    try check(
      selector("flashFee(address,uint256)") + word(bob) + word(1), faithful,
      selector("ERC3156UnsupportedToken(address)") + word(bob),
      reason("ERC20FlashMint: wrong token"))
    try check(
      flashLoan(5), environment { _, _, _ in .zero },
      selector("ERC3156InvalidReceiver(address)") + word(borrower),
      reason("ERC20FlashMint: invalid return value"))
    try check(flashLoan(5), CallEnvironment(), [], [])
    try check(
      flashLoan(5), environment { _, _, _ in FlashLoan.accepted },
      selector("ERC20InsufficientAllowance(address,uint256,uint256)") + word(own) + word(0)
        + word(5),
      reason("ERC20FlashMint: allowance does not allow refund"))
    let generous = environment { _, token, _ throws(LedgerError) in
      try token.approve(owner: borrower, spender: own, value: .max)
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
      flashLoan(5), environment { _, _, _ throws(LedgerError) in throw .reverted(panic: 0x32) },
      selector("Panic(uint256)") + word(0x32), selector("Panic(uint256)") + word(0x32))
    // Cut off anywhere, the arguments do not decode.
    let whole = flashLoan(5, data: [1, 2, 3])
    for count in 4..<(whole.count - 29) {
      try check(Array(whole.prefix(count)), faithful, [], [])
    }
  }

  @Test func answersAreWordsAndLogsStandInOrder() throws {
    var token = try lending(fee: 1_000)
    let told = TokenLog(address: borrower, topics: [.zero], data: [1])
    let telling = environment { loan, token, _ throws(LedgerError) in
      guard loan.data == [1, 2, 3] else { throw .reverted(reason: "other data") }
      token.emit(told)
      try token.approve(owner: borrower, spender: own, value: loan.amount + loan.fee)
      return FlashLoan.accepted
    }
    let result = try token.call(
      data: flashLoan(1_000, data: [1, 2, 3]), from: alice, environment: telling)
    #expect(result.output == word(1))
    #expect(result.logs.count == 4 && result.logs[1] == told)
    #expect(result.logs.map(\.address) == [own, borrower, own, own])
    #expect(
      token.events.suffix(4) == [
        .transfer(from: .zero, to: borrower, value: 1_000), .receiverLog(told),
        .approval(owner: borrower, spender: own, value: 1_001),
        .transfer(from: borrower, to: .zero, value: 1_001),
      ])
    let most = try token.call(data: [0x61, 0x32, 0x55, 0xab] + word(own), from: alice)
    #expect(most.output == word(UInt256.max - 1_049))
    let fee = try token.call(data: [0xd9, 0xd9, 0x8c, 0xe4] + word(own) + word(2_000), from: alice)
    #expect(fee.output == word(2))
    var plain = Token(configuration: configuration)
    #expect(try !plain.call(data: flashLoan(1), from: alice).succeeded)
  }
}
