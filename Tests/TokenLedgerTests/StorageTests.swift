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

@Suite("The parts of a token's storage")
struct StorageTests {
  @Test("numbers addresses in the order of first use, a hundred thousand of them")
  func manyAddresses() {
    var random = SeededGenerator(seed: 11)
    var storage = TokenStorage()
    let addresses = (0..<100_000).map { number in Self.address(UInt64(number) << 40, number) }
    #expect(storage.number(of: addresses[0]) == nil)
    for (number, address) in addresses.enumerated() {
      let given = storage.intern(address)
      #expect(given == AccountNumber(rawValue: UInt32(number)))
    }
    let copy = storage
    for _ in 0..<10_000 {
      let number = Int.random(in: 0..<addresses.count, using: &random)
      #expect(copy.number(of: addresses[number])?.rawValue == UInt32(number))
      #expect(copy.address(of: AccountNumber(rawValue: UInt32(number))) == addresses[number])
      #expect(storage.intern(addresses[number]).rawValue == UInt32(number))
      #expect(storage.number(of: Self.address(1, number)) == nil)
    }
  }

  @Test("takes words for other things than addresses, and keeps the two apart")
  func words() {
    var storage = TokenStorage()
    let words = (0..<1000).map { Keccak256.hash("word \($0)".utf8) }
    for (number, word) in words.enumerated() {
      #expect(storage.number(of: word) == nil)
      #expect(storage.intern(word) == WordNumber(rawValue: UInt32(number)))
      #expect(storage.intern(word) == WordNumber(rawValue: UInt32(number)))
    }
    for (number, word) in words.enumerated() {
      #expect(storage.word(of: WordNumber(rawValue: UInt32(number))) == word)
    }
    #expect(storage.intern(Address.zero).rawValue == 0)
  }

  @Test("spreads addresses that differ in a few bits only, whatever the seed")
  func floodedTable() {
    // What somebody may choose who wants all his addresses in one place: any 13 of the 160 bits.
    let shifts = [0, 7, 24, 51, 64, 90, 128, 147]
    withEvery("seed", in: 1...4 as ClosedRange<UInt64>) { seed in
      var random = SeededGenerator(seed: seed)
      let secret = TableSeed(first: random.next(), second: random.next(), third: random.next())
      withEvery("shift", in: shifts) { shift in
        var buckets = Set<UInt64>()
        for number in 0..<8192 as Range<UInt64> {
          let value = UInt256(number) << UInt256(UInt64(shift))
          buckets.insert(Address(slotValue: value).hash(with: secret) & 16383)
        }
        // Random places: 16384 (1 − e^(−1/2)) = 6447 of them are taken, ± 50.
        #expect((6100...8192).contains(buckets.count))
      }
    }
  }

  @Test("is equal by what it holds and not by the order in which it came to it")
  func equality() {
    let accounts = (0..<50).map { Self.address(3, $0) }
    let roles = (0..<5).map { Keccak256.hash("role \($0)".utf8) }
    func filled(_ order: [Int]) -> TokenStorage {
      var storage = TokenStorage()
      for index in order {
        let account = storage.intern(accounts[index])
        let role = storage.intern(roles[index % 5])
        let next = storage.intern(accounts[(index + 1) % 50])
        storage[SlotKey(.balance, account)] = UInt256(UInt64(index))
        storage[SlotKey(.role, role, account)] = .one
        storage[SlotKey(.allowance, account, next)] = .max
      }
      return storage
    }
    let one = filled(Array(0..<50))
    var other = filled(Array((0..<50).reversed()))
    #expect(one == other)
    #expect(one.hashValue == other.hashValue)
    let account = other.intern(accounts[7])
    other[SlotKey(.nonce, account)] = 1
    #expect(one != other)
    other[SlotKey(.nonce, account)] = 0
    #expect(one == other)
    other[SlotKey(.balance, account)] = 8
    #expect(one != other)
    other[SlotKey(.balance, account)] = 7
    #expect(one == other)
    other[SlotKey(.nonce, account)] = 1
    var third = one
    third[SlotKey(.nonce, third.intern(accounts[8]))] = 1
    #expect(third != other)
    var later = one
    later.advance(to: Block(number: 1, timestamp: 0))
    #expect(later != one)
    later.undo(toBlock: 0)
    #expect(later == one)
    later.append(.paused(account: accounts[0]))
    #expect(later == one)
    #expect("\(later)" == "100 slots of 50 accounts, 1 events, block 0 at second 0")
  }

