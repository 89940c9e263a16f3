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

/// Names, rules and lines that the tests share.
enum Fixture {
  static let network = Keccak256.hash(Array("test network".utf8))
  static let snapshot = Keccak256.hash(Array("stake snapshot".utf8))
  static let measurements = Keccak256.hash(Array("measurements".utf8))
  static let mnist = try! ModelID("digits")
  static let other = try! ModelID("words")

  /// The whitepaper's own η = 3/2, measured: 12 ns before, 8 ns now.
  static let threeHalves = try! EfficiencyFactor(baseDuration: 12, measuredDuration: 8)

  /// α = 1 %, nothing for treasury and burn, the rest is carried.
  static let onePercent = try! RewardPolicy(alpha: Ratio("1/100")!)

  /// A line of full share.
  static func line(
    _ gpu: String, _ stake: UInt256, model: ModelID = mnist, lane: Lane = .training,
    sharePPM: UInt32 = 1_000_000, eta: EfficiencyFactor = threeHalves, commissionPPM: UInt32 = 0
  ) throws -> RewardLineInput {
    RewardLineInput(
      gpu: try GPUID(gpu), owner: .derived(fromLabel: "owner of \(gpu)"), model: model, lane: lane,
      stake: stake, sharePPM: sharePPM, eta: eta, commissionPPM: commissionPPM)
  }

  /// The worked example: stakes of 100, 200 and 300 on one model.
  static func family() throws -> [RewardLineInput] {
    [try line("a", 100), try line("b", 200), try line("c", 300)]
  }
}

extension Distribution {
  /// The paid amounts in the order of the lines.
  var amounts: [UInt256] { lines.map(\.amount) }
}
