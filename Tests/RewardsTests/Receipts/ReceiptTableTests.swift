// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Testing

@testable import Rewards

/// What a receipt of the second version holds beside its lines: tables, and the levels of caps.
@Suite struct ReceiptTableTests {
  /// Two owners with two models each, every line with another efficiency than the one before.
  private func lines() throws -> [RewardLineInput] {
    func row(
      _ gpu: String, _ owner: String, _ model: ModelID, _ eta: EfficiencyFactor
    ) throws -> RewardLineInput {
      RewardLineInput(
        gpu: try GPUID(gpu), owner: .derived(fromLabel: owner), model: model, lane: .training,
        stake: 1_000, sharePPM: 500_000, eta: eta, commissionPPM: 20_000, capacity: 3)
    }
    return [
      try row("a", "one", Fixture.mnist, Fixture.threeHalves),
      try row("a", "one", Fixture.other, .noBase),
      try row("b", "two", Fixture.mnist, Fixture.threeHalves),
      try row("b", "two", Fixture.other, .noBase),
    ]
  }

  private func receipt(_ lines: [RewardLineInput]) throws -> RewardReceipt {
    try RewardReceipt(
      context: Fixture.context,
      policy: RewardPolicy(
        alpha: .one, basis: .capacityWeighted(kappa: 10),
        caps: RewardCaps(owner: .partsPerMillion(400_000))),
      budget: 700, carriedIn: 1, lines: lines)
  }

  private func bytes(_ write: (inout RecordEncoder) -> Void) -> [UInt8] {
    var encoder = RecordEncoder()
    write(&encoder)
    return encoder.bytes
  }

  /// `bytes` with the only place of `old` replaced.
  private func replacing(_ old: [UInt8], with new: [UInt8], in bytes: [UInt8]) throws -> [UInt8] {
    let places = bytes.indices.filter { bytes[$0...].starts(with: old) }
    let place = try #require(places.first)
    #expect(places.count == 1 && old.count == new.count)
    return Array(bytes[..<place] + new + bytes[(place + old.count)...])
  }

  /// Swaps numbers 0 and 1 in a field of four bytes of each line; a line with a GPU of one letter
  /// takes 139 bytes.
  private func swappingNumbers(_ bytes: [UInt8], at offset: Int) -> [UInt8] {
    var bytes = bytes
    for line in 0..<4 {
      let last = bytes.count - (4 - line) * 139 + offset + 3
      // Every other line has another model and another efficiency.
      #expect(bytes[last] == UInt8(line % 2))
      bytes[last] = 1 - bytes[last]
    }
    return bytes
  }

