// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// The emission of a network round after round: what is due, what there was to pay it, what is owed.
///
/// Nothing is rounded away: what is due is the difference of cumulative floors, so a part of a unit
/// waits until it is one. Nothing is promised without cover: a round gets what there is, and the rest
/// is a visible debt. A round in which nobody stakes gets its budget all the same;
/// ``Distribution`` carries it, so it goes to later rounds and never to the past.
///
/// ```swift
/// var emission = try EmissionLedger(
///   rule: .halving(initial: 5, rounds: 2), backing: .mint(cap: 21_000_000))
/// try emission.draw(Round(1)).budget  // 5
/// ```
public struct EmissionLedger: Sendable, Hashable {
  /// The rule.
  public let rule: EmissionRule
  /// What emission is paid with.
  public let backing: EmissionBacking
  /// The first round.
  public let firstRound: Round
  /// The round that is next.
  public private(set) var nextRound: Round
  /// Units put in.
  public private(set) var funded: UInt256 = .zero
  /// Units that were due, all rounds together.
  public private(set) var due: UInt256 = .zero
  /// Units drawn.
  public private(set) var drawn: UInt256 = .zero
  /// Units that the supply cap cut off.
  public private(set) var cut: UInt256 = .zero
  /// Fees taken in.
  public private(set) var fees: UInt256 = .zero
  /// Fees burned.
  public private(set) var burned: UInt256 = .zero
  /// Fees passed on to rounds.
  public private(set) var passedOn: UInt256 = .zero
  /// What is left over of a unit, in the parts that the rule counts in; where the rule decays the sum
  /// of its factors.
  private var remainder: UInt256 = .zero
  /// The factor of a decay, in parts of 2¹²⁸.
  private var factor: UInt256 = Self.one128

  private static let one128 = UInt256(1) << 128

  /// Opens a ledger.
  ///
  /// - Throws: ``RewardsError/emissionOutOfRange(_:value:)`` for a rule that cannot be counted.
  public init(
    rule: EmissionRule, backing: EmissionBacking, firstRound: Round = Round(1)
  ) throws(RewardsError) {
    try rule.check()
    self.rule = rule
    self.backing = backing
    self.firstRound = firstRound
    nextRound = firstRound
  }

  /// What is owed.
  public var debt: UInt256 { due - cut - drawn }

  /// What there is to draw from.
  public var available: UInt256 {
    switch backing {
    case .mint(let cap): cap - min(cap, drawn)
    case .pool: funded - drawn
    }
  }

  /// Puts units into the pool.
  ///
  /// - Throws: ``RewardsError/emissionIsMinted`` where there is none,
  ///   ``RewardsError/arithmetic(_:)``.
  /// - Complexity: O(1).
  public mutating func fund(_ amount: UInt256) throws(RewardsError) {
    guard backing == .pool else { throw .emissionIsMinted }
    funded = try sum(funded, amount)
  }

