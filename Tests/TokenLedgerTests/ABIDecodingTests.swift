// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Testing
import TokenLedger

@Suite struct ABIDecodingErrorTests {
  /// A word that ends in `number`.
  private func word(_ number: UInt64) -> [UInt8] { UInt256(number).bigEndianBytes }

  private func expect(
    _ types: [ABIType], _ data: [UInt8], strict: ABICodingError, lenient: [ABIValue]
  ) {
    #expect(throws: strict) { try ABI.decode(data, as: types, mode: .strict) }
    #expect((try? ABI.decode(data, as: types, mode: .lenient)) == lenient)
  }

  private func expect(_ types: [ABIType], _ data: [UInt8], both error: ABICodingError) {
    for mode in ABI.Mode.allCases {
      #expect(throws: error, "\(mode)") { try ABI.decode(data, as: types, mode: mode) }
    }
  }

  @Test func whatSolidityForgivesIsRefusedOnlyStrictly() {
    expect(
      [.bool], word(1) + [0], strict: .trailingBytes(position: 32, count: 1),
      lenient: [.bool(true)])
    expect(
      [.bytes], word(32) + word(1) + [7] + [UInt8](repeating: 0, count: 30) + [9],
      strict: .dirtyPadding(position: 95, byte: 9), lenient: [.bytes([7])])
    expect(
      [.bytes], word(32) + word(1) + [7],
      strict: .truncated(position: 65, needed: 31, available: 0), lenient: [.bytes([7])])
    expect(
      [.bytes], word(64) + word(9) + word(0),
      strict: .nonCanonicalOffset(position: 0, offset: 64, expected: 32), lenient: [.bytes([])])
    // Both strings are the one behind them.
    let shared = word(64) + word(64) + word(1) + [0x61] + [UInt8](repeating: 0, count: 31)
    expect(
      [.string, .string], shared,
      strict: .nonCanonicalOffset(position: 32, offset: 64, expected: 128),
      lenient: [.string("a"), .string("a")])
    expect(
      [.string], word(32) + word(1) + [0xFF] + [UInt8](repeating: 0, count: 31),
      strict: .invalidText(position: 64), lenient: [.string("\u{FFFD}")])
  }

  @Test func dirtyWordsAreRefusedInBothModes() {
    let high: [UInt8] = [1] + [UInt8](repeating: 0, count: 31)
    let number = UInt256(1 << 56, 0, 0, 0)
    expect([.uint(248)], high, both: .dirtyWord(type: "uint248", position: 0, word: number))
    expect([.int(248)], high, both: .dirtyWord(type: "int248", position: 0, word: number))
    expect([.address], high, both: .dirtyWord(type: "address", position: 0, word: number))
    expect(
      [.bool, .address], word(0) + high,
      both: .dirtyWord(type: "address", position: 32, word: number))
    expect([.fixedBytes(31)], word(1), both: .dirtyWord(type: "bytes31", position: 0, word: 1))
    expect([.bool], word(2), both: .invalidBool(position: 0, word: 2))
    expect([.bool], high, both: .invalidBool(position: 0, word: number))
  }