  @Test func theDigestIsOfTheLinesAndNotOfTheOrderTheyCameIn() throws {
    let lines = try lines()
    let receipt = try receipt(lines)
    #expect(receipt.version == 2)
    // As the program wrote it at the time of this test.
    #expect(receipt.canonicalBytes.count == 1_610)
    #expect(
      receipt.digest.description
        == "0x815a8eb151efcc1d72ba6aea5c62e44c4ecc12d922eac2459f97e454b2518093")
    for order in [[3, 2, 1, 0], [1, 0, 3, 2], [2, 0, 3, 1]] {
      let other = try self.receipt(order.map { lines[$0] })
      #expect(other == receipt)
      #expect(other.digest == receipt.digest, "\(order)")
      #expect(other.canonicalBytes == receipt.canonicalBytes, "\(order)")
      #expect(other.canonicalJSON == receipt.canonicalJSON, "\(order)")
    }
  }

  /// A table in another order is another encoding of the same receipt: there is only one.
  @Test func tablesInAnotherOrderAreRefused() throws {
    let receipt = try receipt(lines())
    let written = receipt.canonicalBytes
    #expect(try RewardReceipt(canonicalBytes: written) == receipt)
    func refused(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
      #expect(sourceLocation: sourceLocation) {
        try RewardReceipt(canonicalBytes: bytes)
      } throws: { error in
        guard
          case RewardsError.unreadableReceipt(.invalidValue(field: let field, value: _)) = error
        else { return false }
        return field == "order of a receipt's tables"
      }
    }
    let (mnist, other) = (Fixture.mnist, Fixture.other)
    let models = try replacing(
      bytes { $0.write([mnist, other]) }, with: bytes { $0.write([other, mnist]) }, in: written)
    // GPU 2, owner 20; then after model 4, lane 1, stake 16 and share 4 the efficiency.
    refused(swappingNumbers(models, at: 22))
    let (half, none) = (Fixture.threeHalves, EfficiencyFactor.noBase)
    let etas = try replacing(
      bytes { $0.write([half, none]) }, with: bytes { $0.write([none, half]) }, in: written)
    refused(swappingNumbers(etas, at: 47))
  }

  @Test func tablesWithAnEntryTwiceAreRefused() throws {
    let model = Fixture.mnist
    let lines = try lines().map { line in
      RewardLineInput(
        gpu: line.gpu, owner: line.owner, model: model,
        lane: line.model == model ? .training : .hosting, stake: line.stake,
        sharePPM: line.sharePPM, eta: line.eta, capacity: line.capacity)
    }
    let written = try receipt(lines).canonicalBytes
    let one = bytes { $0.write([model]) }
    let two = bytes { $0.write([model, model]) }
    let place = try #require(written.indices.first { written[$0...].starts(with: one) })
    var forged = Array(written[..<place] + two + written[(place + one.count)...])
    // The first line has number 0, the others 1.
    for line in 1..<4 { forged[forged.count - (4 - line) * 139 + 22 + 3] = 1 }
    #expect(
      throws: RewardsError.unreadableReceipt(
        .invalidValue(field: "order of a receipt's tables", value: "0, 0"))
    ) { try RewardReceipt(canonicalBytes: forged) }
  }

  /// Levels that no line shows: they change the digest, so verifying has to look at them.
  @Test func falsifiedLevelsThatNoLineShowsAreNamed() throws {
    let receipt = try Fixture.secondReceipt()
    let honest = try #require(receipt.distribution.lines.computed)
    let count = honest.levels.count
    func refused(
      _ expected: String, _ found: String, sourceLocation: SourceLocation = #_sourceLocation,
      _ forge: (inout DistributionLines.Computed) -> Void
    ) throws {
      var computed = honest
      forge(&computed)
      var distribution = receipt.distribution
      distribution.lines = DistributionLines(computed)
      let forged = RewardReceipt(
        version: 2, context: receipt.context, policy: receipt.policy,
        distribution: distribution)
      #expect(forged.digest != receipt.digest, sourceLocation: sourceLocation)
      // From outside it comes as bytes, and can be read.
      for forged in [forged, try RewardReceipt(canonicalBytes: forged.canonicalBytes)] {
        let error = RewardsError.figureDiffers(.levels, expected: expected, found: found)
        #expect(expected != found)
        #expect(throws: error, sourceLocation: sourceLocation) { try forged.verify() }
      }
    }
    // One that no line has.
    try refused("\(count) levels", "\(count + 1) levels") {
      $0.levels.append(DistributionLines.Level(amount: 1, weight: 1, cap: .gpu))
    }
    // Two of them in each other's place, with their lines.
    try refused("level 1 of \(honest.levels[1])", "level 1 of \(honest.levels[2])") {
      $0.levels.swapAt(1, 2)
      $0.levelOf = $0.levelOf.map { $0 == 1 ? 2 : $0 == 2 ? 1 : $0 }
    }
    // The level of no cap, which only lines without weight are left in.
    try refused("level 0 of \(honest.levels[0])", "level 0 of 7 among weight 1") {
      $0.levels[0] = DistributionLines.Level(amount: 7, weight: 1, cap: nil)
    }
    // A line without weight under another level.
    let idle = try #require(honest.weights.firstIndex(of: 0))
    try refused("\(count) levels", "\(count + 1) levels") {
      $0.levels.append(DistributionLines.Level(amount: 1, weight: 1, cap: nil))
      $0.levelOf[idle] = UInt32(count)
    }
  }

  /// Twice the amount among twice the weight pays every line the same: the message still has to say what is
  /// not the same.
  @Test func aLevelOfTwiceTheAmountAndWeightIsNamedByItsParts() throws {
    let receipt = try Fixture.secondReceipt()
    var computed = try #require(receipt.distribution.lines.computed)
    let number = try #require(
      computed.levels.indices.first { level in
        !computed.levels[level].amount.isZero && computed.levelOf.contains(UInt32(level))
      })
    let honest = computed.levels[number]
    computed.levels[number] = DistributionLines.Level(
      amount: honest.amount * 2, weight: honest.weight * 2, cap: honest.cap)
    var distribution = receipt.distribution
    distribution.lines = DistributionLines(computed)
    let forged = RewardReceipt(
      version: 2, context: receipt.context, policy: receipt.policy, distribution: distribution)
    #expect {
      try forged.verify()
    } throws: { error in
      guard case RewardsError.lineDiffers(let difference) = error else { return false }
      return difference.field == .exact && difference.expected != difference.found
        && difference.expected.hasSuffix("/\(honest.weight)")
        && difference.found.hasSuffix("/\(honest.weight * 2)")
    }
  }
}
