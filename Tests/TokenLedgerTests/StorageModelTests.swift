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

@testable import TokenLedger

/// A storage that keeps a full copy of everything at the end of every block.
private struct SlowStorage {
  struct Name: Hashable {
    var kind: SlotKind
    var first: Address?
    var second: Address?
    var word: Digest?
  }

  struct Past {
    var block: Block
    var values: [Name: UInt256]
    var events: [(block: UInt64, event: TokenEvent)]
  }

  var past: [Past] = []
  var block = Block(number: 0, timestamp: 0)
  var values: [Name: UInt256] = [:]
  var events: [(block: UInt64, event: TokenEvent)] = []

  mutating func set(_ name: Name, _ value: UInt256) { values[name] = value.isZero ? nil : value }

  mutating func advance(to next: Block) {
    past.append(Past(block: block, values: values, events: events))
    block = next
  }

  func value(_ name: Name, atBlock number: UInt64) -> UInt256 {
    if number >= block.number { return values[name] ?? .zero }
    return past.last { $0.block.number <= number }?.values[name] ?? .zero
  }

  mutating func undo(toBlock number: UInt64) {
    while block.number > number, let last = past.popLast() {
      (block, values, events) = (last.block, last.values, last.events)
    }
  }

  /// The block that was present at `number` becomes the oldest.
  mutating func forget(beforeBlock number: UInt64) {
    let blocks = past.map(\.block.number) + [block.number]
    guard let oldest = blocks.last(where: { $0 <= number }) else { return }
    past.removeAll { $0.block.number < oldest }
    for index in past.indices { past[index].events.removeAll { $0.block < oldest } }
    events.removeAll { $0.block < oldest }
  }

  var oldest: UInt64 { past.first?.block.number ?? block.number }
}

@Suite("A token's storage")
struct StorageModelTests {
  private static let accounts = (0..<12).map { Address.derived(fromLabel: "account \($0)") }
  private static let roles = (0..<4).map { Keccak256.hash("role \($0)".utf8) }

  private static func key(_ name: SlowStorage.Name, _ storage: inout TokenStorage) -> SlotKey {
    if let word = name.word, let first = name.first {
      return SlotKey(name.kind, storage.intern(word), storage.intern(first))
    }
    guard let first = name.first else { return SlotKey(name.kind) }
    guard let second = name.second else { return SlotKey(name.kind, storage.intern(first)) }
    return SlotKey(name.kind, storage.intern(first), storage.intern(second))
  }

  private static func randomName(_ random: inout SeededGenerator) -> SlowStorage.Name {
    let first = accounts.randomElement(using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return .init(kind: .totalSupply)
    case 1: return .init(kind: .nonce, first: first)
    case 2, 3:
      return .init(
        kind: .allowance, first: first, second: accounts.randomElement(using: &random))
    case 4: return .init(kind: .role, first: first, word: roles.randomElement(using: &random))
    default: return .init(kind: .balance, first: first)
    }
  }

  private static func compare(
    _ fast: TokenStorage, _ slow: SlowStorage, _ random: inout SeededGenerator
  ) {
    #expect(fast.block == slow.block)
    #expect(fast.oldestBlock == slow.oldest)
    #expect(Array(fast.events) == slow.events.map(\.event))
    #expect(
      fast.events.indices.map { fast.events.blockNumber(at: $0) } == slow.events.map(\.block))
    var copy = fast
    for (name, value) in slow.values { #expect(fast[key(name, &copy)] == value) }
    #expect(SlotKind.allCases.reduce(0) { $0 + fast.count(of: $1) } == slow.values.count)
    #expect(SlotKind.allCases.reduce(0) { $0 + fast.slots(of: $1).count } == slow.values.count)
    for _ in 0..<30 {
      let name = randomName(&random)
      let number = UInt64.random(in: slow.oldest...slow.block.number + 2, using: &random)
      let slot = key(name, &copy)
      #expect(copy.value(of: slot, atBlock: number) == slow.value(name, atBlock: number))
    }
  }

  @Test("answers as one that keeps a full copy of every block, and so does each of its copies")
  func model() {
    withEvery("seed", in: 1...8 as ClosedRange<UInt64>) { seed in
      var random = SeededGenerator(seed: seed)
      var fast = TokenStorage()
      var slow = SlowStorage()
      var copies: [(TokenStorage, SlowStorage)] = []
      for step in 0..<2500 {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<60:
          let name = Self.randomName(&random)
          let value = UInt256(UInt64.random(in: 0...3, using: &random))
          fast[Self.key(name, &fast)] = value
          slow.set(name, value)
        case 60..<75:
          let (from, to) = (Self.accounts[step % 12], Self.accounts[step % 7])
          let events: [TokenEvent] = [
            .transfer(from: from, to: to, value: UInt256(UInt64(step))),
            .approval(owner: from, spender: to, value: .max), .paused(account: to),
          ]
          let event = events[step % 3]
          fast.append(event)
          slow.events.append((slow.block.number, event))
        case 75..<90:
          let block = Block(
            number: slow.block.number + UInt64.random(in: 1...3, using: &random),
            timestamp: slow.block.timestamp + UInt64.random(in: 0...5, using: &random))
          fast.advance(to: block)
          slow.advance(to: block)
        case 90..<93:
          let number = UInt64.random(
            in: max(
              slow.oldest, slow.block.number &- min(slow.block.number, 9))...slow.block.number,
            using: &random)
          fast.undo(toBlock: number)
          slow.undo(toBlock: number)
        case 93 where step % 4 == 0:
          let number = UInt64.random(in: 0...slow.block.number + 1, using: &random)
          fast.forget(beforeBlock: number)
          slow.forget(beforeBlock: number)
        case 94..<97:
          copies.append((fast, slow))
          if copies.count > 5 { copies.removeFirst() }
        case 97 where !copies.isEmpty:
          // Both go on, each in its own way.
          let other = Int.random(in: 0..<copies.count, using: &random)
          swap(&copies[other].0, &fast)
          swap(&copies[other].1, &slow)
        default: break
        }
        if step % 50 == 0 { Self.compare(fast, slow, &random) }
      }
      copies.append((fast, slow))
      for (fast, slow) in copies { Self.compare(fast, slow, &random) }
    }
  }

  @Test("finds every past value of a slot that changes in every block, however many there are")
  func longHistory() {
    var storage = TokenStorage()
    let slot = SlotKey(.balance, storage.intern(Self.accounts[0]))
    let other = SlotKey(.totalSupply)
    for number in 1...1100 as ClosedRange<UInt64> {
      storage.advance(to: Block(number: number * 2, timestamp: number))
      storage[slot] = UInt256(number)
      if number % 3 == 0 { storage[other] = UInt256(number) }
      // The block's last value counts.
      storage[slot] = UInt256(number + 7)
    }
    for number in 0...2205 as ClosedRange<UInt64> {
      let expected: UInt64 = number < 2 ? 0 : Swift.min(number / 2, 1100) + 7
      #expect(storage.value(of: slot, atBlock: number) == UInt256(expected))
      #expect(
        storage.value(of: other, atBlock: number)
          == UInt256(Swift.min(number / 2, 1100) / 3 * 3))
    }
    for number in stride(from: UInt64(2199), through: 1, by: -7) {
      storage.undo(toBlock: number)
      #expect(storage[slot] == UInt256(number < 2 ? 0 : number / 2 + 7))
      #expect(storage.blockNumber == number / 2 * 2)
    }
  }
}
