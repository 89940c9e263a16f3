// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension StakeRegistry {
  /// Takes in what was measured of a GPU in the open round: uptime and the score of its verified work.
  /// Each goes into an exponential moving average with the policy's weight; the product of both is the
  /// score of the round's row.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU; once a round, so that a report that comes twice counts once.
  ///   - uptimePPM: the part of the round it answered, at most 1 000 000.
  ///   - scorePPM: the part of its work that was verified and right, at most 1 000 000; nil where
  ///     nothing was verified, which says nothing about it.
  /// - Returns: ``StakingEvent/qualityRecorded(gpu:uptimePPM:scorePPM:)`` with the new averages.
  /// - Throws: ``StakingError/unknownGPU(_:)``, ``StakingError/alreadyRated(_:in:)`` or
  ///   ``StakingError/ruleOutOfRange(_:value:allowed:)``.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func recordQuality(
    gpu: GPUID, uptimePPM: UInt32, scorePPM: UInt32?
  ) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    guard !books.stakes[Int(number)].isRated else { throw .alreadyRated(gpu, in: openRound) }
    var quality = books.stakes[Int(number)].quality
    do throws(QualityError) {
      try quality.record(
        uptimePPM: uptimePPM, verificationPPM: scorePPM, weightPPM: policy.qualityWeightPPM)
    } catch {
      // The policy has checked the weight.
      try checkRule("uptime", uptimePPM, 0...million)
      throw .ruleOutOfRange("score", value: UInt64(scorePPM ?? 0), allowed: 0...UInt64(million))
    }

    let averages = quality
    books.update(number) { stake in
      stake.quality = averages
      stake.isRated = true
    }
    return [
      .qualityRecorded(
        gpu: gpu, uptimePPM: averages.uptime.partsPerMillion,
        scorePPM: averages.verification.partsPerMillion)
    ]
  }
}
