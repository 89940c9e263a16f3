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

/// A token as one would write it on a page: two dictionaries, and a copy put back after an error.
private struct DictionaryLedger {
  var balances: [Address: UInt256] = [:]
  var allowances: [[Address]: UInt256] = [:]
  var supply: UInt256 = 0

  /// Returns false where the operation is refused; then nothing changes.
  mutating func apply(_ operation: TokenOperation) -> Bool {
    let before = self
    if run(operation) { return true }
    self = before
    return false
  }

  private mutating func run(_ operation: TokenOperation) -> Bool {
    switch operation {
    case .mint(let to, let value):
      guard to != .zero, UInt256.max - supply >= value else { return false }
      supply += value
      balances[to, default: 0] += value
      return true
    case .burn(let from, let value):
      guard from != .zero, balances[from, default: 0] >= value else { return false }
      balances[from, default: 0] -= value
      supply -= value
      return true
    case .transfer(let from, let to, let value):
      guard from != .zero, to != .zero, balances[from, default: 0] >= value else { return false }
      balances[from, default: 0] -= value
      balances[to, default: 0] += value
      return true
    case .approve(let owner, let spender, let value):
      guard owner != .zero, spender != .zero else { return false }
      allowances[[owner, spender]] = value
      return true
    case .transferFrom(let spender, let from, let to, let value):
      return spend(spender, from, value) && run(.transfer(from: from, to: to, value: value))
    case .burnFrom(let spender, let from, let value):
      return spend(spender, from, value) && run(.burn(from: from, value: value))
    default: return false
    }
  }

  private mutating func spend(_ spender: Address, _ owner: Address, _ value: UInt256) -> Bool {
    let allowance = allowances[[owner, spender], default: 0]
    if allowance == .max { return true }
    guard allowance >= value, owner != .zero, spender != .zero else { return false }
    allowances[[owner, spender]] = allowance - value
    return true
  }
}

/// Operations over a few accounts, so that they meet: small and greatest values, the zero address.
struct OperationSource {
  var random: SeededGenerator
  let accounts = [Address.zero] + (0..<6).map { Address.derived(fromLabel: "account \($0)") }

  mutating func address() -> Address {
    // The zero address is rare, or nothing would ever succeed.
    Int.random(in: 0..<20, using: &random) == 0
      ? .zero : accounts[Int.random(in: 1..<accounts.count, using: &random)]
  }

  mutating func value() -> UInt256 {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: .zero
    case 1: .max
    case 2: .max - UInt256(UInt64.random(in: 0..<3, using: &random))
    case 3: UInt256(random.next(), random.next(), random.next(), random.next())
    case 4: UInt256(0, random.next(), random.next(), random.next())
    default: UInt256(UInt64.random(in: 0..<1000, using: &random))
    }
  }

  mutating func next() -> TokenOperation {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: .mint(to: address(), value: value())
    case 1: .burn(from: address(), value: value())
    case 2, 3: .approve(owner: address(), spender: address(), value: value())
    case 4, 5: .transferFrom(spender: address(), from: address(), to: address(), value: value())
    case 6: .burnFrom(spender: address(), from: address(), value: value())
    default: .transfer(from: address(), to: address(), value: value())
    }
  }
}

@Suite struct TokenModel {
  @Test func twentyThousandRandomOperationsAgreeWithTheDictionaries() throws {
    var source = OperationSource(random: SeededGenerator(seed: 2026))
    var token = Token(configuration: configuration)
    var model = DictionaryLedger()
    var done = 0
    for step in 0..<20_000 {
      let operation = source.next()
      let before = token
      let expected = model.apply(operation)
      let events = Result { () throws(LedgerError) in try carryOut(operation, on: &token) }
      let place = "seed \(source.random.seed), step \(step), \(operation)"
      switch events {
      case .success(let events):
        #expect(expected, "\(place): the model refuses")
        #expect(events.count == 1, "\(place)")
        done += 1
      case .failure(let error):
        #expect(!expected, "\(place): \(error)")
        #expect(token == before, "\(place): changed on throw")
      }
      try token.checkInvariants()
      #expect(token.totalSupply == model.supply, "\(place)")
      for account in source.accounts {
        #expect(token.balance(of: account) == model.balances[account, default: 0], "\(place)")
      }
      if step % 20 == 0 {
        for owner in source.accounts {
          for spender in source.accounts {
            #expect(
              token.allowance(owner: owner, spender: spender)
                == model.allowances[[owner, spender], default: 0], "\(place)")
          }
        }
      }
    }
    #expect((4_000...16_000).contains(done), "\(done) operations were done: too one-sided a run")
  }
}
