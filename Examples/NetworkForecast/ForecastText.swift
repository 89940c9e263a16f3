// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import HostingEconomics
import NetworkSimulation

/// What an experiment came to, for a terminal: the last round of each scenario.
struct ForecastText {
  private let result: ExperimentResult

  init(_ result: ExperimentResult) { self.result = result }

  var text: String {
    var text = ""
    for subset in result.subsets.indices {
      let runs = result.runs.filter { $0.subset == subset }
      let rounds = runs.map(\.rows.count).max() ?? 0
      text += "\(result.subsets[subset]): \(runs.count) \(runs.count == 1 ? "run" : "runs")"
      text += " of \(rounds) rounds, seed \(runs.first?.seed ?? 0)\n"
      text += Self.left("  last round", 44) + Self.right("P10") + Self.right("median")
      text += Self.right("P90") + "\n"
      for (name, digits, value) in Self.lines {
        text += Self.left("  " + name, 44)
        for share in [0.1, 0.5, 0.9] {
          let last = result.quantile(share, of: subset, value).last ?? .nan
          text += Self.right(Figures.grouped(last, digits))
        }
        text += "\n"
      }
      let whole = runs.filter { $0.failure == nil }.count
      text += "  every unit accounted for in \(whole) of \(runs.count)\n"
      for run in runs {
        if let failure = run.failure {
          text += "  run \(run.run), seed \(run.seed), kept \(run.rows.count) rounds: \(failure)\n"
        }
      }
      text += "\n"
    }
    return text
  }

  private static var lines: [(String, Int, (RoundRow) -> Double)] {
    [
      ("providers", 0, { Double($0.providers) }),
      ("stake that counts, tokens", 0, { TokenUnits.double($0.stake) }),
      ("price of compute, $ per hour of the best GPU", 3, \.computePrice),
      ("use of the capacity, %", 1, { $0.utilisation * 100 }),
      ("price of the token, $", 4, { $0.tokenPrice.double }),
      ("APR of a stake from minted rewards, %", 1, { $0.annualReturn * 100 }),
      ("treasury, tokens", 0, { TokenUnits.double($0.treasury) }),
      ("inflation per year, %", 2, { $0.inflation * 100 }),
      ("supply, tokens", 0, { TokenUnits.double($0.supply) }),
      ("income less cost of all providers, $", 0, \.surplus),
    ]
  }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func right(_ text: String) -> String {
    String(repeating: " ", count: max(1, 16 - text.count)) + text
  }
}
