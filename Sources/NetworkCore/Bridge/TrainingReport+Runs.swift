// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives
public import PeerTraining

extension TrainingReport {
  /// Reports a measurement: curves in whole numbers, receipts under one root, work by GPU.
  ///
  /// - Parameters:
  ///   - round: the round.
  ///   - model: the model.
  ///   - seed: seed of all runs.
  ///   - measurement: the pairs of runs and η.
  ///   - goal: what the runs trained to.
  ///   - link: the links asked for.
  ///   - reading: the links measured.
  ///   - gpus: the GPU of each peer, by rank.
  ///   - verified: verified samples of each peer, by rank, over all coordinated runs.
  /// - Throws: `NetworkError.workExceedsAssignment`.
  /// - Precondition: as many GPUs and verified numbers as each run has peers.
  public init(
    round: Round, model: ModelID, seed: UInt64, measurement: EfficiencyMeasurement,
    goal: TrainingGoal,
    link: LinkProfile, reading: LinkReading, gpus: [GPUID], verified: [UInt64]
  ) throws(NetworkError) {
    precondition(
      gpus.count == verified.count
        && measurement.pairs.allSatisfy { $0.ours.samples.count == gpus.count },
      "\(gpus.count) GPUs, \(verified.count) verified, runs of another number of peers")
    var assigned = [UInt64](repeating: 0, count: gpus.count)
    var leaves: [[UInt8]] = []
    for run in measurement.pairs.map(\.ours) {
      for (rank, samples) in run.samples.enumerated() { assigned[rank] += samples }
      for receipt in run.receipts { leaves.append(receipt.canonicalBytes) }
    }
    var work: [GPUWork] = []
    for (rank, gpu) in gpus.enumerated() {
      work.append(
        try GPUWork(gpu: gpu, assigned: assigned[rank], verified: verified[rank]))
    }
    self.init(
      round: round, model: model, seed: seed, efficiency: measurement.efficiency,
      targetPPM: UInt32(goal.accuracyPPM),
      link: Link(
        roundTripNanoseconds: link.roundTripNanoseconds, bitsPerSecond: link.bitsPerSecond,
        measuredRoundTripNanoseconds: reading.roundTripNanoseconds,
        measuredBitsPerSecond: reading.bitsPerSecond),
      pairs: measurement.pairs.map {
        Pair(
          run: $0.run, baseNanoseconds: $0.base?.nanosecondsToTarget,
          oursNanoseconds: $0.ours.nanosecondsToTarget ?? 0)
      },
      baseCurve: measurement.chosen.base.map { LossCurve($0) },
      oursCurve: LossCurve(measurement.chosen.ours),
      work: work.sorted { $0.gpu < $1.gpu },
      receiptsRoot: leaves.isEmpty ? .zero : MerkleTree(leaves: leaves).root)
  }
}

extension LossCurve {
  /// A run's curve in whole numbers.
  init(_ run: TrainingRun) {
    self.init(
      name: run.name, heldOut: UInt32(run.curve.first?.evaluation.count ?? 0),
      points: run.curve.map { point in
        Point(
          nanoseconds: point.nanoseconds,
          lossMillionths: UInt64(exactly: (point.evaluation.loss * 1e6).rounded()) ?? .max,
          correct: UInt32(point.evaluation.correct),
          samples: point.samples)
      })
  }
}
