// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Inflation that aims at a stake ratio: it rises to its most where the ideal part of the supply is
/// staked, and falls off beyond.
///
/// With x the staked part: I(x) = I₀ + x · (I* − I₀)/x* up to x*, then I₀ + (I* − I₀) · 2^((x* − x)/d).
/// The fall is made of straight pieces between whole parts per million, found without floating point as
/// Polkadot finds them, so its published numbers come out to the unit
/// (https://wiki.polkadot.network/docs/learn-inflation; paritytech/substrate,
/// frame/staking/reward-curve).
///
/// ```swift
/// let curve = try TargetStakeCurve(
///   leastPPM: 25_000, mostPPM: 100_000, idealPPM: 500_000, falloffPPM: 50_000)
/// curve.yearlyNearest(staked: 60_000, supply: 100_000)  // 4382
/// ```
public struct TargetStakeCurve: Sendable, Hashable {
  /// Corner of the curve, in parts per million.
  public struct Point: Sendable, Hashable, Codable {
    /// The staked part of the supply.
    public let stakedPPM: UInt32
    /// The yearly inflation there.
    public let inflationPPM: UInt32
  }

  /// I₀: inflation where nothing is staked.
  public let leastPPM: UInt32
  /// I*: inflation where the ideal part is staked.
  public let mostPPM: UInt32
  /// x*: the ideal part.
  public let idealPPM: UInt32
  /// d: how much more stake halves what is above I₀.
  public let falloffPPM: UInt32
  /// How many pieces the curve has at most; the one that ends it may come on top.
  public let pieceCount: UInt32
  /// The corners, ascending.
  public let points: [Point]

  /// Creates a curve.
  ///
  /// - Parameters:
  ///   - leastPPM: above 0.
  ///   - mostPPM: above `leastPPM`, at most 1 000 000.
  ///   - idealPPM: 100 000 to 900 000.
  ///   - falloffPPM: 10 000 to 1 000 000.
  ///   - pieceCount: 2 to 1000.
  /// - Throws: ``RewardsError/emissionOutOfRange(_:value:)`` naming the parameter.
  /// - Complexity: O(p) in the number of pieces.
  public init(
    leastPPM: UInt32, mostPPM: UInt32, idealPPM: UInt32, falloffPPM: UInt32,
    pieceCount: UInt32 = 40
  ) throws(RewardsError) {
    func check(_ name: String, _ value: UInt32, _ range: ClosedRange<UInt32>) throws(RewardsError) {
      guard range.contains(value) else {
        throw .emissionOutOfRange(name, value: "\(value)")
      }
    }
    try check("least inflation", leastPPM, 1...million - 1)
    try check("most inflation", mostPPM, leastPPM + 1...million)
    try check("ideal stake", idealPPM, 100_000...900_000)
    try check("falloff", falloffPPM, 10_000...million)
    try check("pieces", pieceCount, 2...1000)
    self.leastPPM = leastPPM
    self.mostPPM = mostPPM
    self.idealPPM = idealPPM
    self.falloffPPM = falloffPPM
    self.pieceCount = pieceCount
    points = Self.corners(leastPPM, mostPPM, idealPPM, falloffPPM, pieceCount)
  }

  /// The corners. Each step down is as long as the number of pieces allows in both directions.
  private static func corners(
    _ least: UInt32, _ most: UInt32, _ ideal: UInt32, _ falloff: UInt32, _ pieces: UInt32
  ) -> [Point] {
    var points = [
      Point(stakedPPM: 0, inflationPPM: least), Point(stakedPPM: ideal, inflationPPM: most),
    ]
    let longest = (most - least + million - ideal) / (pieces - 1)
    var step = longest
    var height = most
    var place = ideal
    while step > 0 {
      guard height > step + least else {
        step -= 1
        continue
      }
      let next = height - step
      let nextPlace =
        UInt64(ideal) + UInt64(falloff) * log2PPM(most - least, next - least) / UInt64(million)
      guard nextPlace - UInt64(place) <= UInt64(longest) else {
        step -= 1
        continue
      }
      if nextPlace >= UInt64(million) {
        let beyond = (nextPlace - UInt64(million)) * UInt64(height - next)
        let rise = beyond / (nextPlace - UInt64(place))
        points.append(
          Point(stakedPPM: million, inflationPPM: next + UInt32(truncatingIfNeeded: rise)))
        return points
      }
      place = UInt32(truncatingIfNeeded: nextPlace)
      height = next
      points.append(Point(stakedPPM: place, inflationPPM: height))
    }
    points.append(Point(stakedPPM: million, inflationPPM: least))
    return points
  }

