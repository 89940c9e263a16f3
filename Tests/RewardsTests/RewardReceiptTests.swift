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

@Suite struct RewardReceiptTests {
  private let policy = try! RewardPolicy(
    alpha: Ratio("1/100")!, treasuryPPM: 100_000, burnPPM: 20_000)

  private func receipt() throws -> RewardReceipt {
    try RewardReceipt(
      context: RewardContext(
        network: Fixture.network, round: Round(4), previousReceipt: .zero,
        stakeSnapshot: Fixture.snapshot, measurements: Fixture.measurements),
      policy: policy, budget: 1_000, carriedIn: 5,
      lines: [
        Fixture.line("a", 100, commissionPPM: 50_000), Fixture.line("b", 200),
        Fixture.line("c", 300, lane: .hosting, eta: .noBase),
      ])
  }

  /// The receipt with one text of its JSON replaced, where it first stands after `mark`.
  private func tampered(
    _ old: String, _ new: String, after mark: String = "{"
  ) throws -> RewardReceipt {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(try receipt()), as: UTF8.self)
    let start = try #require(text.range(of: mark), "\(mark) in \(text)")
    let range = try #require(
      text.range(of: old, range: start.lowerBound..<text.endIndex), "\(old) in \(text)")
    let data = Data(text.replacingCharacters(in: range, with: new).utf8)
    return try JSONDecoder().decode(RewardReceipt.self, from: data)
  }

  @Test func anyoneCanVerifyAReceiptFromItsInputsAlone() throws {
    let receipt = try receipt()
    try receipt.verify()
    try receipt.verify(digest: receipt.digest)
    #expect(throws: RewardsError.digestDiffers(expected: .zero, found: receipt.digest)) {
      try receipt.verify(digest: .zero)
    }
  }

  @Test func aReceiptComesBackFromBytesAndJSON() throws {
    let receipt = try receipt()
    #expect(try RewardReceipt(recordBytes: receipt.recordBytes) == receipt)
    let data = try JSONEncoder().encode(receipt)
    let back = try JSONDecoder().decode(RewardReceipt.self, from: data)
    #expect(back == receipt)
    #expect(back.digest == receipt.digest)
  }

  @Test func theSmallestLineOfAReceiptIsAccepted() throws {
    // Names of one letter, no base of η: the fewest bytes a line takes.
    let least = try RewardReceipt(
      context: receipt().context, policy: policy, budget: 9, carriedIn: 0,
      lines: [Fixture.line("a", 5, model: ModelID("m"), eta: .noBase)])
    #expect(try RewardReceipt(recordBytes: least.recordBytes) == least)
  }

  @Test func aFalsifiedLineIsNamed() throws {
    func difference(
      _ gpu: String, _ field: LineDifference.Field, _ expected: String, _ found: String,
      lane: Lane = .training
    ) throws -> RewardsError {
      .lineDiffers(
        LineDifference(
          gpu: try GPUID(gpu), model: Fixture.mnist, lane: lane, field: field,
          expected: expected, found: found))
    }
    // Exact: 1.5, 3 and 3 of 7 payable: 1.4, 2.8, 2.8.
    let honest = try receipt().distribution
    #expect(honest.amounts == [1, 3, 3])
    #expect(throws: try difference("a", .amount, "1", "2")) {
      try tampered("\"amount\":\"1\"", "\"amount\":\"2\"").verify()
    }
    #expect(throws: try difference("a", .commission, "0", "1")) {
      try tampered("\"commission\":\"0\"", "\"commission\":\"1\"").verify()
    }
    #expect(throws: try difference("a", .stakeReward, "1", "0")) {
      try tampered("\"stakeReward\":\"1\"", "\"stakeReward\":\"0\"").verify()
    }
    #expect(throws: try difference("a", .eta, "1500000000", "1500000001")) {
      try tampered("1500000000", "1500000001").verify()
    }
    #expect(
      throws: try difference(
        "b", .weight, "300000000000000000", "300000000000000001")
    ) {
      try tampered(
        "\"weight\":\"300000000000000000\"", "\"weight\":\"300000000000000001\""
      ).verify()
    }
    #expect(throws: try difference("a", .exact, "7/5", "12/5")) {
      try tampered("\"whole\":\"1\"", "\"whole\":\"2\"").verify()
    }
  }

  @Test func aFalsifiedInputShowsInTheFirstLineItTouches() throws {
    let error = #expect(throws: RewardsError.self) {
      try tampered("\"stake\":\"200\"", "\"stake\":\"201\"").verify()
    }
    guard case .lineDiffers(let line)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(line.gpu.text == "a", "the exact value of the first line is another already")
    #expect(line.field == .exact)
    #expect(throws: RewardsError.sharesAboveOne(gpu: try GPUID("a"), totalPPM: 1_000_001)) {
      try tampered("\"sharePPM\":1000000", "\"sharePPM\":1000001").verify()
    }
  }

  @Test func aFalsifiedFigureIsNamed() throws {
    for (field, name, value) in [
      (.treasury, "treasury", "101"), (.burned, "burned", "20"), (.payable, "payable", "7"),
      (.unspent, "unspent", "877"), (.carriedOut, "carriedOut", "877"),
      (.totalWeight, "totalWeight", "750000000000000000"),
      (.alphaEffective, "alphaEffective", "7/750"),
    ] as [(ReceiptField, String, String)] {
      let falsified = value == "7/750" ? "1/100" : value + "0"
      let receipt = try tampered(
        "\"\(name)\":\"\(value)\"", "\"\(name)\":\"\(falsified)\"")
      #expect(
        throws: RewardsError.figureDiffers(field, expected: value, found: falsified)
      ) { try receipt.verify() }
    }
  }

  @Test func linesOutOfOrderAreNoReceipt() throws {
    let receipt = try receipt()
    let bytes = receipt.recordBytes
    // A line of the first version: its input, η₉ and seven numbers of 32 bytes.
    let sizes = receipt.distribution.lines.map { $0.input.recordBytes.count + 8 + 7 * 32 }
    let head = bytes.count - sizes.reduce(0, +)
    var rest = bytes[head...]
    let lines = sizes.map { size in
      defer { rest = rest.dropFirst(size) }
      return Array(rest.prefix(size))
    }
    let swapped = Array(bytes[..<head]) + lines[1] + lines[0] + lines[2]
    let forged = try RewardReceipt(recordBytes: swapped)
    #expect(
      throws: RewardsError.figureDiffers(
        .lineOrder, expected: "a, digits, training", found: "b, digits, training")
    ) { try forged.verify() }
  }

  @Test func anyFlippedBitChangesTheDigestOrIsUnreadable() throws {
    let receipt = try receipt()
    let digest = receipt.digest
    let bytes = receipt.recordBytes
    var readable = 0
    for index in bytes.indices {
      var flipped = bytes
      flipped[index] ^= 1 << UInt8(index % 8)
      guard let other = try? RewardReceipt(recordBytes: flipped) else { continue }
      readable += 1
      #expect(other.recordBytes == flipped, "byte \(index): one encoding each")
      #expect(throws: RewardsError.self, "byte \(index)") { try other.verify(digest: digest) }
      // Whatever it holds now, computing it anew does not trap.
      try? other.verify()
    }
    #expect(readable > bytes.count / 2, "most flips are readable: \(readable)")
  }
}
