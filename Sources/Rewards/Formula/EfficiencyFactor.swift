// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

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
public struct EfficiencyFactor: Sendable {
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

  /// One factor is shared by all lines of a model: they keep eight bytes of it.
  private final class Storage: Sendable {
    let ratio: Ratio
    let origin: Origin
    let source: Digest?

    init(ratio: Ratio, origin: Origin, source: Digest?) {
      self.ratio = ratio
      self.origin = origin
      self.source = source
    }
  }

  private let storage: Storage

  /// The exact factor, above zero; numerator and denominator below 2¹²⁸.
  public var ratio: Ratio { storage.ratio }
  /// Where it came from.
  public var origin: Origin { storage.origin }
  /// The digest of the signed report that says so; nil where none was named.
  public var source: Digest? { storage.source }

  /// The factor of work that has no base to compare with: 1.
  public static let noBase = EfficiencyFactor(unchecked: .one, origin: .noBase)

  private init(unchecked ratio: Ratio, origin: Origin, source: Digest? = nil) {
    storage = Storage(ratio: ratio, origin: origin, source: source)
  }

  /// The same factor, with the digest of the signed report that it comes from.
  public func from(_ source: Digest?) -> EfficiencyFactor {
    EfficiencyFactor(unchecked: ratio, origin: origin, source: source)
  }

  /// Whether the fractions are the same, wherever they came from.
  func isSameValue(as other: EfficiencyFactor) -> Bool {
    storage === other.storage || ratio == other.ratio
  }

  private init(_ ratio: Ratio, origin: Origin) throws(RewardsError) {
    let limit = UInt256(UInt128.max)
    guard ratio.numerator <= limit, ratio.denominator <= limit else {
      throw .efficiencyBeyondRange(ratio)
    }
    self.init(unchecked: ratio, origin: origin)
  }

  /// η from two measured speeds: measured ÷ base.
  ///
  /// - Parameters:
  ///   - base: work per time of the base, not zero.
  ///   - measured: work per time of the network, in the same unit, not zero.
  /// - Throws: what ``init(baseSpeed:measuredSpeed:)`` throws.
  /// - Complexity: O(1).
  public init(base: Ratio, measured: Ratio) throws(RewardsError) {
    try self.init(baseSpeed: base, measuredSpeed: measured)
  }

  /// η from two measured durations of the same work: base ÷ measured. Half the duration is η = 2.
  ///
  /// Durations count in whole nanoseconds: the base's is rounded down and the network's up, so that
  /// rounding never flatters.
  ///
  /// - Parameters:
  ///   - base: what the base took, at least a nanosecond.
  ///   - measured: what the network took, above zero.
  /// - Throws: ``RewardsError/durationOutOfRange(base:measured:)`` where one is negative or exceeds
  ///   64 bits of nanoseconds, ``RewardsError/zeroDuration(base:measured:)``.
  /// - Complexity: O(1).
  public init(base: Duration, measured: Duration) throws(RewardsError) {
    guard let baseFloor = base.nanosecondsFloor, let ourFloor = measured.nanosecondsFloor,
      let ours = ourFloor.addingChecked(measured.hasPartOfNanosecond ? 1 : 0)
    else { throw .durationOutOfRange(base: base, measured: measured) }
    try self.init(baseDuration: baseFloor, measuredDuration: ours)
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

extension EfficiencyFactor: Hashable {
  /// Whether value, origin and source are the same.
  public static func == (lhs: EfficiencyFactor, rhs: EfficiencyFactor) -> Bool {
    lhs.storage === rhs.storage
      || (lhs.ratio == rhs.ratio && lhs.origin == rhs.origin && lhs.source == rhs.source)
  }

  /// Feeds value, origin and source to `hasher`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(ratio)
    hasher.combine(origin)
    hasher.combine(source)
  }
}

extension Duration {
  /// Whole nanoseconds, rounded down; nil where this is negative or they exceed 64 bits.
  fileprivate var nanosecondsFloor: UInt64? {
    let parts = components
    guard parts.seconds >= 0, parts.attoseconds >= 0 else { return nil }
    let seconds = UInt64(parts.seconds).multipliedReportingOverflow(by: billion)
    guard !seconds.overflow else { return nil }
    return seconds.partialValue.addingChecked(UInt64(parts.attoseconds) / billion)
  }

  /// Whether something is left below a whole nanosecond.
  fileprivate var hasPartOfNanosecond: Bool {
    !components.attoseconds.isMultiple(of: Int64(billion))
  }
}

extension UInt64 {
  /// The sum, or nil where it does not fit.
  fileprivate func addingChecked(_ other: UInt64) -> UInt64? {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? nil : sum
  }
}
