// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import LedgerStore
import NetworkCore
import Rewards

/// The round as tables for a terminal.
enum TerminalReport {
  static func text(of outcome: RoundOutcome) -> String {
    [
      headline(outcome), efficiency(outcome), training(outcome), rewards(outcome),
      balances(outcome), text(of: outcome.audit),
    ].joined(separator: "\n\n")
  }

  private static func headline(_ outcome: RoundOutcome) -> String {
    let hosting = outcome.hosting
    return """
      \(outcome.charter.name), round \(outcome.round), seed \(outcome.seed)
      Model \(outcome.charter.model): \(hosting.correct) of \(hosting.served) queries answered \
      rightly (\(Show.percent(Double(hosting.correct) / Double(max(1, hosting.served))))), \
      \(outcome.tokens(hosting.fees)) \(outcome.symbol) paid by users, \(hosting.refused) refused
      """
  }

  /// What η is and where it comes from.
  static func efficiency(_ outcome: RoundOutcome) -> String {
    let factor = outcome.training.efficiency
    let value = "η = \(factor.ratio.decimalText(fractionDigits: 4))"
    var lines: [String] = []
    if outcome.isMeasured, let base = outcome.baseNanoseconds, let ours = outcome.oursNanoseconds {
      lines.append(
        "\(value) (measured: base \(base) ns / ours \(ours) ns to "
          + "\(Show.percent(ppm: UInt64(outcome.training.targetPPM))) held out, "
          + "the lowest of \(outcome.training.pairs.count) runs)")
      if let effective = outcome.effectiveNanoseconds {
        lines.append("T = \(Show.seconds(base)), Te = T/η = \(Show.seconds(effective))")
      }
      if let gain = outcome.training.epochGain {
        lines.append(
          "Samples a second grew by \(gain.decimalText(fractionDigits: 4)) (η_epoch: it does "
            + "not say what a sample taught, and nothing is paid on it)")
      }
      if factor.ratio <= .one {
        lines.append("The coordinated run was NOT faster than the base.")
      }
    } else {
      lines.append("\(value) (given, not measured)")
    }
    lines.append(
      "Paid with η = \(outcome.paidEta.decimalText(fractionDigits: 4))"
        + (outcome.paidEta == factor.ratio ? "" : ", clamped by the reward policy"))
    return lines.joined(separator: "\n")
  }

  private static func training(_ outcome: RoundOutcome) -> String {
    let link = outcome.training.link
    var table = TextTable([
      ("run", .left), ("base", .right), ("ours", .right), ("η", .right),
    ])
    for pair in outcome.training.pairs {
      let eta = pair.baseNanoseconds.flatMap {
        try? Ratio(UInt256($0), UInt256(pair.oursNanoseconds)).decimalText(fractionDigits: 2)
      }
      table.add([
        "\(pair.run + 1)", pair.baseNanoseconds.map(Show.seconds) ?? "not run",
        Show.seconds(pair.oursNanoseconds), eta ?? "",
      ])
    }
    return """
      Training over links of \(Show.milliseconds(link.roundTripNanoseconds)) and \
      \(Show.megabits(link.bitsPerSecond)) (measured \
      \(Show.milliseconds(link.measuredRoundTripNanoseconds)), \
      \(Show.megabits(link.measuredBitsPerSecond)))
      base: \(outcome.training.baseCurve?.name ?? "not run")
      ours: \(outcome.training.oursCurve.name)
      \(table.text)
      """
  }

  private static func rewards(_ outcome: RoundOutcome) -> String {
    let distribution = outcome.distribution
    var table = TextTable([
      ("GPU", .left), ("owner", .left), ("lane", .left), ("stake", .right), ("x", .right),
      ("exact share, base units", .right), ("paid", .right),
    ])
    let names = Dictionary(uniqueKeysWithValues: outcome.accounts.map { ($0.address, $0.name) })
    for line in distribution.lines {
      table.add([
        "\(line.input.gpu)", names[line.input.owner] ?? "\(line.input.owner)",
        "\(line.input.lane)", outcome.tokens(line.input.stake),
        Show.percent(ppm: UInt64(line.input.sharePPM)),
        line.exact.decimalText(fractionDigits: 3),
        outcome.tokens(line.amount),
      ])
    }
    return """
      Rewards in \(outcome.symbol): budget \(outcome.tokens(distribution.budget)), carried in \
      \(outcome.tokens(distribution.carriedIn)), payable D(R) = \
      \(outcome.tokens(distribution.payable)), carried out \(outcome.tokens(distribution.carriedOut))
      α = \(outcome.policy.alpha), α in effect = \
      \(distribution.alphaEffective.decimalText(fractionDigits: 12))
      \(table.text)
      """
  }

  private static func balances(_ outcome: RoundOutcome) -> String {
    var table = TextTable([
      ("account", .left), ("address", .left), ("before", .right), ("after", .right),
    ])
    for account in outcome.accounts {
      table.add([
        account.name, account.address.description, outcome.tokens(account.before),
        outcome.tokens(account.after),
      ])
    }
    return "Balances in \(outcome.symbol)\n\(table.text)"
  }

  /// The audit as a table: of earlier rounds only what differs, unless every round is wanted.
  static func text(of audit: NetworkAudit, everyRound: Bool = false) -> String {
    let last = audit.checks.compactMap(\.round).max()
    let shown = audit.checks.filter {
      everyRound || $0.round == nil || $0.round == last || !$0.reconciles
    }
    var table = TextTable([("sum", .left), ("left", .right), ("right", .right), ("", .left)])
    for check in shown {
      table.add([
        check.name, short(check.left), short(check.right), check.reconciles ? "ok" : "DIFFERS",
      ])
    }
    let head = audit.journal.head
    let rest = audit.checks.count - shown.count
    let verdict =
      audit.reconciles
      ? "Audit: all sums reconcile to the last unit." : "Audit: SUMS DIFFER."
    return """
      Audit of \(head.records) records in \(head.batches) batches, in base units
      \(table.text)\(rest == 0 ? "" : "\n  and \(rest) checks of earlier rounds, all ok")
      Head of the journal: \(head.link)
      \(verdict)
      """
  }

  /// Digests by their first and last bytes; amounts whole.
  private static func short(_ side: String) -> String {
    side.hasPrefix("0x") && side.count > 24 ? "\(side.prefix(10))…\(side.suffix(8))" : side
  }
}