  /// Draws the next round's budget.
  ///
  /// - Parameters:
  ///   - round: has to be ``nextRound``.
  ///   - input: what the rule depends on.
  /// - Returns: the draw; its ``EmissionDraw/budget`` is what the round is given.
  /// - Throws: ``RewardsError/roundAlreadySettled(_:next:)``,
  ///   ``RewardsError/roundOutOfOrder(_:next:)``, ``RewardsError/roundsExhausted(_:)``,
  ///   ``RewardsError/emissionOutOfRange(_:value:)`` or ``RewardsError/arithmetic(_:)``; nothing has
  ///   changed then.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func draw(
    _ round: Round, _ input: EmissionInput = EmissionInput()
  ) throws(RewardsError) -> EmissionDraw {
    if round < nextRound { throw .roundAlreadySettled(round, next: nextRound) }
    if round > nextRound { throw .roundOutOfOrder(round, next: nextRound) }
    guard round < .last else { throw .roundsExhausted(round) }
    var next = self
    let debtBefore = debt
    let split = try next.takeFees(input.fees)
    let due = try next.takeDue(input)
    next.due = try sum(next.due, due)
    var cut = UInt256.zero
    if case .mint = backing, next.debt > next.available {
      cut = next.debt - next.available
      next.cut = try sum(next.cut, cut)
    }
    let drawn = min(next.debt, next.available)
    next.drawn = try sum(next.drawn, drawn)
    _ = try sum(drawn, split.passedOn)
    next.nextRound = round.next()
    self = next
    return EmissionDraw(
      round: round, due: due, drawn: drawn, passedOn: split.passedOn, burned: split.burned,
      cut: cut, debtBefore: debtBefore, debt: debt)
  }

  /// Takes in fees: of all fees so far ⌊burn · fees⌋ are burned.
  private mutating func takeFees(
    _ amount: UInt256
  ) throws(RewardsError) -> (burned: UInt256, passedOn: UInt256) {
    guard case .demand(let burnPPM, _, _) = rule else {
      guard amount.isZero else { throw .emissionOutOfRange("fees", value: "\(amount)") }
      return (.zero, .zero)
    }
    fees = try sum(fees, amount)
    let all = try RewardCap.partsPerMillion(burnPPM).limit(of: fees)
    let now = all - burned
    burned = all
    passedOn = fees - burned
    return (now, amount - now)
  }

  /// What the rule says the round is due, as the difference of cumulative floors.
  private mutating func takeDue(_ input: EmissionInput) throws(RewardsError) -> UInt256 {
    let passed = UInt256(nextRound.number - firstRound.number) + .one
    switch rule {
    case .fixed(let perRound):
      return perRound
    case .halving(let initial, let rounds):
      return Self.halvingFloor(initial, rounds, passed) - due
    case .decay(let initial, let ratio, let rounds):
      remainder = try sum(remainder, factor)
      if (passed % UInt256(rounds)).isZero {
        let old = factor
        factor = try checked { () throws(ArithmeticError) in try ratio.scaledFloor(old) }
      }
      let parts = remainder
      return try checked { () throws(ArithmeticError) in
        try UInt256.mulDivFloor(initial, parts, Self.one128)
      } - due
    case .issuanceHalving(let initial, let limit):
      let left = limit - min(limit, due)
      guard !left.isZero else { return .zero }
      // ⌊log₂(limit / left)⌋, at most 127.
      let ratio = limit / left
      let halvings = 255 - ratio.leadingZeroBitCount
      let parts = try sum(remainder, (initial << 128) >> halvings)
      let whole = min(parts >> 128, left)
      remainder = parts & (Self.one128 - .one)
      return whole
    case .targetStake(let curve, let milliseconds):
      let yearly = try curve.yearlyNearest(staked: input.staked, supply: input.supply)
      // Below 2¹²⁸ · 2⁶⁴.
      let parts = yearly * UInt256(milliseconds) + remainder
      let year = UInt256(TargetStakeCurve.millisecondsPerYear)
      remainder = parts % year
      return parts / year
    case .demand(_, let mintPPM, let mintLimit):
      let (wide, top) = (UInt256(UInt64(million)), UInt256(UInt64(mintPPM)))
      let parts = try checked { () throws(ArithmeticError) in
        try UInt256.mulDivRemainder(input.fees, top, wide)
      }
      let rest = remainder + parts.remainder
      remainder = rest % wide
      return min(try sum(parts.quotient, rest / wide), mintLimit)
    }
  }

  /// What is due after `passed` rounds: all there ever is less what the later rounds get, rounded up.
  private static func halvingFloor(
    _ initial: UInt256, _ rounds: UInt64, _ passed: UInt256
  ) -> UInt256 {
    let (halvings, rest) = passed.quotientAndRemainder(dividingBy: UInt256(rounds))
    let both = UInt256(rounds) << 1
    let later = initial * (both - rest)
    let all = initial * both
    guard halvings < 256 else { return later.isZero ? all : all - .one }
    let count = Int(halvings.limbs.0)
    let floor = later >> count
    return all - (floor << count == later ? floor : floor + .one)
  }
}

