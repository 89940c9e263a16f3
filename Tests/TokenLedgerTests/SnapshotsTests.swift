// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TestSupport
import Testing
import TokenLedger

private let alice = Address.derived(fromLabel: "alice")
private let bob = Address.derived(fromLabel: "bob")

@Suite struct SnapshotsTests {
  @Test func aSnapshotSeesWhatWasHeldWhenItWasTaken() throws {
    var token = token(.openZeppelin4) { $0.snapshots = true }
    try token.mint(to: alice, value: 10)
    expectRefusal(.unknownSnapshot(1), of: token) { _ = try $0.totalSupply(atSnapshot: 1) }
    #expect(try events(of: &token) { try $0.snapshot(by: bob) } == [.snapshot(id: 1)])
    #expect(try token.balance(of: alice, atSnapshot: 1) == 10)
    try token.transfer(from: alice, to: bob, value: 4)
    try token.mint(to: bob, value: 5)
    #expect(try token.balance(of: alice, atSnapshot: 1) == 10)
    #expect(try token.balance(of: bob, atSnapshot: 1) == 0)
    #expect(try token.totalSupply(atSnapshot: 1) == 10)
    #expect(try token.snapshot(by: bob) == 2)
    #expect(try token.snapshot(by: bob) == 3)
    try token.burn(from: alice, value: 6)
    for id in [2, 3] as [UInt256] {
      #expect(try token.balance(of: alice, atSnapshot: id) == 6)
      #expect(try token.balance(of: bob, atSnapshot: id) == 9)
      #expect(try token.totalSupply(atSnapshot: id) == 15)
    }
    #expect(try token.balance(of: .derived(fromLabel: "nobody"), atSnapshot: 3) == 0)
    #expect(token.balance(of: alice) == 0 && token.totalSupply == 9 && token.lastSnapshot == 3)
  }

  @Test func unknownNumbersAreRefused() throws {
    var token = token(.openZeppelin4) { $0.snapshots = true }
    try token.snapshot(by: alice)
    for id in [0, 2, .max] as [UInt256] {
      expectRefusal(.unknownSnapshot(id), of: token) {
        _ = try $0.balance(of: alice, atSnapshot: id)
      }
    }
    #expect(
      try token.refusal("totalSupplyAt(uint256)", .uint(0), from: bob)
        == reason("ERC20Snapshot: id is 0"))
    #expect(
      try token.refusal("balanceOfAt(address,uint256)", .address(bob), .uint(2), from: bob)
        == reason("ERC20Snapshot: nonexistent id"))
    let without = TokenLedgerTests.token { _ in }
    expectRefusal(.notEnabled("snapshots"), of: without) { _ = try $0.totalSupply(atSnapshot: 1) }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func randomMovesAgreeWithCopiesOfAllBalances(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let accounts = (0..<5).map { Address.derived(fromLabel: "account \($0)") }
    var token = token(.openZeppelin4) { $0.snapshots = true }
    var copies: [Token] = []
    for step in 0..<600 {
      let (from, to) = (
        accounts.randomElement(using: &generator)!, accounts.randomElement(using: &generator)!
      )
      let value = UInt256(UInt64.random(in: 0..<20, using: &generator))
      switch UInt8.random(in: 0..<10, using: &generator) {
      case 0: try token.mint(to: to, value: value)
      case 1: try token.burn(from: from, value: min(value, token.balance(of: from)))
      case 2, 3:
        copies.append(token)
        #expect(try token.snapshot(by: from) == UInt256(UInt64(copies.count)))
      default: try token.transfer(from: from, to: to, value: min(value, token.balance(of: from)))
      }
      try token.checkInvariants()
      guard let id = copies.indices.randomElement(using: &generator) else { continue }
      let number = UInt256(UInt64(id) + 1)
      for account in accounts {
        #expect(
          try token.balance(of: account, atSnapshot: number) == copies[id].balance(of: account),
          "seed \(seed), step \(step), snapshot \(number)")
      }
      #expect(
        try token.totalSupply(atSnapshot: number) == copies[id].totalSupply,
        "seed \(seed), step \(step), snapshot \(number)")
    }
  }
}
