// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ChartSVG
import ExactArithmetic
import HostingEconomics

extension ExperimentResult {
  /// The experiment as one page: a chart per quantity, for each scenario the median of its runs with a
  /// band from the tenth to the ninetieth of a hundred, providers by kind, and how runs ended.
  ///
  /// - Complexity: O(t · r log r) for r runs of t rounds.
  public var page: String {
    var parts: [ChartPage.Part] = [
      .text(
        "\(runs.count) runs of \(subsets.count) scenarios. Lines are medians, bands reach from the "
          + "10th to the 90th percentile. \"GPU\" is a registered unit of capacity.")
    ]
    let quantities: [(String, (RoundRow) -> Double)] = [
      ("Providers", { Double($0.providers) }),
      ("Stake that counts, tokens", { TokenUnits.double($0.stake) }),
      ("Price of compute, $ per hour of the reference GPU", \.computePrice),
      ("Use of the capacity", \.utilisation),
      ("Price of the token, $", { $0.tokenPrice.double }),
      ("APR of a stake, from minted rewards", \.annualReturn),
      ("Treasury, tokens", { TokenUnits.double($0.treasury) }),
      ("Inflation per year", \.inflation),
      ("Supply, tokens", { TokenUnits.double($0.supply) }),
      ("Income less cost of all providers, $ per round", \.surplus),
    ]
    for (title, value) in quantities {
      let series = subsets.indices.map { subset in
        let middle = quantile(0.5, of: subset, value)
        return LineChart.Series(
          name: subsets[subset],
          points: middle.enumerated().map { LineChart.Point(x: Double($0), y: $1) },
          low: quantile(0.1, of: subset, value), high: quantile(0.9, of: subset, value))
      }
      parts.append(
        .chart(
          LineChart(title: title, xLabel: "round", series: series).markup))
    }
    for subset in subsets.indices where kinds[subset].count > 1 {
      let series = kinds[subset].enumerated().map { kind, name in
        let middle = quantile(0.5, of: subset) { Double($0.providersByKind[kind]) }
        return LineChart.Series(
          name: name, points: middle.enumerated().map { LineChart.Point(x: Double($0), y: $1) })
      }
      parts.append(
        .chart(
          LineChart(
            title: "Providers by kind: \(subsets[subset])", xLabel: "round", series: series
          ).markup))
    }
    parts.append(.heading("Runs"))
    parts.append(
      .table(
        header: ["scenario", "run", "seed", "rounds", "providers", "supply", "end"],
        rows: runs.map { run in
          [
            subsets[run.subset], "\(run.run)", "\(run.seed)", "\(run.rows.count)",
            "\(run.rows.last?.providers ?? 0)",
            run.rows.last.map { Figures.grouped(TokenUnits.double($0.supply)) } ?? "—",
            run.failure.map { "\($0)" } ?? "every unit accounted for",
          ]
        }))
    return ChartPage(title: "A network over \(longest) rounds", parts: parts).markup
  }

  private var longest: Int { runs.map(\.rows.count).max() ?? 0 }
}
