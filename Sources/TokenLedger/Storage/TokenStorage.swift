// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Everything a token remembers, in slots of 256 bits as a contract's storage has them, with the
/// history of each.
struct TokenStorage: Sendable {
  private var numbers: [Address: AccountNumber] = [:]
  private var addresses: [Address] = []
  private var wordNumbers: [Digest: WordNumber] = [:]
  private var words: [Digest] = []
  private var slots: [SlotKey: UInt256] = [:]
  private var history: [SlotKey: [(block: UInt64, value: UInt256)]] = [:]
  private(set) var events = EventLog()
  private(set) var block = Block(number: 0, timestamp: 0)
  private(set) var oldestBlock: UInt64 = 0

  func number(of address: Address) -> AccountNumber? { numbers[address] }

  mutating func intern(_ address: Address) -> AccountNumber {
    if let known = numbers[address] { return known }
    let number = AccountNumber(rawValue: UInt32(addresses.count))
    numbers[address] = number
    addresses.append(address)
    return number
  }

  func address(of number: AccountNumber) -> Address { addresses[Int(number.rawValue)] }

  func number(of word: Digest) -> WordNumber? { wordNumbers[word] }

  mutating func intern(_ word: Digest) -> WordNumber {
    if let known = wordNumbers[word] { return known }
    let number = WordNumber(rawValue: UInt32(words.count))
    wordNumbers[word] = number
    words.append(word)
    return number
  }

  func word(of number: WordNumber) -> Digest { words[Int(number.rawValue)] }

  subscript(key: SlotKey) -> UInt256 {
    get { slots[key] ?? .zero }
    set {
      slots[key] = newValue.isZero ? nil : newValue
      if history[key]?.last?.block == block.number { history[key]?.removeLast() }
      history[key, default: []].append((block.number, newValue))
    }
  }

  func value(of key: SlotKey, atBlock number: UInt64) -> UInt256 {
    history[key]?.last { $0.block <= number }?.value ?? .zero
  }

  mutating func advance(to block: Block) { self.block = block }

  mutating func append(_ event: TokenEvent) { events.append(event, block: block.number) }

  func slots(of kind: SlotKind) -> [(SlotKey, UInt256)] {
    slots.filter { $0.key.kindNumber == kind.rawValue }.map { ($0.key, $0.value) }
  }

  /// The slots that are not empty, as bytes, ordered: the canonical key (kind, then the addresses
  /// and words it names) and the value.
  var leaves: [[UInt8]] {
    slots.map { key, value in canonicalBytes(of: key) + value.bigEndianBytes }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  func canonicalBytes(of key: SlotKey) -> [UInt8] {
    guard let kind = SlotKind(rawValue: key.kindNumber) else { return [] }
    func bytes(_ part: SlotKind.Part, _ number: UInt32) -> [UInt8] {
      switch part {
      case .nothing: []
      case .account: address(of: AccountNumber(rawValue: number)).bytes
      case .word: word(of: WordNumber(rawValue: number)).bytes
      case .index: Array(UInt256(UInt64(number)).bigEndianBytes.suffix(4))
      }
    }
    return [key.kindNumber] + bytes(kind.parts.0, key.first) + bytes(kind.parts.1, key.second)
  }
}

extension TokenStorage: Hashable {
  static func == (lhs: TokenStorage, rhs: TokenStorage) -> Bool {
    lhs.block == rhs.block && lhs.leaves == rhs.leaves
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(block)
    hasher.combine(leaves)
  }
}
