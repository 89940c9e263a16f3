// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import PeerTraining
import Rewards

/// How to play a round: the flags, checked.
struct RoundSettings {
  let seed: UInt64
  let runs: Int
  let goal: TrainingGoal
  let link: LinkProfile
  /// η from a flag; nil to measure it.
  let given: EfficiencyFactor?

  /// Images that nobody trains on.
  static let heldOut = 360

  init(
    seed: UInt64, runs: Int, targetPercent: Ratio, limit: Int, roundTripMilliseconds: Ratio,
    megabitsPerSecond: Ratio, givenEta: Ratio?
  ) throws {
    guard (1...10).contains(runs) else { throw ProgramError("--runs \(runs): not in 1 ... 10") }
    let target = try Self.whole(targetPercent, times: 10_000, "--target")
    guard (1...1_000_000).contains(target) else {
      throw ProgramError("--target \(targetPercent): not over 0 and up to 100 percent")
    }
    guard megabitsPerSecond >= (try Ratio(1, 10)), roundTripMilliseconds <= Ratio(10_000) else {
      throw ProgramError(
        "--bandwidth \(megabitsPerSecond), --rtt \(roundTripMilliseconds): at least 0.1 Mbit/s "
          + "and at most 10000 ms")
    }
    self.seed = seed
    self.runs = runs
    goal = try TrainingGoal(accuracyPPM: Int(target), maximumExchanges: limit)
    link = try LinkProfile(
      roundTripNanoseconds: Self.whole(roundTripMilliseconds, times: 1_000_000, "--rtt"),
      bitsPerSecond: Self.whole(megabitsPerSecond, times: 1_000_000, "--bandwidth"))
    given = try givenEta.map { try EfficiencyFactor(given: $0) }
  }

  private static func whole(
    _ value: Ratio, times factor: UInt64, _ flag: String
  ) throws -> UInt64 {
    guard let scaled = try? value.scaledFloor(UInt256(factor)), let whole = UInt64(exactly: scaled)
    else { throw ProgramError("\(flag) \(value): too large") }
    return whole
  }
}
