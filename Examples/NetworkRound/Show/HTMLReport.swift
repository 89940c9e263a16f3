// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ChartSVG
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
      <title>\(Markup.escape(title))</title>
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
      <h1>\(Markup.escape(title))</h1>
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
    let rest = lines.map { "<br>\(Markup.escape($0))" }.joined()
    return """
      <div class="card"><span class="eta">η = \(eta)</span> \
      \(outcome.isMeasured ? "measured in this run" : "given, not measured")
      <p class="note">Links: \(Show.milliseconds(link.roundTripNanoseconds)) round trip, \
      \(Show.megabits(link.bitsPerSecond)) a peer; measured \
      \(Show.milliseconds(link.measuredRoundTripNanoseconds)), \
      \(Show.megabits(link.measuredBitsPerSecond)).\(rest)</p>
      <p class="note">Hosting: \(hosting.correct) of \(hosting.served) queries answered rightly, \
      \(hosting.refused) refused, \(outcome.tokens(hosting.fees)) \(Markup.escape(outcome.symbol)) \
      paid by users.</p></div>
      """
  }

  /// The base and ours over training time, logarithmic: a run that takes a tenth of another stays
  /// readable.
  private static func race(
    _ outcome: RoundOutcome, title: String, _ value: (LossCurve.Point, LossCurve) -> Double
  ) -> String {
    let curves = [
      (outcome.training.baseCurve, "base: synchronous"),
      (outcome.training.oursCurve, "ours: local steps"),
    ]
    var chart = LineChart(
      title: title, xLabel: "training time in seconds, logarithmic", series: [],
      xScale: .logarithmic)
    for case (let curve?, let name) in curves {
      let points = curve.points.map {
        LineChart.Point(x: Double($0.nanoseconds) / 1e9, y: value($0, curve))
      }
      if let last = points.last {
        chart.marks.append(
          LineChart.Mark(
            x: last.x, label: String(format: "target %.3g s", last.x),
            series: chart.series.count))
      }
      chart.series.append(
        LineChart.Series(name: name, points: points, dots: points.count < 60 ? points : []))
    }
    return chart.markup
  }

  private static func lossChart(_ outcome: RoundOutcome) -> String {
    race(outcome, title: "Held-out loss (cross entropy) against time") { point, _ in
      Double(point.lossMillionths) / 1e6
    }
  }

  private static func accuracyChart(_ outcome: RoundOutcome) -> String {
    race(outcome, title: "Held-out accuracy (share right) against time") {
      Double($0.correct) / Double(max(1, $1.heldOut))
    }
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
    return GroupedBarChart(
      title: "Stakes against rewards, as shares of their sums", parts: ["stake", "reward"],
      groups: stakes.keys.sorted().map { gpu in
        let (stake, reward) = (stakes[gpu] ?? .zero, rewards[gpu] ?? .zero)
        return GroupedBarChart.Group(
          name: gpu.description,
          bars: [
            .init(value: share(stake, stakeSum), label: short(stake)),
            .init(value: share(reward, rewardSum), label: short(reward)),
          ])
      }
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
    return GroupedBarChart(
      title: "Balances of owners and users", parts: ["before", "after"],
      groups: people.map { person in
        GroupedBarChart.Group(
          name: person.name,
          bars: [person.before, person.after].map {
            .init(value: magnitude($0), label: short($0))
          })
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
        return "<\(tag)\(kind.isEmpty ? "" : " class=\"\(kind)\"")>\(Markup.escape(cell))</\(tag)>"
      }.joined()
    }
    let body = rows.map { "<tr>\(cells($0, "td"))</tr>" }.joined(separator: "\n")
    return """
      <div class="card"><table><thead><tr>\(cells(titles, "th"))</tr></thead>
      <tbody>\(body)</tbody></table><p class="note">\(Markup.escape(note))</p></div>
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
