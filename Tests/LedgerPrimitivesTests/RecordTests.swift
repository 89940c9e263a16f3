// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import TestSupport
import Testing

/// One of each kind of field.
private struct Everything: RecordCodable, Equatable {
  var byte: UInt8 = 0xAB
  var short: UInt16 = 0x0102
  var word: UInt32 = 0x0304_0506
  var long: UInt64 = 0x0708_090A_0B0C_0D0E
  var amount: UInt256 = 0x0102_0304
  var ratio = Ratio.one
  var flag = true
  var text = "Σ"
  var bytes: [UInt8] = [9, 8]
  var address = Address.derived(fromLabel: "a")
  var digest = Keccak256.hash("d".utf8)
  var gpu: GPUID
  var model: ModelID
  var round = Round(3)
  var list: [Round] = [Round(1), Round(2)]
  var nothing: Digest?
  var something: Round? = Round(4)

  init() throws {
    ratio = try Ratio(3, 2)
    gpu = try GPUID("gpu")
    model = try ModelID("m")
  }

  func encode(into encoder: inout RecordEncoder) {
    encoder.write(byte)
    encoder.write(short)
    encoder.write(word)
    encoder.write(long)
    encoder.write(amount)
    encoder.write(ratio)
    encoder.write(flag)
    encoder.write(text)
    encoder.write(bytes)
    encoder.write(address)
    encoder.write(digest)
    encoder.write(gpu)
    encoder.write(model)
    encoder.write(round)
    encoder.write(list)
    encoder.write(nothing)
    encoder.write(something)
  }

  init(from decoder: inout RecordDecoder) throws(RecordError) {
    byte = try decoder.readUInt8()
    short = try decoder.readUInt16()
    word = try decoder.readUInt32()
    long = try decoder.readUInt64()
    amount = try decoder.readUInt256()
    ratio = try decoder.readRatio()
    flag = try decoder.readBool()
    text = try decoder.readString()
    bytes = try decoder.readBytes()
    address = try Address(from: &decoder)
    digest = try Digest(from: &decoder)
    gpu = try GPUID(from: &decoder)
    model = try ModelID(from: &decoder)
    round = try Round(from: &decoder)
    list = try decoder.readArray(of: Round.self, minimumBytes: 8)
    nothing = try decoder.readOptional(Digest.self)
    something = try decoder.readOptional(Round.self)
  }
}

