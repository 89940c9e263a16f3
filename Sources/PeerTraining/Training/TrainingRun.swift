// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A point of a loss curve.
public struct CurvePoint: Sendable, Hashable, Codable {
  /// Training time, in nanoseconds; evaluation is not in it.
  public let nanoseconds: UInt64
  /// Exchanges so far.
  public let exchanges: Int
  /// Samples that all peers together have trained on so far.
  public let samples: UInt64
  /// What the model answered then.
  public let evaluation: Evaluation

  /// Creates a point.
  public init(nanoseconds: UInt64, exchanges: Int, samples: UInt64, evaluation: Evaluation) {
    self.nanoseconds = nanoseconds
    self.exchanges = exchanges
    self.samples = samples
    self.evaluation = evaluation
  }
}

/// What one training run did, and how long it took.
public struct TrainingRun: Sendable {
  /// The way of training, as `synchronous, batch 256, float32`.
  public let name: String
  /// Held-out loss and accuracy against time, from before the first step on.
  public let curve: [CurvePoint]
  /// Time at which the target was reached; nil where it was not.
  public let nanosecondsToTarget: UInt64?
  /// Samples each peer has trained on, by rank.
  public let samples: [UInt64]
  /// What each peer has put on its line, by rank.
  public let traffic: [LinkStatistics]
  /// What each peer can be held to, in the order of rounds and ranks; empty for a synchronous run.
  public let receipts: [WorkReceipt]
  /// What each peer really sent, in the order of the receipts; as many bytes as all peers sent in
  /// the run. Empty for a synchronous run.
  public let transcripts: [WorkTranscript]
  /// The trained parameters, flat, in visiting order.
  public let parameters: [Float]

  /// Creates what a run of any engine reports.
  public init(
    name: String, curve: [CurvePoint], nanosecondsToTarget: UInt64?, samples: [UInt64],
    traffic: [LinkStatistics], receipts: [WorkReceipt], transcripts: [WorkTranscript] = [],
    parameters: [Float]
  ) {
    self.name = name
    self.curve = curve
    self.nanosecondsToTarget = nanosecondsToTarget
    self.samples = samples
    self.traffic = traffic
    self.receipts = receipts
    self.transcripts = transcripts
    self.parameters = parameters
  }

  /// Exchanges until the end.
  public var exchanges: Int { curve.last?.exchanges ?? 0 }

  /// The latest that any peer was handed a message after it had arrived, in nanoseconds: what a busy
  /// machine added to the link at worst. 0 where nothing was sent.
  public var worstLatenessNanoseconds: UInt64 {
    traffic.lazy.map(\.worstLatenessNanoseconds).max() ?? 0
  }
}
