// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What governance gives training and hosting: factors of every line's weight, in parts per million.
public struct LaneWeights: Sendable, Hashable, Codable {
  /// The factor of training lines, at most 1 000 000.
  public let trainingPPM: UInt32
  /// The factor of hosting lines, at most 1 000 000.
  public let hostingPPM: UInt32

  /// Both lanes count in full.
  public static let neutral = LaneWeights(trainingPPM: 1_000_000, hostingPPM: 1_000_000)

  /// Creates weights; ``RewardPolicy`` checks them.
  public init(trainingPPM: UInt32, hostingPPM: UInt32) {
    self.trainingPPM = trainingPPM
    self.hostingPPM = hostingPPM
  }

  /// The factor of a lane.
  public subscript(lane: Lane) -> UInt32 {
    switch lane {
    case .training: trainingPPM
    case .hosting: hostingPPM
    }
  }
}