extension EmissionLedger {
  /// Proves that every unit is accounted for: what was due is what the rule says, and is drawn, cut
  /// off or owed; nothing is drawn without cover; fees are burned or passed on.
  ///
  /// - Throws: ``RewardsError/invariantBroken(_:)`` or ``RewardsError/arithmetic(_:)``.
  /// - Complexity: O(1).
  public func checkInvariants() throws(RewardsError) {
    guard nextRound >= firstRound else {
      throw .invariantBroken(.roundSequence(expected: firstRound, found: nextRound))
    }
    let placed = try sum(drawn, cut)
    let expected = try expectedDue()
    guard due == expected, placed <= due else {
      throw .invariantBroken(.emission(due: expected, placed: max(due, placed)))
    }
    let cover: UInt256 =
      switch backing {
      case .mint(let cap): cap
      case .pool: funded
      }
    guard drawn <= cover else {
      throw .invariantBroken(.cover(drawn: drawn, available: cover))
    }
    var burnedPPM: UInt32 = 0
    if case .demand(let parts, _, _) = rule { burnedPPM = parts }
    let split = try sum(burned, passedOn)
    guard split == fees, try burned == RewardCap.partsPerMillion(burnedPPM).limit(of: fees)
    else {
      throw .invariantBroken(.budget(available: fees, placed: split))
    }
  }

  /// What the rule says was due so far; where it depends on what came in, what was due.
  private func expectedDue() throws(RewardsError) -> UInt256 {
    let passed = UInt256(nextRound.number - firstRound.number)
    let (limit, expected): (UInt256, UInt256) =
      switch rule {
      case .fixed(let perRound): (.one, perRound * passed)
      case .halving(let initial, let rounds):
        (.one, Self.halvingFloor(initial, rounds, passed))
      case .decay(let initial, _, _):
        // A round adds at most one whole.
        (
          passed * Self.one128 + .one,
          UInt512(initial, times: remainder).divided(by: Self.one128)?.quotient ?? .max
        )
      case .issuanceHalving(_, let most): (Self.one128, min(due, most))
      case .targetStake: (UInt256(TargetStakeCurve.millisecondsPerYear), due)
      case .demand: (UInt256(UInt64(million)), due)
      }
    guard remainder < limit, factor <= Self.one128 else {
      throw .invariantBroken(.emission(due: limit, placed: remainder))
    }
    return expected
  }
}

extension EmissionLedger: Codable {
  private enum Key: String, CodingKey {
    case rule, backing, firstRound, nextRound, funded, due, drawn, cut, fees, burned, passedOn
    case remainder, factor
  }

  /// Reads a ledger and refuses one that breaks a law.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    rule = try container.decode(EmissionRule.self, forKey: .rule)
    backing = try container.decode(EmissionBacking.self, forKey: .backing)
    firstRound = try container.decode(Round.self, forKey: .firstRound)
    nextRound = try container.decode(Round.self, forKey: .nextRound)
    funded = try container.decode(UInt256.self, forKey: .funded)
    due = try container.decode(UInt256.self, forKey: .due)
    drawn = try container.decode(UInt256.self, forKey: .drawn)
    cut = try container.decode(UInt256.self, forKey: .cut)
    fees = try container.decode(UInt256.self, forKey: .fees)
    burned = try container.decode(UInt256.self, forKey: .burned)
    passedOn = try container.decode(UInt256.self, forKey: .passedOn)
    remainder = try container.decode(UInt256.self, forKey: .remainder)
    factor = try container.decode(UInt256.self, forKey: .factor)
    do throws(RewardsError) {
      try rule.check()
      try checkInvariants()
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the fields.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(rule, forKey: .rule)
    try container.encode(backing, forKey: .backing)
    try container.encode(firstRound, forKey: .firstRound)
    try container.encode(nextRound, forKey: .nextRound)
    try container.encode(funded, forKey: .funded)
    try container.encode(due, forKey: .due)
    try container.encode(drawn, forKey: .drawn)
    try container.encode(cut, forKey: .cut)
    try container.encode(fees, forKey: .fees)
    try container.encode(burned, forKey: .burned)
    try container.encode(passedOn, forKey: .passedOn)
    try container.encode(remainder, forKey: .remainder)
    try container.encode(factor, forKey: .factor)
  }
}
