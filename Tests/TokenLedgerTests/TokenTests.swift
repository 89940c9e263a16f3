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
private let carol = Address.derived(fromLabel: "carol")

let configuration = TokenConfiguration(
  name: "TensorChain", symbol: "TNSR", decimals: 18, address: .derived(fromLabel: "token"),
  chainID: 31337)

@Suite struct TokenRules {
  /// Alice holds 100, and Bob may spend 40 of them.
  private func funded() throws -> Token {
    var token = Token(configuration: configuration)
    try token.mint(to: alice, value: 100)
    try token.approve(owner: alice, spender: bob, value: 40)
    return token
  }

  /// Expects exactly this error, and the token as it was.
  private func refuses(
    _ error: LedgerError, _ token: Token, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (inout Token) throws -> Void
  ) {
    var changed = token
    #expect(throws: error, sourceLocation: sourceLocation) { try body(&changed) }
    #expect(changed == token, "a throwing call changed the token", sourceLocation: sourceLocation)
  }

  @Test func aNewTokenIsEmptyAndKnowsItsNames() throws {
    let token = Token(configuration: configuration)
    #expect(token.name == "TensorChain" && token.symbol == "TNSR" && token.decimals == 18)
    #expect(token.totalSupply == 0 && token.holders.isEmpty)
    #expect(token.balance(of: alice) == 0 && token.allowance(owner: alice, spender: bob) == 0)
    try token.checkInvariants()
  }

