// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import PeerTraining
public import Rewards

/// η of a model and a round, from pairs of runs to the same held-out target.
public struct EfficiencyMeasurement: Sendable {
  /// One pair of runs with the same weights and batches to begin with.
  public struct Pair: Sendable {
    /// Number of the pair, from 0.
    public let run: UInt32
    /// The base; nil where η is given instead of measured.
    public let base: TrainingRun?
    /// The coordinated run.
    public let ours: TrainingRun

    /// Creates a pair.
    public init(run: UInt32, base: TrainingRun?, ours: TrainingRun) {
      self.run = run
      self.base = base
      self.ours = ours
    }

    /// Whether both runs reached the target, as far as they were made.
    ///
    /// - Throws: `NetworkError.notMeasured` naming the run that did not.
    public func checkReached() throws(NetworkError) {
      for run in [base, ours] {
        guard let run, run.nanosecondsToTarget == nil else { continue }
        throw .notMeasured(
          "the run “\(run.name)” did not reach the target in \(run.exchanges) exchanges")
      }
    }
  }

  /// All pairs, in the order they were run.
  public let pairs: [Pair]
  /// The pair that η is taken from: the one in which we gained least.
  public let chosen: Pair
  /// The factor.
  public let efficiency: EfficiencyFactor

  /// Takes η from the pair in which we gained least: the lower end of what was seen (WHITEPAPER
  /// ruling 4).
  ///
  /// - Parameter pairs: at least one; in every one both runs reached the target.
  /// - Throws: `NetworkError.notMeasured` naming the run that did not reach the target; η is never
  ///   made up.
  public init(measuring pairs: [Pair]) throws {
    var lowest: (pair: Pair, efficiency: EfficiencyFactor)?
    for pair in pairs {
      try pair.checkReached()
      guard let base = pair.base else {
        throw NetworkError.notMeasured("the base of pair \(pair.run) was not run")
      }
      let factor = try EfficiencyFactor(
        baseDuration: base.nanosecondsToTarget ?? 0,
        measuredDuration: pair.ours.nanosecondsToTarget ?? 0)
      if let least = lowest, least.efficiency.ratio <= factor.ratio { continue }
      lowest = (pair, factor)
    }
    guard let lowest else { throw NetworkError.notMeasured("there is no pair of runs") }
    self.pairs = pairs
    chosen = lowest.pair
    efficiency = lowest.efficiency
  }

  /// Takes an η that somebody gave. The coordinated run must still reach the target, because its
  /// model is hosted.
  ///
  /// - Throws: `NetworkError.notMeasured` where it does not.
  public init(given efficiency: EfficiencyFactor, pairs: [Pair]) throws {
    guard let first = pairs.first else {
      throw NetworkError.notMeasured("there is no coordinated run")
    }
    for pair in pairs { try pair.checkReached() }
    self.pairs = pairs
    chosen = first
    self.efficiency = efficiency
  }
}
