// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PeerTraining
import TensorCore

/// Tries settings of both ways of training, over the same links and to the same target, so that
/// neither is a straw man. ``Plans`` holds the best of each.
struct PlanSearch {
  private static let seeds: UInt64 = 3
  let settings: RoundSettings
  let progress: Progress

  /// A table of median times, in seconds, over three seeds.
  func table() async throws -> String {
    TensorRuntime.threads = 1
    let split = try DigitsData.bundled().split(
      heldOut: RoundSettings.heldOut, peers: 4, seed: settings.seed)
    var table = TextTable([
      ("plan", .left), ("median", .right), ("fastest", .right), ("slowest", .right),
      ("exchanges", .right),
    ])
    for (codec, batch) in [
      (Float32Codec() as any VectorCodec, 256), (Float32Codec(), 1436), (Int8Codec(), 64),
      (Int8Codec(), 256), (Int8Codec(), 1436),
    ] {
      for rate in [0.01, 0.02, 0.04] {
        let plan = try SynchronousPlan(batchSize: batch, learningRate: rate, codec: codec)
        table.add(
          try await row(plan.name, split) { task in
            try await trainSynchronously(
              task, plan: plan, link: settings.link, goal: settings.goal)
          })
      }
    }
    for (steps, overlap) in [(20, 0), (40, 0), (80, 0), (80, 40)] {
      for (batch, rate) in [(32, 0.005), (32, 0.01), (32, 0.02)] {
        let plan = try LocalStepsPlan(
          localSteps: steps, overlapSteps: overlap, batchSize: batch, learningRate: rate)
        table.add(
          try await row(plan.name, split) { task in
            try await trainWithLocalSteps(
              task, plan: plan, link: settings.link, goal: settings.goal, hash: { _ in [] })
          })
      }
    }
    return table.text
  }

  private func row(
    _ name: String, _ split: DigitsData.Split,
    _ train: (ClassificationTask<DigitsModel>) async throws -> TrainingRun
  ) async throws -> [String] {
    var times: [UInt64] = []
    var exchanges: [Int] = []
    for seed in 0..<Self.seeds {
      let key = RandomKey(seed: settings.seed).child(1000 + seed)
      let task = ClassificationTask(
        model: DigitsModel(hiddenUnits: Plans.hiddenUnits, key: key.child(0)),
        shards: split.shards, heldOut: split.heldOut, key: key.child(1))
      let run = try await train(task)
      times.append(run.nanosecondsToTarget ?? .max)
      exchanges.append(run.exchanges)
    }
    times.sort()
    exchanges.sort()
    func text(_ time: UInt64) -> String {
      time == .max ? "not reached" : String(format: "%.3f s", Double(time) / 1e9)
    }
    progress.end("\(name): \(text(times[1]))")
    return [name, text(times[1]), text(times[0]), text(times[2]), "\(exchanges[1])"]
  }
}
