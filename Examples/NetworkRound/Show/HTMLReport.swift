// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import LedgerStore
import NetworkCore
import Rewards

/// The round as one page: inline SVG, no script, nothing loaded from elsewhere.
enum HTMLReport {
  static func page(of outcome: RoundOutcome) -> String {
    let title = "\(outcome.charter.name), round \(outcome.round)"
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(SVG.escape(title))</title>
      <style>
      body { font: 15px/1.5 system-ui, sans-serif; color: #223; background: #f6f7f9; margin: 0; }
      main { max-width: 940px; margin: 0 auto; padding: 28px 16px 60px; }
      h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 34px 0 8px; }
      .card { background: #fff; border: 1px solid #e3e6ea; border-radius: 8px; padding: 14px; \
      margin: 14px 0; overflow-x: auto; }
      .eta { font-size: 30px; font-weight: 650; color: #0072b2; }
      .note { color: #667; font-size: 13px; }
      svg { width: 100%; height: auto; font-family: system-ui, sans-serif; display: block; }
      table { border-collapse: collapse; width: 100%; font-size: 13px; }
      th, td { text-align: left; padding: 4px 8px; border-bottom: 1px solid #e3e6ea; \
      white-space: nowrap; }
      td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
      td.hash, code { font: 11.5px ui-monospace, monospace; overflow-wrap: anywhere; }
      .ok { color: #00704a; } .bad { color: #b00020; font-weight: 650; }
      </style>
      </head>
      <body><main>
      <h1>\(SVG.escape(title))</h1>
      <p class="note">Seed \(outcome.seed). "GPU" is a registered unit of capacity; this program \
      computes on CPUs.</p>
      \(efficiency(outcome))
      <div class="card">\(lossChart(outcome))</div>
      <div class="card">\(accuracyChart(outcome))</div>
      <h2>Rewards</h2>
      <div class="card">\(rewardChart(outcome))</div>
      \(rewardTable(outcome))
      <h2>Balances</h2>
      <div class="card">\(balanceChart(outcome))</div>
      \(balanceTable(outcome))
      <h2>Audit</h2>
      \(auditTable(outcome.audit))
      </main></body>
      </html>

      """
  }

  // MARK: Efficiency

  private static func efficiency(_ outcome: RoundOutcome) -> String {
    let lines = TerminalReport.efficiency(outcome).split(separator: "\n").map(String.init)
    let link = outcome.training.link
    let hosting = outcome.hosting
    let eta = outcome.training.efficiency.ratio.decimalText(fractionDigits: 3)
    let rest = lines.map { "<br>\(SVG.escape($0))" }.joined()
    return """
      <div class="card"><span class="eta">η = \(eta)</span> \
      \(outcome.isMeasured ? "measured in this run" : "given, not measured")
      <p class="note">Links: \(Show.milliseconds(link.roundTripNanoseconds)) round trip, \
      \(Show.megabits(link.bitsPerSecond)) a peer; measured \
      \(Show.milliseconds(link.measuredRoundTripNanoseconds)), \
      \(Show.megabits(link.measuredBitsPerSecond)).\(rest)</p>
      <p class="note">Hosting: \(hosting.correct) of \(hosting.served) queries answered rightly, \
      \(hosting.refused) refused, \(outcome.tokens(hosting.fees)) \(SVG.escape(outcome.symbol)) \
      paid by users.</p></div>
      """
  }

  private static func series(
    _ outcome: RoundOutcome, _ value: (LossCurve.Point, LossCurve) -> Double
  ) -> [LineChart.Series] {
    let curves = [
      (outcome.training.baseCurve, "base: synchronous", Palette.base),
      (outcome.training.oursCurve, "ours: local steps", Palette.ours),
    ]
    return curves.compactMap { curve, name, colour in
      curve.map { curve in
        LineChart.Series(
          name: name, colour: colour,
          points: curve.points.map { (Double($0.nanoseconds) / 1e9, value($0, curve)) },
          reached: curve.points.last.map { Double($0.nanoseconds) / 1e9 })
      }
    }
  }

  private static func lossChart(_ outcome: RoundOutcome) -> String {
    LineChart(
      title: "Held-out loss against time", valueLabel: "cross entropy", room: .top,
      series: series(outcome) { point, _ in Double(point.lossMillionths) / 1e6 }
    ).markup
  }

  private static func accuracyChart(_ outcome: RoundOutcome) -> String {
    LineChart(
      title: "Held-out accuracy against time", valueLabel: "share right", room: .bottom,
      series: series(outcome) { Double($0.correct) / Double(max(1, $1.heldOut)) }
    ).markup
  }

  // MARK: Rewards

  private static func rewardChart(_ outcome: RoundOutcome) -> String {
    var stakes: [GPUID: UInt256] = [:]
    var rewards: [GPUID: UInt256] = [:]
    for line in outcome.distribution.lines {
      stakes[line.input.gpu] = line.input.stake
      rewards[line.input.gpu] = (rewards[line.input.gpu] ?? .zero) + line.amount
    }
    let stakeSum = stakes.values.reduce(UInt256.zero, +)
    let rewardSum = rewards.values.reduce(UInt256.zero, +)
    let pairs = stakes.keys.sorted().map { gpu in
      let (stake, reward) = (stakes[gpu] ?? .zero, rewards[gpu] ?? .zero)
      return BarChart.Pair(
        name: gpu.description, heights: (share(stake, stakeSum), share(reward, rewardSum)),
        labels: (short(stake), short(reward)))
    }
    return BarChart(
      title: "Stakes against rewards, as shares of their sums",
      legend: ("stake", "reward"), pairs: pairs
    ).markup
  }

  private static func rewardTable(_ outcome: RoundOutcome) -> String {
    let names = Dictionary(uniqueKeysWithValues: outcome.accounts.map { ($0.address, $0.name) })
    let distribution = outcome.distribution
    let rows = distribution.lines.map { line in
      [
        line.input.gpu.description, names[line.input.owner] ?? "", "\(line.input.lane)",
        outcome.tokens(line.input.stake), Show.percent(ppm: UInt64(line.input.sharePPM)),
        outcome.tokens(line.amount),
      ]
    }
    let sums =
      "Budget \(outcome.tokens(distribution.budget)), carried in "
      + "\(outcome.tokens(distribution.carriedIn)), payable D(R) = "
      + "\(outcome.tokens(distribution.payable)), carried out "
      + "\(outcome.tokens(distribution.carriedOut)) \(outcome.symbol); α = "
      + "\(outcome.policy.alpha), in effect "
      + distribution.alphaEffective.decimalText(fractionDigits: 12) + "."
    return table(
      ["GPU", "owner", "lane", "stake", "x", "paid"], rows: rows, numbers: [3, 4, 5], note: sums)
  }

  // MARK: Balances

  private static func balanceChart(_ outcome: RoundOutcome) -> String {
    // The treasury and the vault hold a hundred times what a person does; they stand in the table.
    let people = outcome.accounts.filter {
      $0.address != outcome.charter.treasury && $0.address != outcome.charter.stakingVault
    }
    return BarChart(
      title: "Balances of owners and users", legend: ("before", "after"),
      pairs: people.map {
        BarChart.Pair(
          name: $0.name, heights: (magnitude($0.before), magnitude($0.after)),
          labels: (short($0.before), short($0.after)))
      }
    ).markup
  }

  private static func balanceTable(_ outcome: RoundOutcome) -> String {
    table(
      ["account", "address", "before", "after"],
      rows: outcome.accounts.map {
        [
          $0.name, $0.address.description, outcome.tokens($0.before), outcome.tokens($0.after),
        ]
      }, numbers: [2, 3], note: "In \(outcome.symbol), exactly.")
  }

  private static func auditTable(_ audit: NetworkAudit) -> String {
    let verdict =
      audit.reconciles
      ? #"<span class="ok">All sums reconcile to the last unit.</span>"#
      : #"<span class="bad">Sums differ.</span>"#
    let rows = audit.checks.map {
      [$0.name, $0.left, $0.right, $0.reconciles ? "ok" : "DIFFERS"]
    }
    return """
      <p>\(verdict) \(audit.journal.head.records) records in \(audit.journal.head.batches) \
      batches, head <code>\(audit.journal.head.link)</code></p>
      \(table(["sum", "left", "right", ""], rows: rows, numbers: [1, 2], note: "In base units."))
      """
  }

  // MARK: Pieces

  private static func table(
    _ titles: [String], rows: [[String]], numbers: Set<Int>, note: String
  ) -> String {
    func cells(_ row: [String], _ tag: String) -> String {
      row.enumerated().map { index, cell in
        let kind = numbers.contains(index) ? "n" : cell.hasPrefix("0x") ? "hash" : ""
        return "<\(tag)\(kind.isEmpty ? "" : " class=\"\(kind)\"")>\(SVG.escape(cell))</\(tag)>"
      }.joined()
    }
    let body = rows.map { "<tr>\(cells($0, "td"))</tr>" }.joined(separator: "\n")
    return """
      <div class="card"><table><thead><tr>\(cells(titles, "th"))</tr></thead>
      <tbody>\(body)</tbody></table><p class="note">\(SVG.escape(note))</p></div>
      """
  }

  /// For the height of a bar only.
  private static func magnitude(_ units: UInt256) -> Double {
    Double(TokenAmount.format(units, decimals: NetworkTerms.decimals)) ?? 0
  }

  private static func share(_ part: UInt256, _ whole: UInt256) -> Double {
    let sum = magnitude(whole)
    return sum > 0 ? magnitude(part) / sum : 0
  }

  /// For the label of a bar; the exact amount stands in the table.
  private static func short(_ units: UInt256) -> String {
    String(format: "%.5g", magnitude(units))
  }
}
