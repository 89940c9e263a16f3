// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// η = 1 + increase/base, the factor by which the network is faster than its base; both are speeds.
///
/// Exact: a reduced fraction above zero, with where it came from. A factor below 1 is legal, the
/// network is slower then. Measured factors and given ones are told apart for ever: receipts and
/// reports show ``origin``.
///
/// ```swift
/// let eta = try EfficiencyFactor(baseDuration: 12, measuredDuration: 8)
/// print(eta)                     // 3/2
/// print(eta.partsPerBillion)     // 1500000000
/// ```
public struct EfficiencyFactor: Sendable, Hashable {
  /// Where a factor came from.
  public enum Origin: Sendable, Hashable {
    /// Two measured durations of the same work, in nanoseconds.
    case measured(base: UInt64, measured: UInt64)
    /// Two measured speeds, in the same unit of work per time.
    case measuredSpeeds(base: Ratio, measured: Ratio)
    /// Somebody said so.
    case given
    /// There is no base to compare with: the factor is 1.
    case noBase
  }

  /// The exact factor, above zero; numerator and denominator below 2¹²⁸.
  public let ratio: Ratio
  /// Where it came from.
  public let origin: Origin

  /// The factor of work that has no base to compare with: 1.
  public static let noBase = EfficiencyFactor(unchecked: .one, origin: .noBase)

  private init(unchecked ratio: Ratio, origin: Origin) {
    self.ratio = ratio
    self.origin = origin
  }

  private init(_ ratio: Ratio, origin: Origin) throws(RewardsError) {
    let limit = UInt256(UInt128.max)
    guard ratio.numerator <= limit, ratio.denominator <= limit else {
      throw .efficiencyBeyondRange(ratio)
    }
    self.init(unchecked: ratio, origin: origin)
  }

  /// η from two measured durations of the same work: base ÷ measured. Half the duration is η = 2.
  ///
  /// - Parameters:
  ///   - baseDuration: nanoseconds that the base took, not zero.
  ///   - measuredDuration: nanoseconds that the network took, not zero.
  /// - Throws: ``RewardsError/zeroDuration(base:measured:)``.
  /// - Complexity: O(1).
  public init(baseDuration: UInt64, measuredDuration: UInt64) throws(RewardsError) {
    guard baseDuration > 0, measuredDuration > 0 else {
      throw .zeroDuration(base: baseDuration, measured: measuredDuration)
    }
    let ratio = try checked { () throws(ArithmeticError) in
      try Ratio(UInt256(baseDuration), UInt256(measuredDuration))
    }
    try self.init(ratio, origin: .measured(base: baseDuration, measured: measuredDuration))
  }

  /// η from two measured speeds: measured ÷ base.
  ///
  /// - Parameters:
  ///   - baseSpeed: work per time of the base, not zero.
  ///   - measuredSpeed: work per time of the network, in the same unit, not zero.
  /// - Throws: ``RewardsError/zeroBaseSpeed(measured:)``, ``RewardsError/stalled(base:)``,
  ///   ``RewardsError/efficiencyBeyondRange(_:)`` or ``RewardsError/arithmetic(_:)``.
  /// - Complexity: O(1).
  public init(baseSpeed: Ratio, measuredSpeed: Ratio) throws(RewardsError) {
    guard baseSpeed > .zero else { throw .zeroBaseSpeed(measured: measuredSpeed) }
    guard measuredSpeed > .zero else { throw .stalled(base: baseSpeed) }
    let ratio = try checked { () throws(ArithmeticError) in
      try measuredSpeed.multiplied(by: baseSpeed.reciprocal())
    }
    try self.init(ratio, origin: .measuredSpeeds(base: baseSpeed, measured: measuredSpeed))
  }

  /// η as the whitepaper writes it: 1 + increase/base.
  ///
  /// - Parameters:
  ///   - base: speed of the base, not zero.
  ///   - increase: by how much the network is faster, in the same unit. A slower network has no
  ///     increase: use ``init(baseSpeed:measuredSpeed:)``.
  /// - Throws: what ``init(baseSpeed:measuredSpeed:)`` throws.
  /// - Complexity: O(1).
  public init(base: Ratio, increase: Ratio) throws(RewardsError) {
    let measured = try checked { () throws(ArithmeticError) in try base.adding(increase) }
    try self.init(baseSpeed: base, measuredSpeed: measured)
  }

  /// η as somebody gave it, measured by nobody.
  ///
  /// - Parameter ratio: above zero.
  /// - Throws: ``RewardsError/givenEfficiencyIsZero`` or ``RewardsError/efficiencyBeyondRange(_:)``.
  public init(given ratio: Ratio) throws(RewardsError) {
    guard ratio > .zero else { throw .givenEfficiencyIsZero }
    try self.init(ratio, origin: .given)
  }

  /// η rebuilt from its origin; `ratio` is used where the origin does not hold it.
  init(origin: Origin, ratio: Ratio) throws(RewardsError) {
    switch origin {
    case .measured(let base, let measured):
      try self.init(baseDuration: base, measuredDuration: measured)
    case .measuredSpeeds(let base, let measured):
      try self.init(baseSpeed: base, measuredSpeed: measured)
    case .given:
      try self.init(given: ratio)
    case .noBase:
      self = .noBase
    }
  }

  /// Whether the factor comes from a measurement.
  public var isMeasured: Bool {
    switch origin {
    case .measured, .measuredSpeeds: true
    case .given, .noBase: false
    }
  }

  /// η in parts per billion, rounded down.
  public var partsPerBillion: UInt256 {
    // Below 2¹²⁸ · 2³⁰.
    ratio.numerator * UInt256(billion) / ratio.denominator
  }

  /// The factor that is paid: this one, or the end of `range` it lies beyond.
  public func clamped(to range: ClosedRange<Ratio>) -> Ratio {
    min(max(ratio, range.lowerBound), range.upperBound)
  }
}

extension EfficiencyFactor: CustomStringConvertible {
  /// The exact fraction, as `3/2`.
  public var description: String { ratio.description }
}
