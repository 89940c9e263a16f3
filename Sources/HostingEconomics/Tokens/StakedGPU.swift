// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// One GPU of the whitepaper's network with what it costs, what is staked on it and what the token is
/// worth: whether it earns its cost.
///
/// ```text
/// α*  = (C·Δ + r_s·Δ/8760·S·P − F)⁺ / (S·η·P)                         per round
/// net = α·S·η·P + F − C·Δ − r_s·Δ/8760·S·P                            $ per round
/// P*  = (C·Δ − F)⁺ / (S·(α·η − r_s·Δ/8760)),   never where the denominator is not above 0
/// S*  = (C·Δ − F)⁺ / (P·(α·η − r_s·Δ/8760))
/// APR = α·η·8760/Δ
/// ```
///
/// α is tokens per staked token and round. S, P and C are exact, α and η exact fractions; hours and
/// the yearly return r_s are `Double`s that scale an exact amount once.
public struct StakedGPU: Sendable, Hashable {
  /// C: what an hour costs.
  public var costPerHour: USD
  /// S: what is staked, in base units.
  public var stake: UInt256
  /// P: what a whole token is worth.
  public var tokenPrice: USD
  /// η: the efficiency factor that is paid.
  public var eta: Ratio
  /// Δ: how long a round is.
  public var round: Hours
  /// r_s: what a locked stake has to return per year; 0 counts no opportunity cost.
  public var requiredReturn: Double
  /// F: what jobs pay per round, after the network's part.
  public var fees: USD

  /// Creates a position; its results check it.
  public init(
    costPerHour: USD, stake: UInt256, tokenPrice: USD, eta: Ratio = .one, round: Hours = Hours(24),
    requiredReturn: Double = 0, fees: USD = .zero
  ) {
    self.costPerHour = costPerHour
    self.stake = stake
    self.tokenPrice = tokenPrice
    self.eta = eta
    self.round = round
    self.requiredReturn = requiredReturn
    self.fees = fees
  }

