// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives
public import Rewards

/// How a round's training went: what η rests on, and what each GPU did for it.
public struct TrainingReport: Sendable, Hashable, Codable {
  /// One pair of runs, the base and ours, to the same held-out target.
  public struct Pair: Sendable, Hashable, Codable {
    /// Number of the pair in its round, from 0. With the report's seed and round it decides weights
    /// and batches of both runs.
    public let run: UInt32
    /// Time of the base to the target, in nanoseconds; nil where the base was not run.
    public let baseNanoseconds: UInt64?
    /// Time of the coordinated run to the target, in nanoseconds.
    public let oursNanoseconds: UInt64

    /// Creates a pair.
    public init(run: UInt32, baseNanoseconds: UInt64?, oursNanoseconds: UInt64) {
      self.run = run
      self.baseNanoseconds = baseNanoseconds
      self.oursNanoseconds = oursNanoseconds
    }
  }

  /// The links that peers trained over: what was asked for and what was measured in the run.
  public struct Link: Sendable, Hashable, Codable {
    /// Round trip asked for, in nanoseconds.
    public let roundTripNanoseconds: UInt64
    /// Rate asked for, in bits per second.
    public let bitsPerSecond: UInt64
    /// Round trip measured, in nanoseconds.
    public let measuredRoundTripNanoseconds: UInt64
    /// Rate measured, in bits per second.
    public let measuredBitsPerSecond: UInt64

    /// Creates an entry.
    public init(
      roundTripNanoseconds: UInt64, bitsPerSecond: UInt64, measuredRoundTripNanoseconds: UInt64,
      measuredBitsPerSecond: UInt64
    ) {
      self.roundTripNanoseconds = roundTripNanoseconds
      self.bitsPerSecond = bitsPerSecond
      self.measuredRoundTripNanoseconds = measuredRoundTripNanoseconds
      self.measuredBitsPerSecond = measuredBitsPerSecond
    }
  }

  /// The round.
  public let round: Round
  /// The model.
  public let model: ModelID
  /// Seed of all runs.
  public let seed: UInt64
  /// The factor, measured or given; paid after the reward policy's clamp.
  public let efficiency: EfficiencyFactor
  /// Held-out accuracy that both runs trained to, in parts per million.
  public let targetPPM: UInt32
  /// The links.
  public let link: Link
  /// All pairs of runs, in the order of their numbers.
  public let pairs: [Pair]
  /// The base's curve of the pair that η is taken from; nil where the base was not run.
  public let baseCurve: LossCurve?
  /// Our curve of that pair.
  public let oursCurve: LossCurve
  /// Samples of each GPU, over all coordinated runs, in order of GPU.
  public let work: [GPUWork]
  /// Merkle root over the receipts of that work, in order of run, round and peer.
  public let receiptsRoot: Digest

  /// Creates a report.
  public init(
    round: Round, model: ModelID, seed: UInt64, efficiency: EfficiencyFactor, targetPPM: UInt32,
    link: Link,
    pairs: [Pair], baseCurve: LossCurve?, oursCurve: LossCurve, work: [GPUWork],
    receiptsRoot: Digest
  ) {
    self.round = round
    self.model = model
    self.seed = seed
    self.efficiency = efficiency
    self.targetPPM = targetPPM
    self.link = link
    self.pairs = pairs
    self.baseCurve = baseCurve
    self.oursCurve = oursCurve
    self.work = work
    self.receiptsRoot = receiptsRoot
  }
}

extension TrainingReport {
  /// η_epoch: samples a second of our run over those of the base, in the pair that η is taken from.
  ///
  /// Reported beside η and never paid on (WHITEPAPER ruling 4): it counts samples, not what they
  /// taught. At equal batch sizes it flatters local steps, which need more samples to the same
  /// target; against a base of larger batches it may be below η. Nil without a base.
  public var epochGain: Ratio? {
    guard let base = baseCurve?.points.last, let ours = oursCurve.points.last,
      base.samples > 0, ours.nanoseconds > 0
    else { return nil }
    return try? Ratio(
      UInt256(ours.samples) * UInt256(base.nanoseconds),
      UInt256(base.samples) * UInt256(ours.nanoseconds))
  }
}

extension TrainingReport.Pair: RecordCodable {
  /// Number, base time behind a flag, our time.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(run)
    encoder.write(baseNanoseconds != nil)
    if let baseNanoseconds { encoder.write(baseNanoseconds) }
    encoder.write(oursNanoseconds)
  }

  /// Reads a pair.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    run = try decoder.readUInt32()
    baseNanoseconds = try decoder.readBool() ? decoder.readUInt64() : nil
    oursNanoseconds = try decoder.readUInt64()
  }
}

extension TrainingReport.Link: RecordCodable {
  /// The four numbers in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(roundTripNanoseconds)
    encoder.write(bitsPerSecond)
    encoder.write(measuredRoundTripNanoseconds)
    encoder.write(measuredBitsPerSecond)
  }

  /// Reads an entry.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    roundTripNanoseconds = try decoder.readUInt64()
    bitsPerSecond = try decoder.readUInt64()
    measuredRoundTripNanoseconds = try decoder.readUInt64()
    measuredBitsPerSecond = try decoder.readUInt64()
  }
}

extension TrainingReport: RecordCodable {
  /// Fields in the order of their declaration, counts before lists, a flag before what may be nil.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(round)
    encoder.write(model)
    encoder.write(seed)
    encoder.write(efficiency)
    encoder.write(targetPPM)
    encoder.write(link)
    encoder.write(pairs)
    encoder.write(baseCurve)
    encoder.write(oursCurve)
    encoder.write(work)
    encoder.write(receiptsRoot)
  }

  /// Reads a report.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    round = try Round(from: &decoder)
    model = try ModelID(from: &decoder)
    seed = try decoder.readUInt64()
    efficiency = try EfficiencyFactor(from: &decoder)
    targetPPM = try decoder.readUInt32()
    link = try Link(from: &decoder)
    pairs = try decoder.readArray(of: Pair.self, minimumBytes: 13)
    baseCurve = try decoder.readOptional(LossCurve.self)
    oursCurve = try LossCurve(from: &decoder)
    work = try decoder.readArray(of: GPUWork.self, minimumBytes: 17)
    receiptsRoot = try Digest(from: &decoder)
  }
}
