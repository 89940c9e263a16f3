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

@Suite struct ABIFuzzTests {
  /// Types that the random data is read as.
  private let types = [
    "uint256", "address", "bool", "int16", "bytes7", "bytes", "string", "uint8[]", "string[]",
    "bytes[2]", "(address,bytes,bool)[]", "(uint8,(string,int256[])[2])", "uint256[3][]",
    "bool[][][]",
  ]

  @Test func whatIsDecodedStrictlyIsEncodedToTheSameBytes() throws {
    for seed in UInt64(1)...4 {
      var random = SeededGenerator(seed: seed)
      var read = 0
      for round in 0..<2_000 {
        let list = try (0..<Int.random(in: 1...3, using: &random)).map { _ in
          try ABIType(types.randomElement(using: &random) ?? "bool")
        }
        let values = list.map { value(of: $0, using: &random) }
        var data = try ABI.encode(values, as: list)
        #expect(try ABI.decode(data, as: list) == values, "seed \(seed), round \(round)")
        #expect(
          try ABI.decode(data, as: list, mode: .lenient) == values,
          "seed \(seed), round \(round)")
        mutate(&data, using: &random)
        if let found = try? ABI.decode(data, as: list) {
          read += 1
          #expect(try ABI.encode(found, as: list) == data, "seed \(seed), round \(round)")
          #expect(
            try ABI.decode(data, as: list, mode: .lenient) == found,
            "seed \(seed), round \(round)")
        }
        // May be read or not, but never traps.
        _ = try? ABI.decode(data, as: list, mode: .lenient)
        _ = RevertReason(data, knowing: [try ABIError("E(string,bytes[])")])
        var reader = CalldataReader(data)
        _ = try? reader.bytes()
        _ = try? reader.address()
        _ = try? reader.bytes()
      }
      #expect(read > 100, "seed \(seed): of 2000 mutations only \(read) were read")
    }
  }

  @Test func randomBytesAndTextsNeverTrap() throws {
    for seed in UInt64(10)...13 {
      var random = SeededGenerator(seed: seed)
      let letters = Array("uint256bytesaddressboolstring()[],0189 indexed".utf8)
      for _ in 0..<2_000 {
        // Small numbers in the words, so that offsets and lengths often lie within the data.
        let words = Int.random(in: 0...12, using: &random)
        var data: [UInt8] = [0x08, 0xC3, 0x79, 0xA0]
        for _ in 0..<words {
          data += UInt256(UInt64.random(in: 0...12, using: &random) * 32).bigEndianBytes
        }
        for text in types {
          _ = try? ABI.decode(data, as: [try ABIType(text)], mode: .lenient)
        }
        _ = RevertReason(data)
        let text = String(
          decoding: (0..<Int.random(in: 0...30, using: &random)).map { _ in
            letters.randomElement(using: &random) ?? 0x28
          }, as: UTF8.self)
        if let type = try? ABIType(text) {
          #expect(try ABIType(type.canonicalText) == type, "seed \(seed): \(text)")
        }
        _ = try? ABIEvent(text)
      }
    }
  }

  private func mutate(_ data: inout [UInt8], using random: inout SeededGenerator) {
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      switch Int.random(in: 0..<6, using: &random) {
      case 0: data.removeLast(min(data.count, Int.random(in: 1...33, using: &random)))
      case 1: data += [UInt8](repeating: 0, count: Int.random(in: 1...33, using: &random))
      default:
        guard !data.isEmpty else { return }
        let index = Int.random(in: 0..<data.count, using: &random)
        data[index] = Bool.random(using: &random) ? 0xFF : data[index] ^ 1
      }
    }
  }

  private func value(of type: ABIType, using random: inout SeededGenerator) -> ABIValue {
    func bytes(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    switch type {
    case .uint(let bits):
      return .uint(UInt256(bigEndianBytes: bytes(bits / 8)) ?? .zero)
    case .int(let bits):
      let number = Int64.random(
        in: -(1 << (min(bits, 63) - 1))..<(1 << (min(bits, 63) - 1)), using: &random)
      return .int(ABIInteger(number))
    case .address: return .address(Address(bytes: bytes(20)) ?? .zero)
    case .bool: return .bool(Bool.random(using: &random))
    case .fixedBytes(let count): return .fixedBytes(bytes(count))
    case .bytes: return .bytes(bytes(Int.random(in: 0...70, using: &random)))
    case .string:
      return .string(String(repeating: "aé", count: Int.random(in: 0...20, using: &random)))
    case .array(let element):
      return .array(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
          value(of: element, using: &random)
        })
    case .fixedArray(let element, let count):
      return .array((0..<count).map { _ in value(of: element, using: &random) })
    case .tuple(let types):
      return .tuple(types.map { value(of: $0, using: &random) })
    }
  }
}
