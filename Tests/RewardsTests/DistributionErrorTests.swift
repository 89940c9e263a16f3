// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards
import Testing

@Suite struct DistributionErrorTests {
  private func expectRefusal(
    _ error: RewardsError, _ lines: [RewardLineInput], budget: UInt256 = 100,
    carriedIn: UInt256 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    // Whatever the order of the lines, the error is the same.
    for lines in [lines, lines.reversed()] {
      #expect(throws: error, sourceLocation: sourceLocation) {
        try Distribution.distribute(
          budget: budget, carriedIn: carriedIn, policy: Fixture.onePercent, lines: lines)
      }
    }
    #expect(!error.description.isEmpty, sourceLocation: sourceLocation)
  }

  @Test func linesThatCannotBePaidAreRefusedByName() throws {
    let gpu = try GPUID("g")
    let good = try Fixture.line("a", 100)
    expectRefusal(
      .duplicateLine(gpu: gpu, model: Fixture.mnist, lane: .training),
      [
        good, try Fixture.line("g", 1, sharePPM: 1), try Fixture.line("g", 1, sharePPM: 1),
      ])
    expectRefusal(
      .sharesAboveOne(gpu: gpu, totalPPM: 1_000_001),
      [
        good, try Fixture.line("g", 1, sharePPM: 600_000),
        try Fixture.line("g", 1, lane: .hosting, sharePPM: 400_001),
      ])
    expectRefusal(
      .sharesAboveOne(gpu: gpu, totalPPM: UInt64(UInt32.max)),
      [good, try Fixture.line("g", 1, sharePPM: .max)])
    let tooMuch = UInt256(1) << 128
    expectRefusal(
      .stakeBeyondRange(gpu: gpu, stake: tooMuch), [good, try Fixture.line("g", tooMuch)])
    expectRefusal(
      .commissionAboveOne(gpu: gpu, commissionPPM: 1_000_001),
      [good, try Fixture.line("g", 1, commissionPPM: 1_000_001)])
    expectRefusal(
      .ownerIsZero(gpu: gpu),
      [
        good,
        RewardLineInput(
          gpu: gpu, owner: .zero, model: Fixture.mnist, lane: .training, stake: 1, sharePPM: 1,
          eta: .noBase),
      ])
  }

  @Test func linesOfAGPUThatContradictEachOtherAreRefused() throws {
    let gpu = try GPUID("g")
    let one = try Fixture.line("g", 10, sharePPM: 1)
    let others = [
      try Fixture.line("g", 11, model: Fixture.other, sharePPM: 1),
      try Fixture.line("g", 10, model: Fixture.other, sharePPM: 1, commissionPPM: 1),
      RewardLineInput(
        gpu: gpu, owner: .derived(fromLabel: "thief"), model: Fixture.other, lane: .training,
        stake: 10, sharePPM: 1, eta: Fixture.threeHalves),
    ]
    for other in others { expectRefusal(.contradictoryLines(gpu: gpu), [one, other]) }
  }

  @Test func amountsBeyond256BitsAreRefused() throws {
    expectRefusal(
      .arithmetic(.overflow(operation: "add", operands: [.max, 1])),
      [try Fixture.line("a", 100)], budget: .max, carriedIn: 1)
  }
}
