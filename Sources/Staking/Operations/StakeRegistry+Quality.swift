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
  ///   - gpu: a registered GPU.
  ///   - uptimePPM: the part of the round it answered, at most 1 000 000.
  ///   - scorePPM: the part of its work that was verified and right, at most 1 000 000.
  /// - Returns: ``StakingEvent/qualityRecorded(gpu:uptimePPM:scorePPM:)`` with the new averages.
  /// - Throws: ``StakingError/unknownGPU(_:)`` or ``StakingError/ruleOutOfRange(_:value:allowed:)``.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func recordQuality(
    gpu: GPUID, uptimePPM: UInt32, scorePPM: UInt32
  ) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    try checkRule("uptime", uptimePPM, 0...million)
    try checkRule("score", scorePPM, 0...million)
    let stake = books.stakes[Int(number)]

    books.touch(number)
    let uptime = average(stake.uptime, uptimePPM)
    let verification = average(stake.verification, scorePPM)
    books.stakes[Int(number)].uptime = uptime
    books.stakes[Int(number)].verification = verification
    return [.qualityRecorded(gpu: gpu, uptimePPM: uptime, scorePPM: verification)]
  }

  /// The moving average after one more value: (weight · value + (10⁶ − weight) · before) / 10⁶, to the
  /// nearest, so that a value that stays is reached and not only approached from below.
  private func average(_ before: UInt32, _ value: UInt32) -> UInt32 {
    let weight = UInt64(policy.qualityWeightPPM)
    let whole = UInt64(million)
    return UInt32(
      (weight * UInt64(value) + (whole - weight) * UInt64(before) + whole / 2) / whole)
  }
}
