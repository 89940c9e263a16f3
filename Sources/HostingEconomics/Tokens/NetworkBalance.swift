// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What a network mints, burns, earns and costs in one round, and whether that lasts.
public struct NetworkBalance: Sendable, Hashable {
  /// What is minted, in base units.
  public var minted: UInt256
  /// What a whole token is worth.
  public var tokenPrice: USD
  /// What buyers of compute pay.
  public var fees: USD
  /// b: the share of fees that is burned after being turned into tokens, in parts per million.
  public var burnPPM: UInt32
  /// What of the fees providers do not get, in parts per million.
  public var takePPM: UInt32
  /// Σ C·Δ: what all GPUs cost.
  public var cost: USD

  /// Creates a balance; its results check it.
  public init(
    minted: UInt256, tokenPrice: USD, fees: USD, burnPPM: UInt32 = 0, takePPM: UInt32 = 0,
    cost: USD
  ) {
    self.minted = minted
    self.tokenPrice = tokenPrice
    self.fees = fees
    self.burnPPM = burnPPM
    self.takePPM = takePPM
    self.cost = cost
  }

  /// Checks the numbers.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func validate() throws(EconomicsError) {
    try requirePositive("the token price in dollars", tokenPrice.double)
    try requireNotNegative("the fees in dollars", fees.double)
    try requireNotNegative("the cost in dollars", cost.double)
    try require("the burned share of fees in ppm", Double(burnPPM), in: 0...1e6)
    try require("the network's share of fees in ppm", Double(takePPM), in: 0...1e6)
  }

  /// b·Fees/P: what is burned, in base units rounded down.
  ///
  /// - Throws: ``EconomicsError``.
  public func burnedFloor() throws(EconomicsError) -> UInt256 {
    try validate()
    return try TokenUnits.boughtFloor(for: fees.share(partsPerMillion: burnPPM), at: tokenPrice)
  }

  /// P̄ = b·Fees/mint: the price at which as much is burned as minted; nil where nothing is minted.
  ///
  /// - Throws: ``EconomicsError``.
  public func equilibriumPrice() throws(EconomicsError) -> USD? {
    try validate()
    guard !minted.isZero else { return nil }
    let burned = try fees.share(partsPerMillion: burnPPM)
    let price = try exact { () throws(ArithmeticError) in
      try UInt256.mulDivFloor(burned.amount.magnitude, TokenUnits.perToken, minted)
    }
    return USD(
      try ExactDecimal(magnitude: price, isNegative: false, operation: "the equilibrium price"))
  }

  /// σ = mint·P/(mint·P + Fees): how much of the network's income is minted; 0 where there is none.
  ///
  /// - Throws: ``EconomicsError``.
  public func subsidyRatio() throws(EconomicsError) -> Double {
    try validate()
    let subsidy = try TokenUnits.worthFloor(of: minted, at: tokenPrice)
    let income = try subsidy.adding(fees)
    return income == .zero ? 0 : try subsidy.ratio(to: income)
  }

  /// mint·P + (1 − take)·Fees − Σ C·Δ: below zero the GPUs together lose, and some will leave.
  ///
  /// - Throws: ``EconomicsError``.
  public func surplus() throws(EconomicsError) -> USD {
    try validate()
    return try TokenUnits.worthFloor(of: minted, at: tokenPrice)
      .adding(fees.share(partsPerMillion: 1_000_000 - takePPM)).subtracting(cost)
  }

  /// Whether what comes in pays what the GPUs cost.
  ///
  /// - Throws: ``EconomicsError``.
  public func isSolvent() throws(EconomicsError) -> Bool { !(try surplus().isNegative) }

  /// The base units that have to be minted for the GPUs to break even, rounded up.
  ///
  /// - Throws: ``EconomicsError``.
  public func breakEvenMintCeil() throws(EconomicsError) -> UInt256 {
    try validate()
    let need = try cost.subtracting(fees.share(partsPerMillion: 1_000_000 - takePPM)).positivePart
    return try TokenUnits.neededCeil(for: need, at: tokenPrice)
  }
}
