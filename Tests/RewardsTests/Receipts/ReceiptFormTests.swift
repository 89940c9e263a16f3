// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Rewards
import TestSupport
import Testing

@Suite struct ReceiptFormTests {
  private func receipts() throws -> [RewardReceipt] {
    [try Fixture.firstReceipt(), try Fixture.secondReceipt()]
  }

  @Test func aReceiptIsWrittenInTheFirstVersionThatHoldsIt() throws {
    #expect(try receipts().map(\.version) == [1, 2])
    let sourced = try RewardReceipt(
      context: Fixture.context, policy: Fixture.onePercent, budget: 1, carriedIn: 0,
      lines: [Fixture.line("a", 1, eta: Fixture.threeHalves.from(Fixture.measurements))])
    #expect(sourced.version == 2, "the first version has no source of an efficiency")
  }

  @Test func recordsAndDigestsOfTheFirstVersionAreWhatTheyWere() throws {
    // As the program wrote them before there was a second version.
    let open = RewardsOperation.open(
      Fixture.onePercent, network: Fixture.network, firstRound: Round(1))
    var machine = RewardsMachine()
    try machine.apply(open)
    let book = try #require(machine.book)
    let receipt = try book.draft(
      round: Round(1), budget: 7, lines: Fixture.family(), stakeSnapshot: Fixture.snapshot,
      measurements: Fixture.measurements)
    try machine.apply(.settle(receipt))
    #expect(receipt.recordBytes.count == 1_618)
    #expect(
      receipt.digest.description
        == "0x006f14f9f4ce4bddac02586fe1966d22e769fbc9799d976b5bff05611d022041")
    #expect(
      machine.stateDigest.description
        == "0xc397e4cc1dba430d3e672f8a61ebcbb3ed7a2c355514d3de3e16e7d741c225ad")
    #expect(
      open.record.digest.description
        == "0x24f6cc2ef24a2a46d085b25d2f32695dd1aa593a658b43225f64a4a28abf1ffa")
    #expect(
      RewardsOperation.settle(receipt).record.digest.description
        == "0xb10dd7163d2b1d7a8507110055a7b1a324f4f7a2ed31eee9e96a8e7f3d8b4042")
  }

  @Test func everyFormGivesTheSameReceiptAgain() throws {
    for receipt in try receipts() {
      try receipt.verify()
      let binary = try RewardReceipt(canonicalBytes: receipt.canonicalBytes)
      #expect(binary == receipt)
      #expect(binary.digest == receipt.digest)
      try binary.verify(digest: receipt.digest)
      let json = try RewardReceipt(canonicalJSON: receipt.canonicalJSON)
      #expect(json == receipt)
      #expect(json.canonicalJSON == receipt.canonicalJSON, "byte for byte")
      try json.verify(digest: receipt.digest)
      #expect(binary.canonicalJSON == receipt.canonicalJSON)
      let coded = try JSONDecoder().decode(
        RewardReceipt.self, from: try JSONEncoder().encode(receipt))
      #expect(coded == receipt)
      #expect(coded.digest == receipt.digest)
      let operation = RewardsOperation.settle(receipt)
      #expect(operation.record.version == receipt.version)
      #expect(try RewardsOperation(operation.record) == operation)
    }
  }

  @Test func canonicalJSONIsPlainText() throws {
    let text = String(decoding: try Fixture.firstReceipt().canonicalJSON, as: UTF8.self)
    #expect(text.hasPrefix(#"{"receipt":"TensorChain reward receipt","version":"1","context":"#))
    #expect(text.contains(#""gpu":"b\"\\é""#))
    #expect(text.contains(#""origin":"measuredDurations","base":"12","measured":"8","eta":"3/2""#))
    #expect(text.contains(#""origin":"given","base":"none","measured":"none","eta":"7/3""#))
    let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(parsed?["budget"] as? String == "1000", "any JSON parser reads it")
  }

  @Test func aReceiptOfAnotherVersionIsRefusedByName() throws {
    var bytes = try Fixture.secondReceipt().canonicalBytes
    bytes[32] = 3
    #expect(throws: RewardsError.unsupportedReceiptVersion(3, supported: 1...2)) {
      try RewardReceipt(canonicalBytes: bytes)
    }
    bytes[32] = 1
    #expect(throws: RewardsError.unsupportedReceiptVersion(1, supported: 1...2)) {
      try RewardReceipt(canonicalBytes: bytes)
    }
    let text = String(decoding: try Fixture.firstReceipt().canonicalJSON, as: UTF8.self)
    let later = text.replacingOccurrences(of: #""version":"1""#, with: #""version":"9""#)
    #expect(throws: RewardsError.unsupportedReceiptVersion(9, supported: 1...2)) {
      try RewardReceipt(canonicalJSON: Array(later.utf8))
    }
  }

  @Test func fieldsThatAreMissingUnknownOrThereTwiceAreNamed() throws {
    let text = String(decoding: try Fixture.secondReceipt().canonicalJSON, as: UTF8.self)
    func refusal(_ old: String, _ new: String) -> RewardsError? {
      guard let range = text.range(of: old) else { return nil }
      let changed = text.replacingCharacters(in: range, with: new)
      do {
        _ = try RewardReceipt(canonicalJSON: Array(changed.utf8))
        return nil
      } catch { return error }
    }
    func expect(
      _ old: String, _ new: String, _ matches: (CanonicalJSONError) -> Bool,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let error = refusal(old, new)
      guard case .unreadableJSON(let inner)? = error else {
        Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
        return
      }
      #expect(matches(inner), "\(inner)", sourceLocation: sourceLocation)
      #expect(!inner.description.isEmpty)
    }
    expect(#""budget":"500","#, "") {
      if case .missingField("budget", _) = $0 { true } else { false }
    }
    expect(#""carriedIn":"0""#, #""budget":"500""#) {
      if case .duplicateField("budget", _) = $0 { true } else { false }
    }
    expect(#""carriedIn":"0""#, #""extra":"0""#) {
      if case .unknownField("extra", _) = $0 { true } else { false }
    }
    expect(#""level":"0"}"#, #""level":"0","level":"0"}"#) {
      if case .duplicateField("level", _) = $0 { true } else { false }
    }
    expect(#""level":"0"}"#, #""level":"0","more":"0"}"#) {
      if case .unknownField("more", _) = $0 { true } else { false }
    }
    expect(#""budget":"500""#, #""budget":"0500""#) {
      if case .invalidValue("budget", "0500", _) = $0 { true } else { false }
    }
    expect(#""budget":"500""#, #""budget":500"#) {
      if case .syntax = $0 { true } else { false }
    }
    expect(#""budget":"500""#, #""budget": "500""#) {
      if case .syntax = $0 { true } else { false }
    }
    expect(#""lane":"hosting""#, #""lane":"both""#) {
      if case .invalidValue("lane", "both", _) = $0 { true } else { false }
    }
    expect(#""stakeSnapshot":"0x"#, #""stakeSnapshot":"0X"#) {
      if case .invalidValue("stakeSnapshot", _, _) = $0 { true } else { false }
    }
    #expect(throws: RewardsError.self) {
      try RewardReceipt(canonicalJSON: Array((text + "\n").utf8))
    }
    for count in stride(from: 0, to: text.utf8.count, by: 7) {
      #expect(throws: RewardsError.self) {
        try RewardReceipt(canonicalJSON: Array(text.utf8.prefix(count)))
      }
    }
  }

  @Test func changedFiguresAreFoundByTheDigestAndNamedByVerifying() throws {
    let receipt = try Fixture.secondReceipt()
    let text = String(decoding: receipt.canonicalJSON, as: UTF8.self)
    let changed = text.replacingOccurrences(of: #""budget":"500""#, with: #""budget":"501""#)
    let error = #expect(throws: RewardsError.self) {
      try RewardReceipt(canonicalJSON: Array(changed.utf8))
    }
    guard case .digestDiffers(let expected, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(expected == receipt.digest)
  }

  /// The last byte of the last line's amount: verifying says which line, and what it should be.
  @Test func verifyingNamesTheLineThatDiffers() throws {
    let receipt = try Fixture.secondReceipt()
    var bytes = receipt.canonicalBytes
    // A line ends with amount 32, commission 32, level 4.
    bytes[bytes.count - 37] ^= 1
    let forged = try RewardReceipt(canonicalBytes: bytes)
    #expect(throws: RewardsError.digestDiffers(expected: receipt.digest, found: forged.digest)) {
      try forged.verify(digest: receipt.digest)
    }
    #expect(
      throws: RewardsError.lineDiffers(
        LineDifference(
          gpu: try GPUID("d"), model: Fixture.mnist, lane: .hosting, field: .amount,
          expected: "0", found: "1"))
    ) { try forged.verify() }
  }

  @Test(arguments: [1, 2] as [UInt8])
  func anyFlippedBitOfTheBytesIsRefused(version: UInt8) throws {
    let receipt = try #require(try receipts().first { $0.version == version })
    let digest = receipt.digest
    let bytes = receipt.canonicalBytes
    var readable = 0
    for (index, bit) in bits(of: bytes) {
      var flipped = bytes
      flipped[index] ^= 1 << bit
      guard let other = try? RewardReceipt(canonicalBytes: flipped) else { continue }
      readable += 1
      let isRefused = (try? other.verify(digest: digest)) == nil
      if !isRefused || other.recordBytes != flipped {
        Issue.record("byte \(index), bit \(bit) is not refused, or has two encodings")
      }
      // Whatever it holds now, computing it anew does not trap.
      if bit == 0 { try? other.verify() }
    }
    #expect(readable > bytes.count / 2, "many flips are readable: \(readable)")
  }

  @Test(arguments: [1, 2] as [UInt8])
  func anyFlippedBitOfTheTextIsRefused(version: UInt8) throws {
    let receipt = try #require(try receipts().first { $0.version == version })
    let bytes = receipt.canonicalJSON
    for (index, bit) in bits(of: bytes) {
      var flipped = bytes
      flipped[index] ^= 1 << bit
      if let other = try? RewardReceipt(canonicalJSON: flipped) {
        Issue.record("byte \(index), bit \(bit): \(other.digest)")
      }
    }
  }

  /// The bits to flip: one of every byte, another in each byte; all of them where
  /// `TENSORCHAIN_SOAK` is set.
  private func bits(of bytes: [UInt8]) -> [(index: Int, bit: UInt8)] {
    let isSoak = ProcessInfo.processInfo.environment["TENSORCHAIN_SOAK"] != nil
    return bytes.indices.flatMap { index in
      isSoak ? (0..<8).map { (index, UInt8($0)) } : [(index, UInt8(index % 8))]
    }
  }

  @Test func hostileBytesNeverTrap() throws {
    var generator = SeededGenerator(seed: 71)
    let samples = try receipts().flatMap { [$0.canonicalBytes, $0.canonicalJSON] }
    for _ in 0..<1_500 {
      var bytes = samples.randomElement(using: &generator) ?? []
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let index = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: index)
        default:
          bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
        }
      }
      if let receipt = try? RewardReceipt(canonicalBytes: bytes) { try? receipt.verify() }
      if let receipt = try? RewardReceipt(canonicalJSON: bytes) { try? receipt.verify() }
    }
  }
}
