// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// One workload measured on one number of threads.
struct ComparisonRow: Codable {
  struct Time: Codable {
    let contestant: String
    /// Nanoseconds a call.
    let median: Double
    /// The fastest sample, in nanoseconds a call: what noise has hidden least.
    let best: Double
    let samples: Int
  }

  let workload: String
  let threads: Int
  let goal: Double
  let goals: [String: Double]
  let ours: Time
  let peers: [Time]
  /// Least time the machine's limits allow, over our median.
  let limitShare: Double?
  /// Peers that failed, and how.
  let failures: [String]

  /// The fastest peer that counts: a goal of 0 takes one out.
  var fastest: Time? { fastest(\.median) }

  func fastest(_ statistic: KeyPath<Time, Double>) -> Time? {
    peers.filter { (goals[$0.contestant] ?? 1) > 0 }
      .min { $0[keyPath: statistic] < $1[keyPath: statistic] }
  }

  /// Above 1 we are faster than the fastest peer.
  var ratio: Double? { fastest.map { $0.median / ours.median } }
  var bestRatio: Double? { fastest(\.best).map { $0.best / ours.best } }

  /// Whether the goal is met beside every peer that has one.
  var isMet: Bool? {
    guard !peers.isEmpty else { return nil }
    return peers.allSatisfy { $0.median / ours.median >= goal(beside: $0.contestant) }
  }

  func goal(beside peer: String) -> Double {
    goals[peer] ?? goals.first { peer.hasPrefix($0.key) }?.value ?? goal
  }
}