  /// Checks the numbers.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func validate() throws(EconomicsError) {
    try requireNotNegative("the cost per hour in dollars", costPerHour.double)
    try requirePositive("the token price in dollars", tokenPrice.double)
    try requireNotNegative("the fees in dollars", fees.double)
    guard round.value.isFinite, round.value > 0, round.value <= 87_600 else {
      throw .outOfRange(
        "the round in hours", value: round.value, allowed: "above 0 and at most 87600")
    }
    try require("the required return per year", requiredReturn, in: 0...100)
    if eta.isZero { throw .outOfRange("η", value: 0, allowed: "above 0") }
  }

  /// C·Δ: what a round costs.
  ///
  /// - Throws: ``EconomicsError``.
  public func costPerRound() throws(EconomicsError) -> USD {
    try validate()
    return try costPerHour.scaled(by: round.value)
  }

  /// r_s·Δ/8760·S·P: what the stake would have earned elsewhere in a round.
  ///
  /// - Throws: ``EconomicsError``.
  public func opportunityCost() throws(EconomicsError) -> USD {
    try validate()
    return try TokenUnits.worthFloor(of: stake, at: tokenPrice)
      .scaled(by: requiredReturn * round.years.value)
  }

  /// α·S·η in base units, rounded down, and what it is worth.
  ///
  /// - Throws: ``EconomicsError``.
  public func reward(alpha: Ratio) throws(EconomicsError) -> (units: UInt256, worth: USD) {
    try validate()
    let units = try exact { () throws(ArithmeticError) in
      try alpha.multiplied(by: eta).scaledFloor(stake)
    }
    return (units, try TokenUnits.worthFloor(of: units, at: tokenPrice))
  }

  /// α*: the α at which the GPU earns exactly its cost, as an exact fraction; 0 where fees alone do.
  ///
  /// - Throws: ``EconomicsError``; ``EconomicsError/outOfRange(_:value:allowed:)`` where nothing is
  ///   staked.
  /// - Complexity: O(1).
  public func breakEvenAlpha() throws(EconomicsError) -> Ratio {
    let need = try costPerRound().adding(opportunityCost()).subtracting(fees).positivePart
    let worth = try TokenUnits.worthFloor(of: stake, at: tokenPrice)
    guard worth > .zero else {
      throw .outOfRange("the stake's worth in dollars", value: 0, allowed: "above 0")
    }
    return try exact { () throws(ArithmeticError) in
      try Ratio(need.amount.magnitude, worth.amount.magnitude).divided(by: eta)
    }
  }

  /// What the GPU gains or loses per round.
  ///
  /// - Throws: ``EconomicsError``.
  /// - Complexity: O(1).
  public func net(alpha: Ratio) throws(EconomicsError) -> USD {
    try reward(alpha: alpha).worth.adding(fees).subtracting(costPerRound())
      .subtracting(opportunityCost())
  }

  /// α·η·8760/Δ: what the stake returns per year in tokens, without compounding.
  ///
  /// - Throws: ``EconomicsError``.
  public func annualReturn(alpha: Ratio) throws(EconomicsError) -> Double {
    try validate()
    return alpha.double * eta.double * Hours.perYear / round.value
  }

  /// A break-even that may not exist.
  public enum BreakEven<Value: Sendable & Hashable>: Sendable, Hashable {
    /// At this value.
    case at(Value)
    /// At none: the reward does not even pay for the stake that earns it.
    case never
  }

  /// P*: the token price below which the GPU loses.
  ///
  /// - Throws: ``EconomicsError``.
  /// - Complexity: O(1).
  public func priceFloor(alpha: Ratio) throws(EconomicsError) -> BreakEven<USD> {
    let need = try costPerRound().subtracting(fees).positivePart
    guard need > .zero else { return .at(.zero) }
    let margin = try margin(alpha: alpha)
    guard margin > 0, !stake.isZero else { return .never }
    // The stake in whole tokens divides, exactly; the margin scales once.
    let perToken = try exact { () throws(ArithmeticError) in
      try UInt256.mulDivCeil(need.amount.magnitude, TokenUnits.perToken, stake)
    }
    let price = try ExactDecimal(
      magnitude: perToken, isNegative: false, operation: "the price floor")
    return .at(USD(try price.scaled(by: 1 / margin)))
  }

  /// S*: the stake in base units from which the GPU gains.
  ///
  /// - Throws: ``EconomicsError``.
  /// - Complexity: O(1).
  public func breakEvenStake(alpha: Ratio) throws(EconomicsError) -> BreakEven<UInt256> {
    let need = try costPerRound().subtracting(fees).positivePart
    guard need > .zero else { return .at(.zero) }
    let margin = try margin(alpha: alpha)
    guard margin > 0 else { return .never }
    return .at(try TokenUnits.neededCeil(for: need.scaled(by: 1 / margin), at: tokenPrice))
  }

  /// K / (730·(net/Δ + C1)): the months in which the hardware is paid back, its own instalments C1
  /// not counted twice.
  ///
  /// - Parameters:
  ///   - capital: K.
  ///   - computePerHour: C1, see ``CostFactor/compute``.
  ///   - alpha: what is paid.
  /// - Throws: ``EconomicsError``.
  public func paybackMonths(
    capital: USD, computePerHour: USD, alpha: Ratio
  ) throws(EconomicsError) -> BreakEven<Double> {
    let perHour = try net(alpha: alpha).scaled(by: 1 / round.value).adding(computePerHour)
    guard perHour > .zero else { return .never }
    return .at(try capital.ratio(to: perHour) / 730)
  }

  /// α·η − r_s·Δ/8760.
  private func margin(alpha: Ratio) throws(EconomicsError) -> Double {
    alpha.double * eta.double - requiredReturn * round.years.value
  }
}

extension Ratio {
  /// The nearest `Double`, to 18 digits after the point or better.
  package var double: Double {
    TokenUnits.double(numerator) / TokenUnits.double(denominator)
  }
}
