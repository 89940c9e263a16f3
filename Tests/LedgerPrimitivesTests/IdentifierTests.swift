// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import LedgerPrimitives
import TestSupport
import Testing

private let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)

@Suite struct Addresses {
  private struct Line: Decodable {
    var lower: String
    var checksum: String
    var broken: String
  }

  @Test func everyLineOfTheChecksumVectorsAgrees() throws {
    try replayVectors(prefix: "eip55", bundled: bundled) { line, place in
      let line = try JSONDecoder().decode(Line.self, from: line)
      let address = try Address(parsing: line.lower)
      #expect(address.description == line.checksum, "\(place)")
      #expect(try Address(parsing: line.checksum) == address, "\(place)")
      #expect(Address(bytes: address.bytes) == address, "\(place)")
      let upper = "0x" + line.lower.dropFirst(2).uppercased()
      #expect(try Address(parsing: upper) == address, "\(place)")
      #expect(
        throws: IdentifierError.addressChecksum(text: line.broken, expected: line.checksum),
        "\(place)"
      ) { try Address(parsing: line.broken) }
      return true
    }
  }

  @Test func textThatIsNoAddressIsRefused() {
    let good = "d8da6bf26964af9d7eed9e03e53415d37aa96045"
    for text in [
      "", "0x", good, "0X" + good, "0x" + good + "0", "0x" + good.dropLast(), "0xé" + good,
    ] {
      #expect(throws: IdentifierError.addressSyntax(text: text)) { try Address(parsing: text) }
      #expect(Address(text) == nil)
    }
    #expect(Address(bytes: [UInt8](repeating: 0, count: 19)) == nil)
  }

  @Test func aDerivedAddressIsTheEndOfTheDigest() {
    let digest = Keccak256.hash("treasury".utf8)
    #expect(Address.derived(fromLabel: "treasury").bytes == Array(digest.bytes.suffix(20)))
    #expect(Address.zero.isZero && !Address.derived(fromLabel: "").isZero)
  }

  @Test func orderIsThatOfTheBytes() {
    let addresses = (0..<50).map { Address.derived(fromLabel: "\($0)") }
    #expect(
      addresses.sorted() == addresses.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
  }

  @Test func codedAsTheirText() throws {
    let address = Address.derived(fromLabel: "x")
    let json = try JSONEncoder().encode([address])
    #expect(String(decoding: json, as: UTF8.self) == "[\"\(address)\"]")
    #expect(try JSONDecoder().decode([Address].self, from: json) == [address])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Address].self, from: Data("[\"0x12\"]".utf8))
    }
  }
}

@Suite struct NamedIdentifiers {
  @Test func namesOfOneTo64BytesAreTaken() throws {
    for text in ["a", "gpu-0", "Ωmega 7", String(repeating: "x", count: 64), "🖥️"] {
      #expect(try GPUID(text).text == text)
      #expect(try ModelID(text).description == text)
    }
  }

  @Test func otherNamesAreRefusedByReason() {
    let long = String(repeating: "é", count: 33)
    #expect(throws: IdentifierError.empty(kind: "GPU")) { try GPUID("") }
    #expect(throws: IdentifierError.tooLong(kind: "model", bytes: 66, limit: 64)) {
      try ModelID(long)
    }
    for scalar: UInt32 in [0, 9, 10, 13, 27, 0x7F, 0x85, 0x200B, 0x202E, 0x2066, 0xFEFF] {
      let text = "gpu" + String(String.UnicodeScalarView([Unicode.Scalar(scalar) ?? "x"]))
      #expect(throws: IdentifierError.invisibleCharacter(kind: "GPU", scalar: scalar)) {
        try GPUID(text)
      }
    }
  }

  @Test func namesThatOnlyLookAlikeAreOthers() throws {
    let composed = try GPUID("caf\u{E9}")
    let decomposed = try GPUID("cafe\u{301}")
    #expect(composed.text == decomposed.text)
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect((composed < decomposed) != (decomposed < composed))
  }

  @Test func orderIsThatOfUnsignedBytes() throws {
    let names = try ["b", "a", "ab", "é", "z", "Z", "~", "gpu-10", "gpu-9"].map { try GPUID($0) }
    #expect(
      names.sorted().map(\.text) == ["Z", "a", "ab", "b", "gpu-10", "gpu-9", "z", "~", "é"])
  }

  @Test func codedAsTheirName() throws {
    let names = try [ModelID("mlp"), ModelID("cnn")]
    let json = try JSONEncoder().encode(names)
    #expect(String(decoding: json, as: UTF8.self) == #"["mlp","cnn"]"#)
    #expect(try JSONDecoder().decode([ModelID].self, from: json) == names)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([ModelID].self, from: Data(#"[""]"#.utf8))
    }
  }

  @Test func roundsCountUp() throws {
    #expect(Round.zero.next() == Round(1))
    #expect(Round(3) < Round(4))
    let json = try JSONEncoder().encode([Round(7)])
    #expect(String(decoding: json, as: UTF8.self) == "[7]")
    #expect(try JSONDecoder().decode([Round].self, from: json) == [Round(7)])
  }
}

@Suite struct CheckpointHistory {
  @Test func everyPastRoundAgreesWithTheObviousSearch() throws {
    var random = SeededGenerator(seed: 5)
    var history = Checkpoints<UInt64>()
    var model: [(UInt64, UInt64)] = []
    var round: UInt64 = 3
    for value in 0..<200 {
      round += UInt64.random(in: 0...3, using: &random)
      try history.append(UInt64(value), at: Round(round))
      model.removeAll { $0.0 == round }
      model.append((round, UInt64(value)))
      #expect(history.latest == UInt64(value))
    }
    for asked in 0...round + 5 {
      let expected = model.last { $0.0 <= asked }?.1
      #expect(history.value(at: Round(asked)) == expected, "round \(asked), seed \(random.seed)")
    }
  }

  @Test func aRoundThatGoesBackIsRefusedAndNothingChanges() throws {
    var history = Checkpoints<UInt64>()
    try history.append(1, at: Round(5))
    let before = history
    #expect(throws: CheckpointError.goesBack(round: Round(4), last: Round(5))) {
      try history.append(2, at: Round(4))
    }
    #expect(history == before)
  }

  @Test func encodedAndReadBackAndHostileOnesRefused() throws {
    var history = Checkpoints<UInt64>()
    try history.append(1, at: Round(5))
    try history.append(2, at: Round(9))
    #expect(try Checkpoints<UInt64>(recordBytes: history.recordBytes) == history)
    let json = try JSONEncoder().encode(history)
    #expect(try JSONDecoder().decode(Checkpoints<UInt64>.self, from: json) == history)
    let hostile = Data(#"[{"round":9,"value":1},{"round":9,"value":2}]"#.utf8)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Checkpoints<UInt64>.self, from: hostile)
    }
    var encoder = RecordEncoder()
    encoder.writeCount(2)
    for number: UInt64 in [9, 0, 9, 1] { encoder.write(number) }
    #expect(throws: RecordError.invalidValue(field: "checkpoint round", value: "9 after 9")) {
      try Checkpoints<UInt64>(recordBytes: encoder.bytes)
    }
  }
}