  @Test func dataThatEndsEarlyIsRefusedInBothModes() {
    expect([.bool], [], both: .truncated(position: 0, needed: 32, available: 0))
    expect([.bool, .bool], word(1), both: .truncated(position: 0, needed: 64, available: 32))
    expect(
      [.bytes], word(32) + word(33) + word(0),
      both: .lengthTooGreat(position: 32, length: 33, available: 32))
    expect([.bytes], word(32), both: .truncated(position: 32, needed: 32, available: 0))
    expect(
      [.fixedArray(.string, 2)], word(32) + word(0),
      both: .truncated(position: 32, needed: 64, available: 32))
    #expect(throws: ABICodingError.offsetOutOfRange(position: 0, offset: .max)) {
      try ABI.decode(UInt256.max.bigEndianBytes, as: [.bytes], mode: .lenient)
    }
    #expect(throws: ABICodingError.offsetOutOfRange(position: 0, offset: 33)) {
      try ABI.decode(word(33), as: [.bytes], mode: .lenient)
    }
  }

  @Test func hostileLengthsAllocateNothing() {
    let bomb = UInt256(1 << 8, 0, 0, 0)
    for element: ABIType in [.bool, .bytes, .array(.bool), .tuple([.string, .bool])] {
      for length in [bomb, .max, UInt256(UInt64.max), UInt256(1 << 60), 2] {
        expect(
          [.array(element)], word(32) + length.bigEndianBytes + word(0),
          both: .lengthTooGreat(position: 32, length: length, available: 32))
      }
    }
    for type: ABIType in [.bytes, .string] {
      for length in [bomb, .max, UInt256(UInt64.max), UInt256(UInt64(Int.max)), 33] {
        expect(
          [type], word(32) + length.bigEndianBytes + word(0),
          both: .lengthTooGreat(position: 32, length: length, available: 32))
      }
    }
    expect(
      [.fixedArray(.uint(8), 1 << 26)], word(1),
      both: .truncated(position: 0, needed: 1 << 31, available: 32))
  }

  /// Arrays whose elements all are the same array behind them: with every level the values get 16
  /// times as many, the bytes only 17 words more.
  @Test func offsetsThatUnfoldIntoBillionsAreRefused() throws {
    let (width, levels) = (16, 12)
    var data = word(32)
    for level in 0..<levels {
      data += word(UInt64(width))
      let target = level + 1 < levels ? UInt64(width * 32) : 0
      for _ in 0..<width { data += word(target) }
    }
    var type = ABIType.uint(256)
    for _ in 0..<levels { type = .array(type) }
    #expect(throws: ABICodingError.expansionTooGreat(words: data.count)) {
      try ABI.decode(data, as: [type], mode: .lenient)
    }
    #expect(throws: ABICodingError.self) { try ABI.decode(data, as: [type], mode: .strict) }
  }

  @Test func selectorsAndTopicsOfOthersAreNamedErrors() throws {
    let function = try ABIFunction("transfer(address,uint256)")
    #expect(throws: ABICodingError.truncated(position: 0, needed: 4, available: 3)) {
      try function.decodeCall([0xA9, 0x05, 0x9C])
    }
    let other: [UInt8] = [1, 2, 3, 4]
    #expect(
      throws: ABICodingError.selectorMismatch(expected: [0xA9, 0x05, 0x9C, 0xBB], found: other)
    ) { try function.decodeCall(other) }
    #expect(throws: ABICodingError.truncated(position: 4, needed: 64, available: 32)) {
      try function.decodeCall(function.selector + word(0))
    }
    let event = try ABIEvent("Transfer(address indexed from,address indexed to,uint256 value)")
    let topics = [event.signatureTopic, .zero, .zero]
    #expect(throws: ABICodingError.wrongTopicCount(expected: 3, found: 2)) {
      try event.decode(topics: Array(topics.dropLast()), data: word(0))
    }
    #expect(
      throws: ABICodingError.selectorMismatch(
        expected: event.signatureTopic.bytes, found: Digest.zero.bytes)
    ) { try event.decode(topics: [.zero, .zero, .zero], data: word(0)) }
    let dirty = Keccak256.hash("dirty".utf8)
    #expect(throws: ABICodingError.self) {
      try event.decode(topics: [event.signatureTopic, .zero, dirty], data: word(0))
    }
    #expect(throws: ABICodingError.trailingBytes(position: 32, count: 1)) {
      try event.decode(topics: topics, data: word(0) + [0])
    }
  }

  @Test func indexedArgumentsLongerThanAWordAreHashed() throws {
    let event = try ABIEvent("E(string indexed,uint8[] indexed,(bytes,bool) indexed,uint8)")
    let tuple = ABIValue.tuple([.bytes([1, 2]), .bool(true)])
    let numbers = ABIValue.array([.uint(1), .uint(2)])
    let log = try event.encode([.string("abc"), numbers, tuple, .uint(9)])
    let padded: [UInt8] = [1, 2] + [UInt8](repeating: 0, count: 30)
    let expected = [
      Keccak256.hash("abc".utf8), Keccak256.hash(word(1) + word(2)),
      Keccak256.hash(padded + word(1)),
    ]
    #expect(Array(log.topics.dropFirst()) == expected)
    #expect(log.data == word(9))
    #expect(
      try event.decode(topics: log.topics, data: log.data)
        == expected.map { .hash($0) } + [.value(.uint(9))])
    #expect(try ABIEvent.topic(of: numbers, as: .array(.uint(8))) == expected[1])
  }

  @Test func revertsOfEveryKindAreRead() throws {
    let known = [try ABIError("ERC20InvalidSender(address)")]
    let custom = try known[0].encode([.address(.zero)])
    #expect(RevertReason([]) == .empty)
    #expect(RevertReason(custom, knowing: known) == .custom(known[0], [.address(.zero)]))
    #expect(RevertReason(custom) == .unknown(custom))
    #expect(RevertReason([1, 2]) == .unknown([1, 2]))
    let message = try RevertReason.message("paused").encoded()
    #expect(RevertReason(message, mode: .strict) == .message("paused"))
    // What solc 0.6 leaves behind the text.
    var dirty = message
    dirty[dirty.count - 1] = 0x77
    #expect(RevertReason(dirty) == .message("paused"))
    #expect(RevertReason(dirty, mode: .strict) == .unknown(dirty))
    #expect(RevertReason(Array(message.dropLast(32))) == .unknown(Array(message.dropLast(32))))
    let panic = try RevertReason.panic(0x11).encoded()
    #expect(RevertReason(panic) == .panic(0x11))
    #expect(RevertReason(Array(panic.dropLast())) == .unknown(Array(panic.dropLast())))
  }
}
