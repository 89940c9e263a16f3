// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import NetworkCore
import PeerTraining

/// Numbers as people read them.
enum Show {
  static func seconds(_ nanoseconds: UInt64) -> String {
    String(format: "%.3f s", Double(nanoseconds) / 1e9)
  }

  static func milliseconds(_ nanoseconds: UInt64) -> String {
    String(format: "%.1f ms", Double(nanoseconds) / 1e6)
  }

  static func megabits(_ bitsPerSecond: UInt64) -> String {
    String(format: "%.1f Mbit/s", Double(bitsPerSecond) / 1e6)
  }

  static func percent(_ share: Double) -> String {
    String(format: "%.2f %%", share * 100)
  }

  static func percent(ppm: UInt64) -> String {
    String(format: "%g %%", Double(ppm) / 1e4)
  }

  /// The links before and after training, and whether the machine let them be what was asked for.
  static func links(
    before: LinkReading, after: LinkReading, runs: [EfficiencyMeasurement.Pair],
    asked: LinkProfile
  ) -> String {
    let lateness =
      runs.flatMap { [$0.base, $0.ours] }
      .compactMap { $0?.worstLatenessNanoseconds }.max() ?? 0
    let deviation = max(before.deviation(from: asked), after.deviation(from: asked))
    let text =
      "link afterwards: round trip \(milliseconds(after.roundTripNanoseconds)), "
      + "\(megabits(after.bitsPerSecond)); latest delivery \(milliseconds(lateness)) late"
    guard deviation > 50_000 || lateness > asked.roundTripNanoseconds / 10 else { return text }
    return text + "\n  WARNING: the links were off by \(percent(ppm: deviation)): this machine was "
      + "busy, or the link asks too much of it; take η with care"
  }

  /// A run in one line.
  static func line(_ run: TrainingRun?, _ name: String) -> String {
    guard let run, let last = run.curve.last else { return "\(name): not run" }
    let sent = run.traffic.map(\.wireBytes).max() ?? 0
    let end =
      if let time = run.nanosecondsToTarget {
        "reached \(percent(last.evaluation.accuracy)) in \(seconds(time))"
      } else {
        "did not reach the target: \(percent(last.evaluation.accuracy))"
      }
    return "\(name): \(end), \(run.exchanges) exchanges, "
      + String(format: "%.0f kB sent by each peer", Double(sent) / 1e3)
  }
}