  @Test("forgets the past and still knows the present, and how many events there were")
  func forgetting() {
    var storage = TokenStorage()
    let account = storage.intern(Self.address(9, 1))
    for number in 1...20 as ClosedRange<UInt64> {
      storage.advance(to: Block(number: number * 10, timestamp: number))
      storage[SlotKey(.balance, account)] = UInt256(number)
      storage[SlotKey(.nonce, account)] = number < 5 ? UInt256(number) : 0
      storage.append(.paused(account: storage.address(of: account)))
    }
    let before = storage
    storage.forget(beforeBlock: 105)
    #expect(storage == before)
    #expect(storage.oldestBlock == 100)
    #expect(storage.events.forgottenCount == 9)
    #expect(storage.events.count == 11)
    #expect(storage.events.blockNumber(at: 0) == 100)
    #expect(storage.value(of: SlotKey(.balance, account), atBlock: 109) == 10)
    #expect(storage.value(of: SlotKey(.balance, account), atBlock: 110) == 11)
    storage.forget(beforeBlock: 5)
    #expect(storage.oldestBlock == 100)
    storage.undo(toBlock: 100)
    #expect(storage[SlotKey(.balance, account)] == 10)
    #expect(storage.blockNumber == 100)
    storage.forget(beforeBlock: .max)
    #expect(storage.oldestBlock == 100)
    #expect(before.oldestBlock == 0)
    #expect(before.value(of: SlotKey(.nonce, account), atBlock: 45) == 4)
  }

  @Test("keeps one change a slot and block, the value before the block")
  func oneChangeABlock() {
    var storage = TokenStorage()
    let slot = SlotKey(.nonce, storage.intern(Self.address(2, 0)))
    for number in 1...3 as ClosedRange<UInt64> {
      storage.advance(to: Block(number: number, timestamp: 0))
      for value in 1...5 as ClosedRange<UInt64> { storage[slot] = UInt256(number * 10 + value) }
    }
    #expect(storage.changes.entries.map(\.oldValue) == [0, 15, 25])
    storage[slot] = 35
    #expect(storage.changes.count == 3)
  }

  @Test("keeps at most 200 bytes a transfer: its event, two balances' history, the way back")
  func bytesKept() {
    func pages<Element>(_ array: PagedArray<Element>) -> Int {
      (array.count + PagedArray<Element>.pageSize - 1) / PagedArray<Element>.pageSize
        * PagedArray<Element>.pageSize * MemoryLayout<Element>.stride
    }
    func bytes(_ storage: TokenStorage) -> Int {
      pages(storage.eventStore.packed) + pages(storage.changes.entries)
        + pages(storage.changes.extents) + pages(storage.blocks.entries)
    }
    // In a hundredth of the accounts and blocks of the benchmark, and in blocks of one transfer.
    withEvery("transfers a block", in: [100, 1]) { transfersPerBlock in
      var random = SeededGenerator(seed: 5)
      var storage = TokenStorage()
      let accounts = (0..<100).map { storage.intern(Self.address(4, $0)) }
      for account in accounts { storage[SlotKey(.balance, account)] = UInt256(1 << 60 as UInt64) }
      let before = bytes(storage)
      for number in 0..<20_000 {
        if number % transfersPerBlock == 0 {
          storage.advance(to: Block(number: storage.blockNumber + 1, timestamp: 0))
        }
        let from = accounts[Int.random(in: 0..<100, using: &random)]
        let to = accounts[Int.random(in: 0..<100, using: &random)]
        storage[SlotKey(.balance, from)] -= 1
        storage.give(1, to: to)
        storage.appendTransfer(from: from, to: to, value: 1)
      }
      #expect((bytes(storage) - before) / 20_000 <= 200)
    }
  }

  @Test("stops the program where it would go back in time or read what is forgotten")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      var storage = TokenStorage()
      storage.advance(to: Block(number: 0, timestamp: 5))
    }
    await #expect(processExitsWith: .failure) {
      var storage = TokenStorage()
      storage.advance(to: Block(number: 1, timestamp: 5))
      storage.advance(to: Block(number: 2, timestamp: 4))
    }
    await #expect(processExitsWith: .failure) {
      var storage = TokenStorage()
      storage.advance(to: Block(number: 4, timestamp: 5))
      storage.forget(beforeBlock: 4)
      storage.undo(toBlock: 3)
    }
    await #expect(processExitsWith: .failure) {
      var storage = TokenStorage()
      storage.advance(to: Block(number: 4, timestamp: 5))
      storage.forget(beforeBlock: 4)
      _ = storage.value(of: SlotKey(.totalSupply), atBlock: 3)
    }
  }

  /// An address that says which it is.
  static func address(_ prefix: UInt64, _ number: Int) -> Address {
    Address(slotValue: UInt256(prefix) << UInt256(64) | UInt256(UInt64(number)))
  }
}
