// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TokenLedger

/// A token of 10,000 accounts in 10,000 blocks: events and the history of every balance are kept.
enum TokenBenchmarks {
  static let all: [Benchmark] = [
    Benchmark(
      "token/transfer, kept with history, 10⁶ in 10⁴ blocks", unit: "transfer",
      operations: transferCount,
      peer: ("dictionaries", { try peerTransfers(transferCount) })
    ) {
      let moves = makeMoves(transferCount)
      let empty = try issued()
      return {
        var token = empty
        try carryOut(moves, on: &token)
        sink(token)
      }
    },
    Benchmark(
      "token/transfer, and a seal each 1000", unit: "transfer", operations: 100_000,
      peer: ("unsealed", { try unsealed(100_000) })
    ) {
      let moves = makeMoves(100_000)
      let empty = try issued()
      return {
        var token = empty
        sink(try sealing(moves, on: &token))
        sink(token)
      }
    },
    Benchmark(
      "token/balance at a past block", unit: "balance", operations: 10_000,
      peer: ("dictionaries", { try peerPastBalances() })
    ) {
      let (token, queries) = try (moved(transferCount), makeQueries())
      return {
        for (account, block) in queries { sink(try token.balance(of: account, atBlock: block)) }
      }
    },
    Benchmark(
      "token/copy and first transfer", unit: "copy", operations: 10,
      peer: ("dictionaries", { try peerCopies() })
    ) {
      let (token, moves) = try (moved(transferCount), makeMoves(10))
      return {
        for move in moves {
          var copy = token
          try copy.transfer(from: move.from, to: move.to, value: move.value)
          sink(copy)
        }
      }
    },
    Benchmark("token/undo 100 blocks of 100 transfers", unit: "transfer", operations: 10_000) {
      let token = try moved(transferCount)
      let last = token.block
      return {
        var copy = token
        try copy.undo(
          toBlock: last.number - 100,
          continuingAt: Block(number: last.number + 1, timestamp: last.timestamp))
        sink(copy)
      }
    },
    Benchmark(
      "token/replay a journal of 10⁶ records", unit: "record", operations: transferCount
    ) {
      let records = journal()
      return {
        var machine = TokenMachine()
        for record in records { try machine.apply(record) }
        sink(machine)
      }
    },
    Benchmark("token/state digest of 10⁴ accounts", unit: "account", operations: accountCount) {
      let token = try moved(accountCount)
      return { sink(token.stateDigest) }
    },
  ]

  private static let accountCount = 10_000
  private static let transferCount = 1_000_000
  private static let transfersPerBlock = 100

  private struct Move {
    let from: Address
    let to: Address
    let value: UInt256
  }

  private static let accounts = (0..<accountCount).map {
    Address.derived(fromLabel: "holder \($0)")
  }

  private static let configuration = TokenConfiguration(
    name: "Benchmark", symbol: "BMK", decimals: 18,
    address: Address.derived(fromLabel: "benchmark token"), chainID: 1)

  /// What each account has at the beginning: more than it can lose.
  private static let issue = UInt256(1_000_000_000_000)

  /// Numbers that look random and are the same in every run: the upper bits of a linear
  /// congruential generator (Knuth, The Art of Computer Programming 2, 3.3.4).
  private struct Stream {
    var state: UInt64 = 2026

    mutating func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
  }

  private static func makeMoves(_ count: Int) -> [Move] {
    var stream = Stream()
    return (0..<count).map { _ in
      Move(
        from: accounts[stream.next(below: accountCount)],
        to: accounts[stream.next(below: accountCount)],
        value: UInt256(UInt64(stream.next(below: 1_000_000))))
    }
  }

  private static func makeQueries() -> [(Address, UInt64)] {
    var stream = Stream()
    let blocks = transferCount / transfersPerBlock
    return (0..<10_000).map { _ in
      (accounts[stream.next(below: accountCount)], UInt64(stream.next(below: blocks)))
    }
  }

  private static func issued() throws -> Token {
    var token = Token(configuration: configuration)
    for account in accounts { try token.mint(to: account, value: issue) }
    return token
  }

