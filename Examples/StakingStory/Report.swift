// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking

/// What a year came to.
struct Report: Codable {
  struct Line: Codable {
    let gpu: GPUID
    let owner: Address
    let standing: String
    let counted: UInt256
    let delegated: UInt256
    let boostPPM: UInt32
    let scorePPM: UInt32
    let commissionPPM: UInt32
    let slashes: Int
  }

  let totals: StakingTotals
  let digest: Digest
  let counts: [String: Int]
  let days: [Story.Day]
  /// Every GPU in the last round, the largest stake first.
  let lines: [Line]

  init(of story: Story) throws {
    let registry = story.registry
    totals = registry.totals
    digest = registry.digest
    counts = story.counts
    days = story.days
    let last = Round(registry.openRound.number - 1)
    lines = try registry.snapshot(of: last).rows
      .map { row in
        let stake = registry.stake(of: row.gpu)
        return Line(
          gpu: row.gpu, owner: row.owner, standing: Self.text(stake?.standing ?? .free),
          counted: row.stake, delegated: stake?.delegated ?? .zero, boostPPM: row.boostPPM,
          scorePPM: row.scorePPM, commissionPPM: row.commissionPPM,
          slashes: try registry.slashes(of: row.gpu).filter { $0.total > 0 }.count)
      }
      .sorted { ($1.counted, $0.gpu) < ($0.counted, $1.gpu) }
  }

  private static func text(_ standing: GPUStake.Standing) -> String {
    switch standing {
    case .free: "free"
    case .jailed(let until): "in jail until \(until)"
    case .tombstoned: "tombstoned"
    }
  }

  /// Base units as tokens with three digits, rounded down.
  static func tokens(_ amount: UInt256) -> String {
    let thousandths = amount / 1_000_000
    let rest = (thousandths % 1_000).description
    let zeros = String(repeating: "0", count: 3 - rest.count)
    return "\(thousandths / 1_000).\(zeros)\(rest)"
  }

  static func percent(_ ppm: UInt32) -> String {
    let tenths = (ppm + 500) / 1_000
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// The report for a terminal.
  var text: String {
    var text = "After \(days.count) rounds, \(lines.count) GPUs; amounts in tokens.\n\n"
    for (name, amount) in [
      ("came in", totals.deposited), ("bonded", totals.bonded), ("unbonding", totals.unbonding),
      ("withdrawn", totals.withdrawn), ("slashed", totals.slashed),
    ] {
      text += "  \(Self.left(name, 12))\(Self.right(Self.tokens(amount), 18))\n"
    }
    let gone = totals.withdrawn + totals.slashed
    let isWhole = totals.bonded + totals.unbonding + gone == totals.deposited
    text += "  every unit accounted for: \(isWhole ? "yes" : "NO")\n\nWhat happened:\n"
    for (name, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      text += "  \(Self.left(name, 22))\(Self.right("\(count)", 8))\n"
    }
    text += "\nThe largest stakes of the last round:\n  "
    text += Self.left("GPU", 10) + Self.right("counted", 14) + Self.right("delegated", 14)
    text += Self.right("boost", 9) + Self.right("score", 9) + Self.right("commission", 12)
    text += Self.right("slashes", 9) + "  standing\n"
    for line in lines.prefix(12) {
      text += "  " + Self.left(line.gpu.text, 10) + Self.right(Self.tokens(line.counted), 14)
      text += Self.right(Self.tokens(line.delegated), 14)
      text += Self.right(Self.percent(line.boostPPM), 9)
      text += Self.right(Self.percent(line.scorePPM), 9)
      text += Self.right(Self.percent(line.commissionPPM), 12)
      text += Self.right("\(line.slashes)", 9) + "  \(line.standing)\n"
    }
    return text + "\nstate \(digest)"
  }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
