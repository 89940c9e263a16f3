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

@Suite("The state tree of a storage")
struct StorageStateTests {
  private static let accounts = (0..<40).map { Address.derived(fromLabel: "account \($0)") }

  private static func filled(_ order: [Int]) -> TokenStorage {
    var storage = TokenStorage()
    for index in order {
      let account = storage.intern(accounts[index])
      let next = storage.intern(accounts[(index + 1) % 40])
      let role = storage.intern(Keccak256.hash("role \(index % 3)".utf8))
      storage[SlotKey(.balance, account)] = UInt256(UInt64(index))
      storage[SlotKey(.allowance, account, next)] = .max
      storage[SlotKey(.role, role, account)] = .one
      storage[SlotKey(.voteCheckpoint, account, index: 7)] = .one
    }
    storage[SlotKey(.totalSupply)] = 780
    return storage
  }

  @Test("has one root for one state, whatever the order, and another for another")
  func root() {
    let one = Self.filled(Array(0..<40))
    var other = Self.filled(Array(0..<40).reversed())
    #expect(one.stateTree().root == other.stateTree().root)
    #expect(one.stateTree().count == 160)
    let slot = SlotKey(.nonce, other.intern(Self.accounts[3]))
    other[slot] = 1
    #expect(one.stateTree().root != other.stateTree().root)
    other[slot] = 0
    #expect(one.stateTree().root == other.stateTree().root)
    #expect(TokenStorage().stateTree().root != one.stateTree().root)
  }

  @Test("proves what an account holds, and that another holds nothing, with nothing but the root")
  func proofs() {
    let storage = Self.filled(Array(0..<40))
    let tree = storage.stateTree()
    for (index, account) in Self.accounts.enumerated() {
      let key = SlotKind.balance.stateKey(of: account)
      let value = index == 0 ? nil : UInt256(UInt64(index)).asDigest
      #expect(tree.proof(for: key).verifies(key, holds: value, under: tree.root))
      #expect(
        !tree.proof(for: key).verifies(key, holds: UInt256(9999).asDigest, under: tree.root))
      #expect(tree.value(of: key) == value)
    }
    let stranger = SlotKind.balance.stateKey(of: Address.derived(fromLabel: "stranger"))
    #expect(tree.proof(for: stranger).verifies(stranger, holds: nil, under: tree.root))
  }

  @Test("names a slot by its kind and what it belongs to, never by a number of this storage")
  func names() {
    var storage = TokenStorage()
    let word = Keccak256.hash("role".utf8)
    _ = storage.intern(Self.accounts[5])
    let account = storage.intern(Self.accounts[0])
    let other = storage.intern(Self.accounts[1])
    let role = storage.intern(word)
    let (first, second) = (Self.accounts[0].bytes, Self.accounts[1].bytes)
    #expect(storage.canonicalBytes(of: SlotKey(.totalSupply)) == [0])
    #expect(storage.canonicalBytes(of: SlotKey(.balance, account)) == [5] + first)
    #expect(storage.canonicalBytes(of: SlotKey(.allowance, account, other)) == [6] + first + second)
    #expect(storage.canonicalBytes(of: SlotKey(.role, role, account)) == [11] + word.bytes + first)
    #expect(
      storage.canonicalBytes(of: SlotKey(.voteCheckpoint, account, index: 258))
        == [20] + first + [0, 0, 1, 2])
    #expect(
      storage.stateKey(SlotKey(.balance, account))
        == SlotKind.balance.stateKey(of: Self.accounts[0]))
    #expect(UInt256(258).asDigest.bytes == [UInt8](repeating: 0, count: 30) + [1, 2])
  }
}