  /// log₂(p/q) in parts per million for 1 ≤ q ≤ p ≤ 10⁶: whole halvings, then the series of the
  /// inverse hyperbolic tangent, every term rounded down.
  private static func log2PPM(_ p: UInt32, _ q: UInt32) -> UInt64 {
    var halvings: UInt64 = 0
    var base = UInt64(q)
    while base * 2 <= UInt64(p) {
      base *= 2
      halvings += 1
    }
    let top = UInt128(UInt64(p) - base)
    let bottom = UInt128(UInt64(p) + base)
    // 2/ln 2 in parts per million.
    let scale: UInt128 = 2_885_390
    var sum = halvings * UInt64(million) + UInt64(scale * top / bottom)
    var power = scale * (top * top * top) / (bottom * bottom * bottom)
    var order: UInt128 = 3
    while power / order > 0 {
      sum += UInt64(power / order)
      power = power * (top * top) / (bottom * bottom)
      order += 2
    }
    return sum
  }

  /// Units minted in a year, on the curve and rounded to the nearest unit, one half down.
  ///
  /// - Parameters:
  ///   - staked: units staked; more than `supply` counts as all.
  ///   - supply: units there are, below 2¹²⁸.
  /// - Returns: units.
  /// - Throws: ``RewardsError/emissionOutOfRange(_:value:)`` for a supply of 2¹²⁸ or more.
  /// - Complexity: O(p) in the number of pieces.
  public func yearlyNearest(staked: UInt256, supply: UInt256) throws(RewardsError) -> UInt256 {
    guard supply <= UInt256(UInt128.max) else {
      throw .emissionOutOfRange("supply", value: "\(supply)")
    }
    let staked = min(staked, supply)
    func part(_ ppm: UInt32) -> UInt256 { nearest(of: supply, UInt64(ppm), UInt64(million)) }
    guard let index = points.firstIndex(where: { staked < part($0.stakedPPM) }), index > 0 else {
      return part(points[points.count - 1].inflationPPM)
    }
    let (from, to) = (points[index - 1], points[index])
    let along = staked - part(from.stakedPPM)
    let rises = to.inflationPPM > from.inflationPPM
    let height =
      rises ? to.inflationPPM - from.inflationPPM : from.inflationPPM - to.inflationPPM
    // Below 2¹²⁸ · 2²⁰.
    let change =
      along * UInt256(UInt64(height)) / UInt256(UInt64(to.stakedPPM - from.stakedPPM))
    let start = part(from.inflationPPM)
    return rises ? start + change : start - min(start, change)
  }

  /// Units minted in a round, as Polkadot rounds them: the round's part of a Julian year in parts per
  /// billion rounded down, times the yearly amount rounded to the nearest unit, one half down.
  ///
  /// This loses what it rounds: ``EmissionLedger`` carries it instead. It is here to be compared.
  ///
  /// - Throws: as ``yearlyNearest(staked:supply:)``.
  /// - Complexity: O(p) in the number of pieces.
  public func polkadotPayout(
    staked: UInt256, supply: UInt256, milliseconds: UInt64
  ) throws(RewardsError) -> UInt256 {
    let year = UInt256(Self.millisecondsPerYear)
    let share = min(
      UInt256(milliseconds) * UInt256(billion) / year, UInt256(billion))
    return nearest(
      of: try yearlyNearest(staked: staked, supply: supply), share.limbs.0, billion)
  }

  /// Milliseconds of a Julian year, 365.25 days.
  public static let millisecondsPerYear: UInt64 = 31_557_600_000

  /// amount · top / bottom to the nearest unit, one half down; amount below 2¹²⁸.
  private func nearest(of amount: UInt256, _ top: UInt64, _ bottom: UInt64) -> UInt256 {
    let (quotient, remainder) = (amount * UInt256(top))
      .quotientAndRemainder(dividingBy: UInt256(bottom))
    return remainder.limbs.0 > bottom / 2 ? quotient + .one : quotient
  }
}

extension TargetStakeCurve: Codable {
  private enum Key: String, CodingKey {
    case leastPPM, mostPPM, idealPPM, falloffPPM, pieceCount
  }

  /// Reads the parameters; the corners follow.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let least = try container.decode(UInt32.self, forKey: .leastPPM)
    let most = try container.decode(UInt32.self, forKey: .mostPPM)
    let ideal = try container.decode(UInt32.self, forKey: .idealPPM)
    let falloff = try container.decode(UInt32.self, forKey: .falloffPPM)
    let pieces = try container.decode(UInt32.self, forKey: .pieceCount)
    do throws(RewardsError) {
      try self.init(
        leastPPM: least, mostPPM: most, idealPPM: ideal, falloffPPM: falloff,
        pieceCount: pieces)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the parameters.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(leastPPM, forKey: .leastPPM)
    try container.encode(mostPPM, forKey: .mostPPM)
    try container.encode(idealPPM, forKey: .idealPPM)
    try container.encode(falloffPPM, forKey: .falloffPPM)
    try container.encode(pieceCount, forKey: .pieceCount)
  }
}
