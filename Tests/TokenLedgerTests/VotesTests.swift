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
private let carol = Address.derived(fromLabel: "carol")

@Suite struct VotesTests {
  private func voting(
    _ dialect: Dialect = .openZeppelin5, clock: TokenFeatures.VotesClock = .blockNumber
  ) throws -> Token {
    var token = token(dialect) { $0.votes = clock }
    try token.advance(to: Block(number: 1, timestamp: 1_000))
    return token
  }

  @Test func unitsVoteOnlyOnceSomebodyIsNamed() throws {
    var token = try voting()
    try token.mint(to: alice, value: 100)
    #expect(token.votes(of: alice) == 0 && token.delegate(of: alice).isZero)
    #expect(token.checkpointCount(of: alice) == 0)
    #expect(
      try events(of: &token) { try $0.delegate(by: alice, to: alice) } == [
        .delegateChanged(delegator: alice, from: .zero, to: alice),
        .delegateVotesChanged(delegate: alice, previous: 0, new: 100),
      ])
    #expect(token.votes(of: alice) == 100 && token.delegate(of: alice) == alice)
    // Named again: told, but no votes move.
    #expect(
      try events(of: &token) { try $0.delegate(by: alice, to: alice) } == [
        .delegateChanged(delegator: alice, from: alice, to: alice)
      ])
    #expect(
      try events(of: &token) { try $0.delegate(by: alice, to: bob) } == [
        .delegateChanged(delegator: alice, from: alice, to: bob),
        .delegateVotesChanged(delegate: alice, previous: 100, new: 0),
        .delegateVotesChanged(delegate: bob, previous: 0, new: 100),
      ])
    // Nobody votes any more.
    #expect(
      try events(of: &token) { try $0.delegate(by: alice, to: .zero) } == [
        .delegateChanged(delegator: alice, from: bob, to: .zero),
        .delegateVotesChanged(delegate: bob, previous: 100, new: 0),
      ])
    #expect(token.votes(of: .zero) == 0)
    try token.checkInvariants()
  }

  @Test func votesFollowTheUnits() throws {
    var token = try voting()
    try token.delegate(by: alice, to: carol)
    try token.delegate(by: bob, to: bob)
    #expect(
      try events(of: &token) { try $0.mint(to: alice, value: 50) } == [
        .transfer(from: .zero, to: alice, value: 50),
        .delegateVotesChanged(delegate: carol, previous: 0, new: 50),
      ])
    #expect(
      try events(of: &token) { try $0.transfer(from: alice, to: bob, value: 20) } == [
        .transfer(from: alice, to: bob, value: 20),
        .delegateVotesChanged(delegate: carol, previous: 50, new: 30),
        .delegateVotesChanged(delegate: bob, previous: 0, new: 20),
      ])
    #expect(
      try events(of: &token) { try $0.burn(from: bob, value: 5) } == [
        .transfer(from: bob, to: .zero, value: 5),
        .delegateVotesChanged(delegate: bob, previous: 20, new: 15),
      ])
    // Between two who let the same one vote, and to oneself, no votes move.
    try token.delegate(by: bob, to: carol)
    #expect(try events(of: &token) { try $0.transfer(from: alice, to: bob, value: 7) }.count == 1)
    #expect(try events(of: &token) { try $0.transfer(from: bob, to: bob, value: 7) }.count == 1)
    #expect(try events(of: &token) { try $0.transfer(from: alice, to: bob, value: 0) }.count == 1)
    #expect(token.votes(of: carol) == 45 && token.votes(of: bob) == 0)
    try token.checkInvariants()
  }

  @Test func thereIsOneCheckpointATimepoint() throws {
    var token = try voting()
    try token.delegate(by: alice, to: alice)
    try token.mint(to: alice, value: 1)
    try token.mint(to: alice, value: 2)
    #expect(token.checkpointCount(of: alice) == 1)
    #expect(try token.checkpoint(of: alice, at: 0) == VotesCheckpoint(timepoint: 1, votes: 3))
    try token.advance(to: Block(number: 5, timestamp: 1_000))
    try token.mint(to: alice, value: 4)
    try token.burn(from: alice, value: 1)
    #expect(token.checkpointCount(of: alice) == 2)
    #expect(try token.checkpoint(of: alice, at: 1) == VotesCheckpoint(timepoint: 5, votes: 6))
    expectRefusal(.unknownCheckpoint(account: alice, index: 2), of: token) {
      _ = try $0.checkpoint(of: alice, at: 2)
    }
    expectRefusal(.unknownCheckpoint(account: bob, index: 0), of: token) {
      _ = try $0.checkpoint(of: bob, at: 0)
    }
    #expect(
      try token.refusal("checkpoints(address,uint32)", .address(bob), .uint(0), from: bob)
        == custom("Panic(uint256)", .uint(0x32)))
    var copy = token
    let answer = try copy.call("checkpoints(address,uint32)", .address(alice), .uint(1), from: bob)
    #expect(answer.output == UInt256(5).bigEndianBytes + UInt256(6).bigEndianBytes)
  }

  @Test func onlyThePastIsSettled() throws {
    var token = try voting()
    try token.delegate(by: alice, to: alice)
    try token.mint(to: alice, value: 9)
    expectRefusal(.futureLookup(timepoint: 1, clock: 1), of: token) {
      _ = try $0.pastVotes(of: alice, at: 1)
    }
    expectRefusal(.futureLookup(timepoint: .max, clock: 1), of: token) {
      _ = try $0.pastTotalSupply(at: .max)
    }
    #expect(try token.pastVotes(of: alice, at: 0) == 0)
    try token.advance(to: Block(number: 2, timestamp: 1_000))
    #expect(try token.pastVotes(of: alice, at: 1) == 9 && token.pastVotes(of: bob, at: 1) == 0)
    #expect(try token.pastTotalSupply(at: 1) == 9 && token.pastTotalSupply(at: 0) == 0)
    #expect(
      try token.refusal("getPastVotes(address,uint256)", .address(alice), .uint(2), from: bob)
        == custom("ERC5805FutureLookup(uint256,uint48)", .uint(2), .uint(2)))
    #expect(
      try voting(.openZeppelin4).refusal("getPastTotalSupply(uint256)", .uint(1), from: bob)
        == reason("ERC20Votes: block not yet mined"))
    let without = TokenLedgerTests.token { _ in }
    expectRefusal(.notEnabled("votes"), of: without) { _ = try $0.pastVotes(of: alice, at: 0) }
    expectRefusal(.notEnabled("votes"), of: without) { _ = try $0.pastTotalSupply(at: 0) }
  }

  @Test func theClockIsTheBlocksNumberOrItsTime() throws {
    let byNumber = try voting()
    #expect(try byNumber.ask("clock()") == 1 && byNumber.votesClock == 1)
    var byTime = try voting(clock: .timestamp)
    #expect(try byTime.ask("clock()") == 1_000)
    func mode(_ token: Token) throws -> ABIValue? {
      var copy = token
      let output = try copy.call("CLOCK_MODE()", from: bob).output
      return try ABI.decode(output, as: [.string]).first
    }
    #expect(try mode(byNumber) == .string("mode=blocknumber&from=default"))
    #expect(try mode(byTime) == .string("mode=timestamp"))
    try byTime.delegate(by: alice, to: alice)
    try byTime.mint(to: alice, value: 3)
    // Another block of the same second is the same timepoint.
    try byTime.advance(to: Block(number: 2, timestamp: 1_000))
    try byTime.mint(to: alice, value: 3)
    #expect(byTime.checkpointCount(of: alice) == 1)
    try byTime.advance(to: Block(number: 3, timestamp: 1_060))
    #expect(
      try byTime.pastVotes(of: alice, at: 1_059) == 6 && byTime.pastVotes(of: alice, at: 999) == 0)
  }

  @Test(arguments: [(Dialect.openZeppelin5, 208), (.openZeppelin4, 224)] as [(Dialect, UInt64)])
  func noMoreUnitsAreMadeThanVotesCanCount(dialect: Dialect, bits: UInt64) throws {
    var token = try voting(dialect)
    let most = (UInt256.one << UInt256(bits)) - 1
    #expect(token.safeVotesSupply == most)
    try token.delegate(by: alice, to: alice)
    try token.mint(to: alice, value: most)
    #expect(token.votes(of: alice) == most)
    #expect(try token.checkpoint(of: alice, at: 0) == VotesCheckpoint(timepoint: 1, votes: most))
    expectRefusal(.exceededSafeSupply(supply: most + 1, cap: most), of: token) {
      try $0.mint(to: bob, value: 1)
    }
    expectRefusal(.supplyOverflow(supply: most, value: .max), of: token) {
      try $0.mint(to: bob, value: .max)
    }
    #expect(
      try token.refusal("mint(address,uint256)", .address(bob), .uint(1), from: bob)
        == (bits == 208
          ? custom(
            "ERC20ExceededSafeSupply(uint256,uint256)", .uint(most + 1), .uint(most))
          : reason("ERC20Votes: total supply risks overflowing votes")))
    try token.checkInvariants()
  }

  @Test(arguments: [(Dialect.openZeppelin5, 48), (.openZeppelin4, 32)] as [(Dialect, UInt64)])
  func aClockBeyondACheckpointIsRefused(dialect: Dialect, bits: UInt64) throws {
    var token = try voting(dialect)
    try token.mint(to: alice, value: 5)
    try token.delegate(by: alice, to: alice)
    let last = UInt64(1) << bits - 1
    try token.advance(to: Block(number: last, timestamp: 1_000))
    try token.mint(to: alice, value: 5)
    #expect(try token.checkpoint(of: alice, at: 1) == VotesCheckpoint(timepoint: last, votes: 10))
    try token.advance(to: Block(number: last + 1, timestamp: 1_000))
    let error = LedgerError.clockOutOfRange(clock: last + 1, bits: Int(bits))
    expectRefusal(error, of: token) { try $0.mint(to: alice, value: 5) }
    expectRefusal(error, of: token) { try $0.transfer(from: alice, to: bob, value: 5) }
    expectRefusal(error, of: token) { try $0.delegate(by: alice, to: bob) }
    #expect(try token.pastVotes(of: alice, at: UInt256(last)) == 10)
    #expect(
      try error.revertData(in: dialect)
        == (bits == 48
          ? custom("SafeCastOverflowedUintDowncast(uint8,uint256)", .uint(48), .uint(1 << 48))
          : reason("SafeCast: value doesn't fit in 32 bits")))
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func randomMovesAgreeWithASlowModel(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let accounts = (0..<5).map { Address.derived(fromLabel: "account \($0)") }
    var token = try voting(seed % 2 == 0 ? .openZeppelin5 : .openZeppelin4)
    var delegates: [Address: Address] = [:]
    // What the votes and the supply were at the end of each block.
    var past: [UInt64: (votes: [Address: UInt256], supply: UInt256)] = [:]
    func votes() -> [Address: UInt256] {
      var votes: [Address: UInt256] = [:]
      for (delegator, delegate) in delegates where !delegate.isZero {
        votes[delegate, default: 0] += token.balance(of: delegator)
      }
      return votes
    }
    for step in 0..<800 {
      let (from, to) = (
        accounts.randomElement(using: &generator)!, accounts.randomElement(using: &generator)!
      )
      let value = UInt256(UInt64.random(in: 0..<20, using: &generator))
      switch UInt8.random(in: 0..<10, using: &generator) {
      case 0, 1: try token.mint(to: to, value: value)
      case 2: try token.burn(from: from, value: min(value, token.balance(of: from)))
      case 3, 4:
        let delegate = value < 2 ? Address.zero : to
        delegates[from] = delegate
        try token.delegate(by: from, to: delegate)
      case 5, 6:
        let block = token.block
        past[block.number] = (votes(), token.totalSupply)
        let next = block.number + UInt64.random(in: 1..<3, using: &generator)
        for skipped in block.number + 1..<next { past[skipped] = past[block.number] }
        try token.advance(to: Block(number: next, timestamp: block.timestamp + 12))
      default: try token.transfer(from: from, to: to, value: min(value, token.balance(of: from)))
      }
      try token.checkInvariants()
      let now = votes()
      for account in accounts {
        #expect(token.votes(of: account) == now[account] ?? 0, "seed \(seed), step \(step)")
      }
      guard let (block, then) = past.randomElement(using: &generator) else { continue }
      for account in accounts {
        #expect(
          try token.pastVotes(of: account, at: UInt256(block)) == then.votes[account] ?? 0,
          "seed \(seed), step \(step), block \(block)")
      }
      #expect(
        try token.pastTotalSupply(at: UInt256(block)) == then.supply,
        "seed \(seed), step \(step), block \(block)")
    }
  }
}
