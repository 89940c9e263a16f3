// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards
import TestSupport
import Testing

/// The order decides who gets the last unit, so names of every shape are sorted against the obvious way.
@Suite struct LineOrderTests {
  @Test(arguments: [61, 62, 63] as [UInt64])
  func namesOfEveryShapeAreInTheOrderOfTheirBytes(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let stems = [
      "", "gpu-", "a-data-centre-of-many-machines/rack-", "é", "\u{65}\u{301}", "日本", "0",
    ]
    for count in [1, 2, 17, 255, 256, 257, 700] {
      var names: Set<[UInt8]> = []
      var lines: [RewardLineInput] = []
      let stem = stems.randomElement(using: &generator) ?? ""
      while lines.count < count {
        let own =
          Int.random(in: 0..<8, using: &generator) == 0
          ? stems.randomElement(using: &generator) ?? "" : stem
        let digits = Int.random(in: 1...20, using: &generator)
        let tail = String((0..<digits).map { _ in "01ab~".randomElement(using: &generator)! })
        guard let gpu = try? GPUID(own + tail), names.insert(Array(gpu.text.utf8)).inserted
        else { continue }
        for model in ["m", "a model with a long name 1", "a model with a long name 2"] {
          for lane in Lane.allCases where Bool.random(using: &generator) {
            lines.append(
              RewardLineInput(
                gpu: gpu, owner: .derived(fromLabel: "o"), model: try ModelID(model),
                lane: lane, stake: 1, sharePPM: 1, eta: .noBase))
          }
        }
      }
      func key(_ line: RewardLineInput) -> [UInt8] {
        Array(line.gpu.text.utf8) + [0] + Array(line.model.text.utf8) + [0, line.lane.rawValue]
      }
      let expected = lines.sorted { key($0).lexicographicallyPrecedes(key($1)) }
      lines.shuffle(using: &generator)
      let paid = try Distribution.distribute(
        budget: 1, policy: Fixture.onePercent, lines: lines)
      let isOrdered = paid.lines.map(\.input) == expected
      #expect(isOrdered, "seed \(seed), \(count) lines")
      let again = try Distribution.distribute(
        budget: 1, policy: Fixture.onePercent, lines: expected)
      #expect(again == paid, "seed \(seed), \(count) lines in order")
    }
  }

  @Test func aLineThereTwiceIsFoundWhateverItsName() throws {
    for name in ["g", "a-data-centre-of-many-machines/rack-17/unit-3"] {
      let gpu = try GPUID(name)
      let twice = try Fixture.line(name, 1, sharePPM: 1)
      var lines = try (0..<400).map { try Fixture.line("\(name)\($0)", 1) }
      lines.insert(twice, at: 3)
      lines.append(twice)
      #expect(
        throws: RewardsError.duplicateLine(gpu: gpu, model: Fixture.mnist, lane: .training)
      ) {
        try Distribution.distribute(budget: 1, policy: Fixture.onePercent, lines: lines)
      }
    }
  }
}
