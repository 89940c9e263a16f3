// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics

extension ExperimentResult {
  /// The columns of the table.
  static let columns = [
    "simulation", "subset", "run", "substep", "timestep", "scenario", "seed", "providers",
    "joined", "left", "stake", "token_price_usd", "compute_price_usd_per_hour", "utilisation",
    "demand_usd", "fees_usd", "cost_usd", "minted", "burned", "supply", "treasury",
    "annual_return", "inflation", "surplus_usd",
  ]

  /// A row's cells: numbers as they are written in both tables, amounts of tokens in whole tokens,
  /// exact.
  private func cells(_ run: Run, _ row: RoundRow) -> [String] {
    func tokens(_ units: UInt256) -> String {
      TokenAmount.format(units, decimals: TokenUnits.decimals)
    }
    return [
      "0", "\(run.subset)", "\(run.run)", "0", "\(row.round)", subsets[run.subset],
      "\(run.seed)", "\(row.providers)", "\(row.joined)", "\(row.left)", tokens(row.stake),
      "\(row.tokenPrice.amount)", "\(row.computePrice)", "\(row.utilisation)",
      "\(row.demand.amount)", "\(row.fees.amount)", "\(row.cost.amount)", tokens(row.minted),
      tokens(row.burned), tokens(row.supply), tokens(row.treasury), "\(row.annualReturn)",
      "\(row.inflation)", "\(row.surplus)",
    ]
  }

  /// The table as comma-separated values, a line of names first: the same bytes for the same seed.
  ///
  /// - Complexity: O(n) in the number of rounds of all runs.
  public var csv: String {
    var text = Self.columns.joined(separator: ",") + "\n"
    for run in runs {
      for row in run.rows {
        let line = cells(run, row).map(Self.quoted).joined(separator: ",")
        text += line + "\n"
      }
    }
    return text
  }

  /// A cell with quotes around it where it needs them (RFC 4180).
  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
    return "\""
      + cell.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// The table and how each run ended, as JSON with a version; exact amounts are strings.
  ///
  /// - Complexity: O(n) in the number of rounds of all runs.
  public var json: String {
    var text = "{\"schema\":1,\"runs\":["
    for (index, run) in runs.enumerated() {
      text += index > 0 ? "," : ""
      text += "{\"subset\":\(Self.string(subsets[run.subset])),\"run\":\(run.run),"
      text += "\"seed\":\"\(run.seed)\","
      text += "\"kinds\":[" + kinds[run.subset].map(Self.string).joined(separator: ",") + "],"
      text += "\"failure\":" + (run.failure.map { Self.string("\($0)") } ?? "null") + ","
      text += "\"rounds\":["
      for (place, row) in run.rows.enumerated() {
        text += (place > 0 ? "," : "") + object(run, row)
      }
      text += "]}"
    }
    return text + "]}\n"
  }

  private func object(_ run: Run, _ row: RoundRow) -> String {
    let exact: Set<String> = [
      "stake", "token_price_usd", "demand_usd", "fees_usd", "cost_usd", "minted", "burned",
      "supply", "treasury",
    ]
    let described: Set<String> = ["simulation", "subset", "run", "substep", "scenario", "seed"]
    var fields = zip(Self.columns, cells(run, row))
      .filter { !described.contains($0.0) }
      .map { name, cell in
        "\"\(name)\":" + (exact.contains(name) ? "\"\(cell)\"" : Self.number(cell))
      }
    let counts = row.providersByKind.map(String.init).joined(separator: ",")
    fields.append("\"providers_by_kind\":[\(counts)]")
    return "{" + fields.joined(separator: ",") + "}"
  }

  /// JSON has no infinity and no NaN.
  private static func number(_ cell: String) -> String {
    cell.contains("nan") || cell.contains("inf") ? "null" : cell
  }

  private static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20:
        let code = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