  @Test func unitsMoveAndEveryMoveIsTold() throws {
    var token = Token(configuration: configuration)
    #expect(
      try told(&token) { try $0.mint(to: alice, value: 100) } == [
        .transfer(from: .zero, to: alice, value: 100)
      ])
    #expect(
      try told(&token) { try $0.transfer(from: alice, to: bob, value: 30) } == [
        .transfer(from: alice, to: bob, value: 30)
      ])
    #expect(
      try told(&token) { try $0.burn(from: bob, value: 10) } == [
        .transfer(from: bob, to: .zero, value: 10)
      ])
    #expect(token.balance(of: alice) == 70 && token.balance(of: bob) == 20)
    #expect(token.totalSupply == 90)
    #expect(token.totalMinted.asUInt256 == 100 && token.totalBurned.asUInt256 == 10)
    #expect(token.holders == [alice, bob].sorted())
    try token.checkInvariants()
  }

  @Test func movingNothingIsToldAndChangesNothing() throws {
    var token = try funded()
    let before = token
    #expect(
      try told(&token) { try $0.transfer(from: carol, to: bob, value: 0) } == [
        .transfer(from: carol, to: bob, value: 0)
      ])
    #expect(token == before)
  }

  @Test func aTransferToOneselfIsNeutral() throws {
    var token = try funded()
    let before = token
    try token.transfer(from: alice, to: alice, value: 100)
    #expect(token == before)
    refuses(.insufficientBalance(sender: alice, balance: 100, needed: 101), token) {
      try $0.transfer(from: alice, to: alice, value: 101)
    }
  }

  @Test func anAllowanceIsUsedUpAndNotToldAgain() throws {
    var token = try funded()
    #expect(
      try told(&token) { try $0.transferFrom(spender: bob, from: alice, to: carol, value: 15) } == [
        .transfer(from: alice, to: carol, value: 15)
      ])
    #expect(token.allowance(owner: alice, spender: bob) == 25)
    try token.burnFrom(spender: bob, from: alice, value: 25)
    #expect(token.allowance(owner: alice, spender: bob) == 0)
    #expect(token.balance(of: alice) == 60 && token.totalSupply == 75)
    try token.checkInvariants()
  }

  @Test func anApprovalTakesThePlaceOfTheLast() throws {
    var token = try funded()
    #expect(
      try told(&token) { try $0.approve(owner: alice, spender: bob, value: 7) } == [
        .approval(owner: alice, spender: bob, value: 7)
      ])
    #expect(token.allowance(owner: alice, spender: bob) == 7)
    // More than is held may be approved.
    try token.approve(owner: alice, spender: bob, value: 1000)
    refuses(.insufficientBalance(sender: alice, balance: 100, needed: 101), token) {
      try $0.transferFrom(spender: bob, from: alice, to: carol, value: 101)
    }
  }

  @Test func anAllowanceWithoutLimitStays() throws {
    var token = try funded()
    try token.approve(owner: alice, spender: bob, value: .max)
    try token.transferFrom(spender: bob, from: alice, to: carol, value: 60)
    try token.burnFrom(spender: bob, from: alice, value: 40)
    #expect(token.allowance(owner: alice, spender: bob) == .max)
    try token.approve(owner: carol, spender: bob, value: .max - 1)
    try token.transferFrom(spender: bob, from: carol, to: alice, value: 1)
    #expect(token.allowance(owner: carol, spender: bob) == UInt256.max - 2)
  }

  @Test func eachRefusalIsNamedAndChangesNothing() throws {
    let token = try funded()
    refuses(.insufficientBalance(sender: alice, balance: 100, needed: 101), token) {
      try $0.transfer(from: alice, to: bob, value: 101)
    }
    refuses(.insufficientBalance(sender: bob, balance: 0, needed: 1), token) {
      try $0.burn(from: bob, value: 1)
    }
    refuses(.invalidSender(.zero), token) { try $0.transfer(from: .zero, to: bob, value: 1) }
    refuses(.invalidReceiver(.zero), token) { try $0.transfer(from: alice, to: .zero, value: 1) }
    refuses(.invalidReceiver(.zero), token) { try $0.mint(to: .zero, value: 1) }
    refuses(.invalidSender(.zero), token) { try $0.burn(from: .zero, value: 1) }
    refuses(.invalidApprover(.zero), token) {
      try $0.approve(owner: .zero, spender: bob, value: 1)
    }
    refuses(.invalidSpender(.zero), token) {
      try $0.approve(owner: alice, spender: .zero, value: 1)
    }
    refuses(.insufficientAllowance(spender: bob, allowance: 40, needed: 41), token) {
      try $0.transferFrom(spender: bob, from: alice, to: carol, value: 41)
    }
    refuses(.insufficientAllowance(spender: bob, allowance: 40, needed: 41), token) {
      try $0.burnFrom(spender: bob, from: alice, value: 41)
    }
    refuses(.supplyOverflow(supply: 100, value: .max - 99), token) {
      try $0.mint(to: bob, value: .max - 99)
    }
  }

  @Test func theFirstOfSeveralReasonsIsTheContracts() throws {
    let token = try funded()
    // The allowance is judged before the receiver and the balance.
    refuses(.insufficientAllowance(spender: bob, allowance: 40, needed: 1000), token) {
      try $0.transferFrom(spender: bob, from: alice, to: .zero, value: 1000)
    }
    // Nobody can approve for the zero address, also not nothing.
    refuses(.invalidApprover(.zero), token) {
      try $0.transferFrom(spender: bob, from: .zero, to: .zero, value: 0)
    }
    refuses(.invalidSpender(.zero), token) {
      try $0.transferFrom(spender: .zero, from: alice, to: bob, value: 0)
    }
    // A refusal after the allowance was judged leaves the allowance.
    refuses(.invalidReceiver(.zero), token) {
      try $0.transferFrom(spender: bob, from: alice, to: .zero, value: 40)
    }
    refuses(.invalidSender(.zero), token) { try $0.transfer(from: .zero, to: .zero, value: 1) }
    // Minting to the zero address is refused before the overflow is seen.
    refuses(.invalidReceiver(.zero), token) { try $0.mint(to: .zero, value: .max) }
  }

  @Test func theTotalsPass256Bits() throws {
    var token = Token(configuration: configuration)
    for _ in 0..<3 {
      try token.mint(to: alice, value: .max)
      try token.checkInvariants()
      try token.burn(from: alice, value: .max)
      try token.checkInvariants()
    }
    try token.mint(to: alice, value: 5)
    #expect(token.totalSupply == 5)
    #expect(token.totalMinted.asUInt256 == nil)
    // 3 · (2²⁵⁶ − 1) + 5
    #expect(
      token.totalMinted.description
        == "347376267711948586270712955026063723559809953996921692118372752023739388919810")
    try token.checkInvariants()
  }

  @Test func aCopyIsASnapshot() throws {
    var token = try funded()
    let snapshot = token
    try token.transfer(from: alice, to: bob, value: 1)
    #expect(snapshot.balance(of: alice) == 100 && token.balance(of: alice) == 99)
    #expect(snapshot.stateDigest != token.stateDigest)
  }

  @Test func theStateDigestDependsOnTheStateAlone() throws {
    var one = Token(configuration: configuration)
    try one.mint(to: alice, value: 5)
    try one.mint(to: bob, value: 7)
    try one.approve(owner: alice, spender: bob, value: 3)
    var other = Token(configuration: configuration)
    try other.approve(owner: alice, spender: bob, value: 3)
    try other.mint(to: bob, value: 12)
    try other.transfer(from: bob, to: carol, value: 5)
    try other.transfer(from: carol, to: alice, value: 5)
    #expect(one == other && one.stateDigest == other.stateDigest)
    try other.approve(owner: alice, spender: bob, value: 4)
    #expect(one.stateDigest != other.stateDigest)
    // The same balances after more minting and burning are another state: the books differ.
    var third = one
    try third.mint(to: alice, value: 1)
    try third.burn(from: alice, value: 1)
    #expect(third != one && third.stateDigest != one.stateDigest)
  }
}

/// What `operation` tells.
private func told(
  _ token: inout Token, _ operation: (inout Token) throws -> Void
) rethrows -> [TokenEvent] {
  let begin = token.events.count
  try operation(&token)
  return Array(token.events[begin...])
}
