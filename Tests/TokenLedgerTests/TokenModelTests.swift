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

#if Oracles
  import BigInt

  /// Somebody else's numbers, without an end.
  private typealias Number = BigUInt
#else
  private typealias Number = UInt256
#endif

extension UInt256 {
  /// The same number for the model.
  fileprivate var number: Number {
    #if Oracles
      BigUInt(words: words)
    #else
      self
    #endif
  }
}

/// A token as one would write it on a page: two dictionaries, and a copy put back after an error.
private struct DictionaryLedger {
  var balances: [Address: Number] = [:]
  var allowances: [[Address]: Number] = [:]
  var supply: Number = 0

  private static let limit = UInt256.max.number

  /// Returns false where the operation is refused; then nothing changes.
  mutating func apply(_ operation: TokenOperation) -> Bool {
    let before = self
    if run(operation) { return true }
    self = before
    return false
  }

  private mutating func run(_ operation: TokenOperation) -> Bool {
    switch operation {
    case .mint(let to, let units):
      let value = units.number
      guard to != .zero, Self.limit - supply >= value else { return false }
      supply += value
      balances[to, default: 0] += value
      return true
    case .burn(let from, let units):
      let value = units.number
      guard from != .zero, balances[from, default: 0] >= value else { return false }
      balances[from, default: 0] -= value
      supply -= value
      return true
    case .transfer(let from, let to, let units):
      let value = units.number
      guard from != .zero, to != .zero, balances[from, default: 0] >= value else { return false }
      balances[from, default: 0] -= value
      balances[to, default: 0] += value
      return true
    case .approve(let owner, let spender, let units):
      guard owner != .zero, spender != .zero else { return false }
      allowances[[owner, spender]] = units.number
      return true
    case .transferFrom(let spender, let from, let to, let value):
      return spend(spender, from, value.number)
        && run(.transfer(from: from, to: to, value: value))
    case .burnFrom(let spender, let from, let value):
      return spend(spender, from, value.number) && run(.burn(from: from, value: value))
    default: return false
    }
  }

  private mutating func spend(_ spender: Address, _ owner: Address, _ value: Number) -> Bool {
    let allowance = allowances[[owner, spender], default: 0]
    if allowance == Self.limit { return true }
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
  /// In five parts that run at the same time, each with a seed of its own.
  @Test(arguments: 0..<5)
  func aHundredThousandRandomOperationsAgreeWithTheDictionaries(part: Int) throws {
    var run = ModelRun(seed: 2026 + UInt64(part))
    for step in 0..<20_000 {
      try run.advance(step)
      if run.hasFailed { return }
    }
    #expect(
      (4_000...16_000).contains(run.done), "\(run.done) operations were done: too one-sided a run")
    #expect(run.pastAnswers > 9_000, "\(run.pastAnswers) questions about the past")
  }
}

/// A token, the model, and what the model was at the end of every block.
private struct ModelRun {
  var source: OperationSource
  var token = Token(configuration: configuration)
  var model = DictionaryLedger()
  /// The model at the end of each block left, the block's number first.
  var past: [(number: UInt64, model: DictionaryLedger)] = []
  var done = 0
  var pastAnswers = 0
  var hasFailed = false
  var place = ""

  init(seed: UInt64) { source = OperationSource(random: SeededGenerator(seed: seed)) }

  mutating func advance(_ step: Int) throws {
    if Int.random(in: 0..<12, using: &source.random) == 0 { try leaveBlock() }
    let operation = source.next()
    place = "seed \(source.random.seed), step \(step)"
    // A copy makes the next write copy pages, so not every step has one to compare with.
    let before = step % 8 == 0 ? token : nil
    let told = token.events.count
    let isAccepted = model.apply(operation)
    do throws(LedgerError) {
      let events = try carryOut(operation, on: &token)
      expect(isAccepted && events.count == 1, "\(operation) tells \(events)")
      done += 1
    } catch {
      expect(!isAccepted, "\(operation): \(error)")
      expect(token.events.count == told, "\(operation) is refused and tells something")
      if let before { expect(token == before, "\(operation) is refused and changes something") }
    }
    try token.checkInvariants()
    compareBalances()
    if step % 20 == 0 { compareAllowances() }
    if step % 2 == 0 { try comparePast() }
  }

  private mutating func leaveBlock() throws {
    let block = token.block
    past.append((block.number, model))
    // Blocks without anything between them: the past is asked about those too.
    let next = block.number + UInt64.random(in: 1...3, using: &source.random)
    try token.advance(to: Block(number: next, timestamp: block.timestamp + 12))
  }

  private mutating func compareBalances() {
    let supply = token.totalSupply
    expect(supply.number == model.supply, "the supply is \(supply)")
    for account in source.accounts {
      let balance = token.balance(of: account)
      expect(
        balance.number == model.balances[account, default: 0], "\(account) holds \(balance)")
    }
  }

  private mutating func compareAllowances() {
    for owner in source.accounts {
      for spender in source.accounts {
        let allowance = token.allowance(owner: owner, spender: spender)
        expect(
          allowance.number == model.allowances[[owner, spender], default: 0],
          "\(spender) may spend \(allowance) of \(owner)")
      }
    }
  }

  /// One balance, one allowance and the supply at the end of a random block of the past.
  private mutating func comparePast() throws {
    guard let last = past.last else { return }
    let number = UInt64.random(in: 0...last.number, using: &source.random)
    // The last block that is not later.
    var (low, high) = (0, past.count)
    while low < high {
      let middle = (low + high) / 2
      if past[middle].number <= number { low = middle + 1 } else { high = middle }
    }
    let then = past[low - 1].model
    let (owner, spender) = (source.address(), source.address())
    let balance = try token.balance(of: owner, atBlock: number)
    expect(
      balance.number == then.balances[owner, default: 0],
      "\(owner) held \(balance) at block \(number)")
    let allowance = try token.allowance(owner: owner, spender: spender, atBlock: number)
    expect(
      allowance.number == then.allowances[[owner, spender], default: 0],
      "\(spender) could spend \(allowance) of \(owner) at block \(number)")
    let supply = try token.totalSupply(atBlock: number)
    expect(supply.number == then.supply, "the supply was \(supply) at block \(number)")
    pastAnswers += 1
  }

  /// Records what is not so; `#expect` would cost more than what it is asked about.
  private mutating func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
    if holds { return }
    hasFailed = true
    Issue.record("\(place): \(what())")
  }
}
