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

@Suite struct ABITypeTests {
  @Test func textsReadBackInTheirOneSpelling() throws {
    for (text, canonical) in [
      ("uint", "uint256"), ("int", "int256"), ("uint8", "uint8"), ("bytes32", "bytes32"),
      ("bytes", "bytes"), ("string[3][]", "string[3][]"), ("(bool)", "(bool)"),
      ("( address to , uint amount )[2]", "(address,uint256)[2]"),
      ("((bytes,string)[],int16)", "((bytes,string)[],int16)"),
    ] {
      let type = try ABIType(text)
      #expect(type.canonicalText == canonical)
      #expect(try ABIType(canonical) == type)
    }
  }

  @Test func whatIsNoTypeIsANamedError() {
    for text in [
      "", " ", "uint7", "uint0", "uint264", "uint08", "uint-8", "uint+8", "bytes0", "bytes33",
      "int1",
      "foo", "uint256[0]", "uint256[-1]", "uint256[01]", "uint256[", "uint256]", "()", "(uint256",
      "uint256)", "(uint256,)", "uint256,bool", "address payable", "fixed128x18",
      "uint256[99999999999]",
      "uint256[4294967295][4294967295]", "uint256[9223372036854775807]", "ü",
      "string[9223372036854775807]",
    ] {
      #expect(throws: ABICodingError.self, "\(text)") { try ABIType(text) }
    }
    for text in ["f", "f(", "f()x", "(bool)", "1f()", "f(bool) returns (bool)", "f(bool indexed)"] {
      #expect(throws: ABICodingError.self, "\(text)") { try ABIFunction(text) }
      #expect(throws: ABICodingError.self, "\(text)") { try ABIError(text) }
    }
    #expect(throws: ABICodingError.self) {
      try ABIEvent("E(bool indexed,bool indexed,bool indexed,bool indexed)")
    }
  }

  @Test func nestingHasALimitAndNoTextOverflowsTheStack() throws {
    let limit = ABIType.maximumDepth
    _ = try ABIType("bool" + String(repeating: "[]", count: limit))
    for deep in [limit + 1, 100_000] {
      for text in [
        "bool" + String(repeating: "[]", count: deep),
        String(repeating: "(", count: deep) + "bool" + String(repeating: ")", count: deep),
      ] {
        #expect(throws: ABICodingError.self) { try ABIType(text) }
      }
    }
    var type = ABIType.bool
    for _ in 0...limit { type = .array(type) }
    #expect(throws: ABICodingError.self) { try ABI.encode([.array([])], as: [type]) }
    #expect(throws: ABICodingError.self) { try ABI.decode([], as: [type]) }
  }

  @Test func typesMadeByHandAreCheckedWhereTheyAreUsed() {
    for type: ABIType in [
      .uint(7), .uint(0), .int(512), .fixedBytes(0), .fixedBytes(40), .tuple([]),
      .array(.tuple([])),
      .fixedArray(.bool, 0), .fixedArray(.bool, -1), .fixedArray(.bool, .max),
      .fixedArray(.string, .max), .tuple([.fixedArray(.bool, 1 << 27), .bool]),
    ] {
      for mode in ABI.Mode.allCases {
        #expect(throws: ABICodingError.self) { try ABI.decode([], as: [type], mode: mode) }
      }
      #expect(throws: ABICodingError.self) { try ABI.encode([.array([])], as: [type]) }
    }
  }

  @Test func signedNumbersReachFromEdgeToEdge() throws {
    let least = try #require(ABIInteger(isNegative: true, magnitude: UInt256(1 << 63, 0, 0, 0)))
    #expect(ABIInteger(least.description) == least)
    #expect(ABIInteger(isNegative: false, magnitude: UInt256(1 << 63, 0, 0, 0)) == nil)
    #expect(ABIInteger(isNegative: true, magnitude: UInt256(1 << 63, 0, 0, 1)) == nil)
    #expect(ABIInteger("-0") == 0 && ABIInteger("-") == nil && ABIInteger("+1") == nil)
    for bits in stride(from: 8, through: 64, by: 8) {
      let bound = Int64.max >> Int64(64 - bits)
      for number in [bound, -bound - 1] {
        let data = try ABI.encode([.int(ABIInteger(number))], as: [.int(bits)])
        #expect(try ABI.decode(data, as: [.int(bits)]) == [.int(ABIInteger(number))])
        let narrow = ABIType.int(bits - 8)
        guard bits > 8 else { continue }
        #expect(throws: ABICodingError.valueOutOfRange(type: "\(narrow)", value: "\(number)")) {
          try ABI.encode([.int(ABIInteger(number))], as: [narrow])
        }
        let word = ABIInteger(number).word
        #expect(
          throws: ABICodingError.dirtyWord(type: "\(narrow)", position: 0, word: word)
        ) { try ABI.decode(data, as: [narrow], mode: .lenient) }
      }
    }
  }
}

@Suite struct ABIEncodingErrorTests {
  @Test func valuesOfAnotherKindAreNamedErrors() throws {
    let cases: [(ABIType, ABIValue, ABICodingError)] = [
      (.uint(8), .uint(256), .valueOutOfRange(type: "uint8", value: "256")),
      (.uint(8), .int(1), .typeMismatch(expected: "uint8", found: "int")),
      (.address, .bool(true), .typeMismatch(expected: "address", found: "bool")),
      (.bytes, .string(""), .typeMismatch(expected: "bytes", found: "string")),
      (
        .fixedBytes(4), .fixedBytes([1, 2, 3]),
        .typeMismatch(expected: "bytes4", found: "bytes3")
      ),
      (
        .fixedArray(.bool, 2), .array([.bool(true)]),
        .wrongCount(type: "bool[2]", expected: 2, found: 1)
      ),
      (.tuple([.bool]), .tuple([]), .wrongCount(type: "(bool)", expected: 1, found: 0)),
      (.array(.bool), .tuple([]), .typeMismatch(expected: "bool[]", found: "tuple of 0")),
    ]
    for (type, value, error) in cases {
      #expect(throws: error) { try ABI.encode([value], as: [type]) }
      #expect(throws: error) { try ABIEvent.topic(of: value, as: type) }
    }
    #expect(throws: ABICodingError.wrongCount(type: "()", expected: 0, found: 1)) {
      try ABI.encode([.bool(true)], as: [])
    }
    #expect(throws: ABICodingError.wrongCount(type: "E(bool)", expected: 1, found: 0)) {
      try ABIEvent("E(bool)").encode([])
    }
  }

  @Test func valuesThatDifferInTheirBytesAreNotTheSame() {
    #expect(ABIValue.string("\u{E9}") != .string("e\u{301}"))
    #expect(ABIValue.bytes([1]) != .fixedBytes([1]))
    #expect(RevertReason.message("\u{E9}") != .message("e\u{301}"))
  }
}
