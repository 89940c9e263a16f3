// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards

extension TrainingReport {
  /// Refuses a report that does not rest on its own pairs of runs.
  ///
  /// A measured η must be that of the pair in which we gained least; an η without a base must be
  /// given. Work stands in order of GPU, each once.
  ///
  /// - Throws: `NetworkError.invalidReport`.
  func check(against charter: NetworkCharter) throws(NetworkError) {
    guard model == charter.model else {
      throw .invalidReport(round, "it is of model \(model), the network's is \(charter.model)")
    }
    try checkOrder(of: work, round: round)
    guard !pairs.isEmpty, pairs.allSatisfy({ $0.oursNanoseconds > 0 }) else {
      throw .invalidReport(round, "a run took no time, or there is none")
    }
    switch efficiency.origin {
    case .given:
      return
    case .measured(let base, let measured):
      guard let least = leastGain, least.base == base, least.ours == measured else {
        throw .invalidReport(
          round, "η was measured as \(base) over \(measured) ns, which is not its lowest pair")
      }
    default:
      throw .invalidReport(round, "η is neither given nor measured from times")
    }
  }

  /// The times of the pair with the lowest base / ours; nil where a base was not run.
  private var leastGain: (base: UInt64, ours: UInt64)? {
    var least: (base: UInt64, ours: UInt64)?
    for pair in pairs {
      guard let base = pair.baseNanoseconds else { return nil }
      guard let known = least else {
        least = (base, pair.oursNanoseconds)
        continue
      }
      // base / ours < known.base / known.ours, without dividing.
      let left = base.multipliedFullWidth(by: known.ours)
      let right = known.base.multipliedFullWidth(by: pair.oursNanoseconds)
      if (left.high, left.low) < (right.high, right.low) { least = (base, pair.oursNanoseconds) }
    }
    return least
  }
}

extension HostingReport {
  /// Refuses a report of another model, or whose GPUs do not stand in order.
  ///
  /// - Throws: `NetworkError.invalidReport`.
  func check(against charter: NetworkCharter) throws(NetworkError) {
    guard model == charter.model else {
      throw .invalidReport(round, "it is of model \(model), the network's is \(charter.model)")
    }
    guard correct <= served else {
      throw .invalidReport(round, "\(correct) of \(served) answers are right")
    }
    try checkOrder(of: work, round: round)
  }
}

private func checkOrder(of work: [GPUWork], round: Round) throws(NetworkError) {
  for (entry, next) in zip(work, work.dropFirst()) where entry.gpu >= next.gpu {
    throw .invalidReport(round, "GPU \(next.gpu) stands after \(entry.gpu)")
  }
}