@Suite struct Records {
  @Test func theLayoutIsTheDocumentedOne() throws {
    let value = try Everything()
    let zeros = [UInt8](repeating: 0, count: 24)
    let eight = { (low: UInt8) in [UInt8](repeating: 0, count: 7) + [low] }
    var expected: [UInt8] = [0xAB, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    expected += zeros + [0, 0, 0, 0, 1, 2, 3, 4]
    expected += zeros + eight(3) + zeros + eight(2)
    expected += [1] + [0, 0, 0, 2, 0xCE, 0xA3] + [0, 0, 0, 2, 9, 8]
    expected += value.address.bytes + value.digest.bytes
    expected += [3] + Array("gpu".utf8) + [1] + Array("m".utf8) + eight(3)
    expected += [0, 0, 0, 2] + eight(1) + eight(2) + [0] + [1] + eight(4)
    #expect(value.recordBytes == expected)
    #expect(try Everything(recordBytes: expected) == value)
  }

  @Test func everyShorterOrLongerEncodingIsRefused() throws {
    let bytes = try Everything().recordBytes
    for count in bytes.indices {
      #expect(throws: RecordError.self, "\(count) bytes") {
        try Everything(recordBytes: Array(bytes[..<count]))
      }
    }
    #expect(throws: RecordError.trailingBytes(count: 1, offset: bytes.count)) {
      try Everything(recordBytes: bytes + [0])
    }
  }

  @Test func whateverIsReadIsWrittenBackTheSame() throws {
    // One value, one encoding: any bytes that decode must encode to themselves.
    let bytes = try Everything().recordBytes
    var random = SeededGenerator(seed: 11)
    var readable = 0
    for _ in 0..<20_000 {
      var broken = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        broken[Int.random(in: broken.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      if let value = try? Everything(recordBytes: broken) {
        readable += 1
        #expect(value.recordBytes == broken, "seed \(random.seed)")
      }
    }
    #expect(readable > 1000)
  }

  @Test func randomBytesNeverTrap() {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...300, using: &random)
      // Small bytes make plausible lengths and tags.
      let top: UInt8 = Bool.random(using: &random) ? 255 : 3
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...top, using: &random) }
      _ = try? Everything(recordBytes: bytes)
      _ = try? Record(canonicalBytes: bytes)
      _ = try? Record(canonicalBytes: [0x54, 0x43, 0x52, 1] + bytes)
      _ = try? MerkleProof(recordBytes: bytes)
      _ = try? Checkpoints<String>(recordBytes: bytes)
      _ = try? Everything(recordBytes: [UInt8](repeating: 0, count: 47) + bytes)
    }
  }

  @Test func hostileCountsAreRefusedBeforeAnythingIsMade() {
    let bytes: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3]
    let refused = RecordError.countTooGreat(count: 4_294_967_295, remaining: 3, offset: 0)
    var decoder = RecordDecoder(bytes)
    #expect(throws: refused) { try decoder.readBytes() }
    #expect(throws: refused) { try decoder.readString() }
    #expect(throws: refused) { try decoder.readArray(of: Round.self, minimumBytes: 8) }
    #expect(decoder.offset == 0)
    // One element more than the bytes left can hold is already too many.
    let two: [UInt8] = [0, 0, 0, 2] + [UInt8](repeating: 0, count: 15)
    var short = RecordDecoder(two)
    #expect(throws: RecordError.countTooGreat(count: 2, remaining: 15, offset: 0)) {
      try short.readArray(of: Round.self, minimumBytes: 8)
    }
  }

  @Test func eachWrongEncodingIsNamed() throws {
    func read<Value>(
      _ bytes: [UInt8], _ body: (inout RecordDecoder) throws(RecordError) -> Value
    ) -> RecordError? {
      var decoder = RecordDecoder(bytes)
      do {
        _ = try body(&decoder)
        return nil
      } catch {
        return error
      }
    }
    #expect(
      read([2]) { d throws(RecordError) in try d.readBool() }
        == .invalidValue(field: "bool", value: "2"))
    #expect(
      read([7]) { d throws(RecordError) in try d.readOptional(Round.self) }
        == .invalidValue(field: "bool", value: "7"))
    #expect(
      read([0, 0, 0, 1, 0xFF]) { d throws(RecordError) in try d.readString() }
        == .invalidText(offset: 4))
    #expect(
      read([1]) { d throws(RecordError) in try d.readUInt32() }
        == .truncated(needed: 4, remaining: 1, offset: 0))
    #expect(
      read([0]) { d throws(RecordError) in try GPUID(from: &d) } == .identifier(.empty(kind: "GPU"))
    )
    #expect(
      read([2, 0x61, 0x0A]) { d throws(RecordError) in try ModelID(from: &d) }
        == .identifier(.invisibleCharacter(kind: "model", scalar: 10)))
    let six = UInt256(6).bigEndianBytes
    let four = UInt256(4).bigEndianBytes
    let none = UInt256.zero.bigEndianBytes
    #expect(
      read(six + four) { d throws(RecordError) in try d.readRatio() }
        == .invalidValue(field: "ratio", value: "6/4"))
    #expect(
      read(six + none) { d throws(RecordError) in try d.readRatio() }
        == .invalidValue(field: "ratio", value: "6/0"))
    #expect(
      read(none + six) { d throws(RecordError) in try d.readRatio() }
        == .invalidValue(field: "ratio", value: "0/6"))
  }

  @Test func aRecordReadsBackAndEveryFlippedBitChangesItsDigest() throws {
    let record = Record(kind: .token, version: 1, body: [1, 2, 3])
    let bytes = record.canonicalBytes
    #expect(bytes == [0x54, 0x43, 0x52, 1, 0, 1, 1, 0, 0, 0, 3, 1, 2, 3])
    #expect(try Record(canonicalBytes: bytes) == record)
    #expect(record.digest == Keccak256.hash(bytes))
    for bit in 0..<bytes.count * 8 {
      var broken = bytes
      broken[bit / 8] ^= 1 << UInt8(bit % 8)
      if let other = try? Record(canonicalBytes: broken) {
        #expect(other != record && other.digest != record.digest)
        #expect(other.canonicalBytes == broken)
      }
    }
    #expect(throws: RecordError.notARecord) { try Record(canonicalBytes: [1, 2, 3]) }
    #expect(throws: RecordError.trailingBytes(count: 2, offset: 14)) {
      try Record(canonicalBytes: bytes + [0, 0])
    }
  }

  @Test func aRecordOfAnotherKindOrVersionIsRefused() throws {
    let record = Record(kind: .staking, version: 2, body: Round(5).recordBytes)
    #expect(try record.decode(Round.self, kind: .staking, versions: 1...2) == Round(5))
    #expect(throws: RecordError.wrongKind(.staking, expected: .token)) {
      try record.decode(Round.self, kind: .token, versions: 1...2)
    }
    #expect(
      throws: RecordError.unsupportedVersion(2, kind: .staking, supported: 1...1)
    ) { try record.decode(Round.self, kind: .staking, versions: 1...1) }
  }

  @Test func kindsAreOrderedAndNamed() throws {
    #expect([RecordKind.network, .token].sorted() == [.token, .network])
    #expect("\(RecordKind.rewards)" == "3 (rewards)")
    #expect("\(RecordKind(rawValue: 2000))" == "2000")
    let json = try JSONEncoder().encode([RecordKind.staking])
    #expect(String(decoding: json, as: UTF8.self) == "[2]")
  }
}
