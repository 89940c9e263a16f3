// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a comparison found, as text, JSON and Markdown.
struct ComparisonReport: Codable {
  let machine: Machine
  let clock: String
  var limits: [MachineLimits] = []
  var rows: [ComparisonRow] = []

  /// Columns after the name: ours, each peer, ratio, its goal, share of the limit.
  static func heading(peers: [String]) -> String {
    line(
      "workload", ["ours"] + peers + ["ratio", "best", "goal", "limit"])
  }

  static func text(of row: ComparisonRow, peers: [String]) -> String {
    line(row.workload, cells(of: row, peers: peers))
      + row.failures.map { "\n    \($0)" }.joined()
  }

  /// A table for each number of threads.
  func markdown(peers: [String], command: String) -> String {
    var text = """
      # Beside PyTorch, JAX and NumPy

      \(machine.description.replacingOccurrences(of: "\n", with: "\\\n"))

      Printed by `\(command)`. Times are medians of samples taken alternately in processes of their own,
      float32; "torch tuned" has huge pages and does not map large results. Ratio: the fastest peer's time
      over ours, above 1 we are faster; "best" the same of the fastest samples. Limit: the time that the
      machine's rate of multiply-adds or its memory would need at least, over ours.

      """
    if clock != WorkloadClock.wall.rawValue {
      text += "\nThe machine was busy: times are of the processor, not of the clock on the wall.\n"
    }
    for limit in limits {
      let part = rows.filter { $0.threads == limit.threads }
      let present = peers.filter { peer in
        part.contains { $0.peers.contains { $0.contestant == peer } }
      }
      text += "\n## \(limit.threads) thread\(limit.threads == 1 ? "" : "s")\n\n"
      text += String(
        format: "Limits: %.0f GFLOP/s, %.1f GB/s.\n\n", limit.gigaflops, limit.gigabytesPerSecond)
      let columns = ["workload", "ours"] + present + ["ratio", "best", "goal", "limit"]
      text += "| " + columns.joined(separator: " | ") + " |\n"
      text += "|---|" + String(repeating: "--:|", count: columns.count - 1) + "\n"
      for row in part {
        let cells = [row.workload] + Self.cells(of: row, peers: present)
        text += "| " + cells.joined(separator: " | ") + " |\n"
      }
    }
    return text
  }

  private static func cells(of row: ComparisonRow, peers: [String]) -> [String] {
    let times = peers.map { name in
      row.peers.first { $0.contestant == name }.map { duration($0.median) } ?? ""
    }
    return [duration(row.ours.median)] + times + [
      row.ratio.map { String(format: "%.2f", $0) } ?? "",
      row.bestRatio.map { String(format: "%.2f", $0) } ?? "",
      row.isMet.map { String(format: "%@%.2g", $0 ? "met " : "", row.goal) } ?? "",
      row.limitShare.map { String(format: "%.0f %%", $0 * 100) } ?? "",
    ]
  }

  private static func line(_ name: String, _ cells: [String]) -> String {
    func pad(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: Swift.max(0, width - text.count)) + text
    }
    return name + pad("", 30 - name.count) + cells.map { pad($0, 12) }.joined()
  }

  private static func duration(_ nanoseconds: Double) -> String {
    switch nanoseconds {
    case ..<1e3: String(format: "%.1f ns", nanoseconds)
    case ..<1e6: String(format: "%.2f µs", nanoseconds / 1e3)
    case ..<1e9: String(format: "%.2f ms", nanoseconds / 1e6)
    default: String(format: "%.2f s", nanoseconds / 1e9)
    }
  }
}
