// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What is known of a GPU that might serve a model.
public struct ServiceCandidate: Sendable, Hashable, Codable {
  /// The GPU.
  public let gpu: GPUID
  /// Benchmarked capacity, in the units of the network's benchmark.
  public let capacity: UInt64
  /// Quality of its work, in parts per million.
  public let scorePPM: UInt32
  /// What it has at stake, in base units.
  public let stake: UInt256

  /// Creates a candidate.
  public init(gpu: GPUID, capacity: UInt64, scorePPM: UInt32, stake: UInt256) {
    self.gpu = gpu
    self.capacity = capacity
    self.scorePPM = scorePPM
    self.stake = stake
  }

  /// Takes what a closed round says of a GPU.
  public init(_ row: StakeRow) {
    self.init(
      gpu: row.gpu, capacity: row.capacity, scorePPM: row.scorePPM, stake: row.stake)
  }

  /// Whether this GPU is to be asked before `other`: by score, then stake, then capacity, the
  /// greater first, then by name.
  func isPreferred(to other: ServiceCandidate) -> Bool {
    if scorePPM != other.scorePPM { return scorePPM > other.scorePPM }
    if stake != other.stake { return stake > other.stake }
    if capacity != other.capacity { return capacity > other.capacity }
    return gpu < other.gpu
  }
}
