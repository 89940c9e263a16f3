// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a million tokens cost in money, energy and carbon.
public struct CostOfWork: Sendable, Hashable {
  /// Dollars per million tokens.
  public let perMillionTokens: USDPerMillionTokens
  /// Energy per token, cooling included.
  public let energyPerToken: Joules
  /// Carbon per token.
  public let carbonPerToken: Grams
}

extension CostBreakdown {
  /// What a million tokens cost on `gpus` GPUs that make `rate` together while they work:
  /// C_useful·g·10⁶/(3600·rate). Energy and carbon are those of a useful hour as well: what is drawn
  /// in idle hours is carried by the tokens.
  ///
  /// - Parameters:
  ///   - gpus: at least 1.
  ///   - rate: tokens per second of all GPUs together, above 0.
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)`` or
  ///   ``EconomicsError/amountOverflow(operation:)``.
  /// - Complexity: O(1).
  public func costOfWork(gpus: Int, rate: TokenRate) throws(EconomicsError) -> CostOfWork {
    try requirePositive("the number of GPUs", Double(gpus))
    try requirePositive("the tokens per second", rate.value)
    let hours = (TextTokens(1e6) / rate).hours * Double(gpus)
    let perToken = hours.value / 1e6 / utilisation
    return CostOfWork(
      perMillionTokens: USDPerMillionTokens(try perUsefulHour.scaled(by: hours.value)),
      energyPerToken: energyPerHour.joules * perToken,
      carbonPerToken: carbonPerHour.grams * perToken)
  }
}

extension Price where Unit == Units.Hour {
  /// What a million tokens cost on one GPU of this price that makes `rate`: price·10⁶/(3600·rate).
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)`` where the rate is not above 0,
  ///   ``EconomicsError/amountOverflow(operation:)``.
  /// - Complexity: O(1).
  public func perMillionTokens(at rate: TokenRate) throws(EconomicsError) -> USDPerMillionTokens {
    try requirePositive("the tokens per second", rate.value)
    return USDPerMillionTokens(try cost(of: (TextTokens(1e6) / rate).hours))
  }
}