  private static func carryOut(_ moves: [Move], on token: inout Token) throws {
    for (index, move) in moves.enumerated() {
      if index % transfersPerBlock == 0 {
        let number = UInt64(index / transfersPerBlock + 1)
        try token.advance(to: Block(number: number, timestamp: number * 12))
      }
      try token.transfer(from: move.from, to: move.to, value: move.value)
    }
  }

  private static func moved(_ count: Int) throws -> Token {
    var token = try issued()
    try carryOut(makeMoves(count), on: &token)
    return token
  }

  private static func unsealed(_ count: Int) throws -> () throws -> Void {
    let moves = makeMoves(count)
    let empty = try issued()
    return {
      var token = empty
      try carryOut(moves, on: &token)
      sink(token)
    }
  }

  /// Carries out and seals: a record of every transfer, one Merkle root and one link a thousand.
  private static func sealing(_ moves: [Move], on token: inout Token) throws -> SealedHead {
    var head = SealedHead.empty
    var records: [Record] = []
    for (index, move) in moves.enumerated() {
      if index % transfersPerBlock == 0 {
        let number = UInt64(index / transfersPerBlock + 1)
        try token.advance(to: Block(number: number, timestamp: number * 12))
      }
      try token.transfer(from: move.from, to: move.to, value: move.value)
      records.append(
        TokenOperation.transfer(from: move.from, to: move.to, value: move.value).record)
      if records.count == 1000 {
        head = try SealedBatch(records: records, after: head).head
        records.removeAll(keepingCapacity: true)
      }
    }
    return head
  }

  private static func journal() -> [Record] {
    let mints = accounts.map { TokenOperation.mint(to: $0, value: issue).record }
    let transfers = makeMoves(transferCount - accountCount - 1).map {
      TokenOperation.transfer(from: $0.from, to: $0.to, value: $0.value).record
    }
    return [TokenOperation.deploy(configuration).record] + mints + transfers
  }
}

// MARK: The peer

/// The ledger one would write first: dictionaries by address, and arrays of what was.
private struct DictionaryLedger {
  var balances: [Address: UInt256] = [:]
  var history: [Address: [(block: UInt64, balance: UInt256)]] = [:]
  var events: [(block: UInt64, from: Address, to: Address, value: UInt256)] = []
  var block: UInt64 = 0

  struct Refusal: Error {}

  mutating func transfer(from: Address, to: Address, value: UInt256) throws {
    let balance = balances[from] ?? .zero
    if balance < value { throw Refusal() }
    set(from, balance - value)
    set(to, (balances[to] ?? .zero) + value)
    events.append((block, from, to, value))
  }

  mutating func set(_ account: Address, _ balance: UInt256) {
    balances[account] = balance
    history[account, default: []].append((block, balance))
  }

  func balance(of account: Address, atBlock number: UInt64) -> UInt256 {
    guard let entries = history[account] else { return .zero }
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].block <= number { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? .zero : entries[low - 1].balance
  }
}

extension TokenBenchmarks {
  private static func peerIssued() -> DictionaryLedger {
    var ledger = DictionaryLedger()
    for account in accounts { ledger.set(account, issue) }
    return ledger
  }

  private static func peerMoved(_ moves: [Move], _ ledger: inout DictionaryLedger) throws {
    for (index, move) in moves.enumerated() {
      if index % transfersPerBlock == 0 { ledger.block += 1 }
      try ledger.transfer(from: move.from, to: move.to, value: move.value)
    }
  }

  private static func peerTransfers(_ count: Int) throws -> () throws -> Void {
    let moves = makeMoves(count)
    return {
      var ledger = peerIssued()
      try peerMoved(moves, &ledger)
      sink(ledger)
    }
  }

  private static func peerPastBalances() throws -> () throws -> Void {
    var ledger = peerIssued()
    try peerMoved(makeMoves(transferCount), &ledger)
    let (kept, queries) = (ledger, makeQueries())
    return {
      for (account, block) in queries { sink(kept.balance(of: account, atBlock: block)) }
    }
  }

  private static func peerCopies() throws -> () throws -> Void {
    var ledger = peerIssued()
    try peerMoved(makeMoves(transferCount), &ledger)
    let (kept, moves) = (ledger, makeMoves(10))
    return {
      for move in moves {
        var copy = kept
        try copy.transfer(from: move.from, to: move.to, value: move.value)
        sink(copy)
      }
    }
  }
}
