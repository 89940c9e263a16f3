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

@Suite struct CalldataTests {
  private func word(_ number: UInt64) -> [UInt8] { UInt256(number).bigEndianBytes }
  private let selector: [UInt8] = [0xA9, 0x05, 0x9C, 0xBB]

  @Test func argumentsAreReadInTheirOrder() throws {
    let address = Address.derived(fromLabel: "reader")
    let digest = Keccak256.hash("reader".utf8)
    let function = try ABIFunction("f(address,uint256,bool,bytes32,uint8,bytes,uint48,bytes4)")
    let calldata = try function.encodeCall([
      .address(address), .uint(.max), .bool(true), .bytes32(digest), .uint(255), .bytes([1, 2, 3]),
      .uint(1 << 47), .fixedBytes([1, 2, 3, 4]),
    ])
    // Bytes after the end are not looked at.
    for calldata in [calldata, calldata + [9]] {
      var reader = CalldataReader(calldata)
      #expect(try reader.address() == address)
      #expect(try reader.uint256() == .max)
      #expect(try reader.bool())
      #expect(try reader.bytes32() == digest)
      #expect(try reader.uint8() == 255)
      #expect(try reader.bytes() == [1, 2, 3])
      #expect(try reader.uint64(bits: 48) == 1 << 47)
      #expect(try reader.bytes4() == 0x0102_0304)
    }
    #expect(CalldataReader.selector(of: selector) == 0xA905_9CBB)
    #expect(CalldataReader.selector(of: [1, 2, 3]) == nil)
  }

  @Test func everyMissingByteIsANamedError() {
    for count in 0..<36 {
      var reader = CalldataReader([UInt8](repeating: 0, count: count))
      #expect(
        throws: ABICodingError.truncated(
          position: 4, needed: 32, available: max(0, count - 4))
      ) { try reader.uint256() }
    }
  }

  @Test func dirtRevertsOrIsIgnoredAsTheContractDoes() throws {
    let dirty = selector + [UInt8](repeating: 0xFF, count: 32)
    var reader = CalldataReader(dirty)
    #expect(throws: ABICodingError.dirtyWord(type: "address", position: 4, word: .max)) {
      try reader.address()
    }
    reader = CalldataReader(dirty)
    #expect(throws: ABICodingError.invalidBool(position: 4, word: .max)) { try reader.bool() }
    reader = CalldataReader(dirty)
    #expect(throws: ABICodingError.dirtyWord(type: "uint8", position: 4, word: .max)) {
      try reader.uint8()
    }
    reader = CalldataReader(dirty)
    #expect(throws: ABICodingError.dirtyWord(type: "bytes4", position: 4, word: .max)) {
      try reader.bytes4()
    }
    reader = CalldataReader(dirty, dirt: .isIgnored)
    #expect(
      try reader.address().description.lowercased() == "0x" + String(repeating: "f", count: 40))
    reader = CalldataReader(dirty, dirt: .isIgnored)
    #expect(try reader.bool())
    reader = CalldataReader(dirty, dirt: .isIgnored)
    #expect(try reader.uint8() == 255)
    reader = CalldataReader(dirty, dirt: .isIgnored)
    #expect(try reader.bytes4() == .max)
  }

  @Test func hostileOffsetsAndLengthsAreNamedErrors() {
    let cases: [([UInt8], ABICodingError)] = [
      (UInt256.max.bigEndianBytes, .offsetOutOfRange(position: 4, offset: .max)),
      (word(33), .offsetOutOfRange(position: 4, offset: 33)),
      (word(32), .truncated(position: 36, needed: 32, available: 0)),
      (word(1), .truncated(position: 5, needed: 32, available: 31)),
      (word(32) + word(1), .lengthTooGreat(position: 36, length: 1, available: 0)),
      (
        word(32) + UInt256.max.bigEndianBytes,
        .lengthTooGreat(position: 36, length: .max, available: 0)
      ),
    ]
    for (data, error) in cases {
      var reader = CalldataReader(selector + data)
      #expect(throws: error) { try reader.bytes() }
    }
  }

  @Test func resultsAreWrittenAsTheGeneralEncoderWritesThem() throws {
    let address = Address.derived(fromLabel: "writer")
    let salt = Keccak256.hash("writer".utf8)
    // The results of eip712Domain().
    var writer = ReturnWriter()
    writer.write(fixedBytes: [0x0F])
    writer.write("Tensor Credit")
    writer.write("1")
    writer.write(UInt256(31_337 as UInt64))
    writer.write(address)
    writer.write(salt)
    writer.write([1, 2, 3] as [UInt256])
    writer.write(bytes: [UInt8](repeating: 7, count: 32))
    writer.write(true)
    let types = try [
      "bytes1", "string", "string", "uint256", "address", "bytes32", "uint256[]",
      "bytes", "bool",
    ].map { text in try ABIType(text) }
    let values: [ABIValue] = [
      .fixedBytes([0x0F]), .string("Tensor Credit"), .string("1"), .uint(31_337),
      .address(address), .bytes32(salt), .array([.uint(1), .uint(2), .uint(3)]),
      .bytes([UInt8](repeating: 7, count: 32)), .bool(true),
    ]
    #expect(try writer.finish() == ABI.encode(values, as: types))
    #expect(ReturnWriter().finish().isEmpty)
  }
}
