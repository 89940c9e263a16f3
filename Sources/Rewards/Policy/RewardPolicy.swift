// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// The rules by which rounds are paid.
public struct RewardPolicy: Sendable, Hashable {
  /// Where the part of a budget goes that α does not allow to be paid.
  public enum Unspent: UInt8, Sendable, Hashable, Codable, CaseIterable {
    /// Into the next round's budget.
    case carry = 0
    /// To the treasury.
    case treasury = 1
    /// Out of existence.
    case burn = 2
  }

  /// The largest η a policy may pay, and the largest α.
  public static let largestFactor = Ratio(1_000_000)
  /// The clamp used where none is given: η from 1 to 10.
  public static let standardEtaRange = Ratio.one...Ratio(10)

  /// α: the most that is paid per unit of stake, round and η. A ceiling: the budget is the law.
  public let alpha: Ratio
  /// The η that is paid lies in here; a measured one beyond is paid as the nearer end.
  public let etaRange: ClosedRange<Ratio>
  /// The treasury's part of a round's budget, in parts per million.
  public let treasuryPPM: UInt32
  /// The part of a round's budget that is burned, in parts per million.
  public let burnPPM: UInt32
  /// Where the part of the budget goes that α does not allow to be paid.
  public let unspent: Unspent

  /// Checks and takes the rules.
  ///
  /// - Parameters:
  ///   - alpha: above 0, at most 1 000 000; numerator and denominator below 2¹²⁸.
  ///   - etaRange: above 0, at most 1 000 000.
  ///   - treasuryPPM: parts per million; with `burnPPM` at most 1 000 000.
  ///   - burnPPM: parts per million.
  ///   - unspent: where goes what α does not allow to be paid.
  /// - Throws: ``RewardsError/alphaOutOfRange(_:)``,
  ///   ``RewardsError/etaRangeOutOfRange(lower:upper:)`` or
  ///   ``RewardsError/sharesExceedBudget(treasuryPPM:burnPPM:)``.
  public init(
    alpha: Ratio, etaRange: ClosedRange<Ratio> = RewardPolicy.standardEtaRange,
    treasuryPPM: UInt32 = 0, burnPPM: UInt32 = 0, unspent: Unspent = .carry
  ) throws(RewardsError) {
    let limit = UInt256(UInt128.max)
    guard alpha > .zero, alpha <= Self.largestFactor, alpha.numerator <= limit,
      alpha.denominator <= limit
    else { throw .alphaOutOfRange(alpha) }
    guard etaRange.lowerBound > .zero, etaRange.upperBound <= Self.largestFactor else {
      throw .etaRangeOutOfRange(lower: etaRange.lowerBound, upper: etaRange.upperBound)
    }
    guard UInt64(treasuryPPM) + UInt64(burnPPM) <= UInt64(million) else {
      throw .sharesExceedBudget(treasuryPPM: treasuryPPM, burnPPM: burnPPM)
    }
    self.alpha = alpha
    self.etaRange = etaRange
    self.treasuryPPM = treasuryPPM
    self.burnPPM = burnPPM
    self.unspent = unspent
  }

  /// The same, from the ends of a range that may not be one.
  init(
    alpha: Ratio, etaLower: Ratio, etaUpper: Ratio, treasuryPPM: UInt32, burnPPM: UInt32,
    unspent: Unspent
  ) throws(RewardsError) {
    guard etaLower <= etaUpper else {
      throw .etaRangeOutOfRange(lower: etaLower, upper: etaUpper)
    }
    try self.init(
      alpha: alpha, etaRange: etaLower...etaUpper, treasuryPPM: treasuryPPM, burnPPM: burnPPM,
      unspent: unspent)
  }
}

extension RewardPolicy: CustomStringConvertible {
  /// The rules in one line.
  public var description: String {
    "alpha \(alpha), eta \(etaRange.lowerBound) to \(etaRange.upperBound), "
      + "treasury \(treasuryPPM) ppm, burn \(burnPPM) ppm, unspent: \(unspent)"
  }
}
