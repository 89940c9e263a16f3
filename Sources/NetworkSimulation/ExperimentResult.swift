// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What an experiment came to: one long table, a row per simulation, subset, run and round, as radCAD
/// has it.
public struct ExperimentResult: Sendable {
  /// One run.
  public struct Run: Sendable {
    /// The scenario's place in the experiment.
    public let subset: Int
    /// The run's number, from 0.
    public let run: Int
    /// Its seed.
    public let seed: UInt64
    /// Its rounds; fewer than asked for where it failed.
    public let rows: [RoundRow]
    /// Why it failed; nil where it did not.
    public let failure: SimulationError?
    /// The digest of its books at the end; nil where it failed.
    public let digest: String?
  }

  /// The names of the scenarios.
  public let subsets: [String]
  /// The names of the kinds of providers, of each scenario.
  public let kinds: [[String]]
  /// The runs, by scenario and number.
  public let runs: [Run]

  /// The runs that did not come to their end.
  public var failures: [Run] { runs.filter { $0.failure != nil } }

  /// A share of the runs of one scenario, round by round: what lies below the share `quantile` of
  /// them. Runs that failed count as far as they came.
  ///
  /// - Parameters:
  ///   - quantile: 0 to 1.
  ///   - subset: the scenario's place.
  ///   - value: what is looked at.
  /// - Complexity: O(t · r log r) for r runs of t rounds.
  public func quantile(
    _ quantile: Double, of subset: Int, _ value: (RoundRow) -> Double
  ) -> [Double] {
    let played = runs.filter { $0.subset == subset }
    let rounds = played.map(\.rows.count).max() ?? 0
    return (0..<rounds).map { round in
      let values = played.filter { $0.rows.count > round }.map { value($0.rows[round]) }.sorted()
      guard let last = values.indices.last else { return .nan }
      // Linear between the two nearest, as most statistics packages do (Hyndman and Fan's type 7).
      let place = min(1, max(0, quantile)) * Double(last)
      let low = Int(place)
      let high = min(low + 1, last)
      return values[low] + (values[high] - values[low]) * (place - Double(low))
    }
  }
}
