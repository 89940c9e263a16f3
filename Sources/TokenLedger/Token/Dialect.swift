// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How a token answers where real contracts differ: whose revert data, which events, which order.
///
/// ``openZeppelin5``, ``openZeppelin4``, ``snekmate`` and ``fiatToken2`` are the presets, each as
/// the contract of that name was observed to answer; a preset can be copied and one switch changed.
public struct Dialect: Sendable, Hashable, Codable {
  /// Whose errors and events a contract writes.
  @nonexhaustive
  public enum Style: String, Sendable, Hashable, Codable, CaseIterable {
    /// Custom errors of EIP-6093, panics of checked arithmetic.
    case openZeppelin5
    /// Reasons as text, panics of checked arithmetic.
    case openZeppelin4
    /// Reasons as text in Vyper's manner; no data at all where arithmetic overflows.
    case snekmate
    /// Reasons as text of Circle's FiatToken.
    case fiatToken2
  }

  /// Whose revert data, event signatures and return values.
  public var style: Style
  /// Whether spending an allowance tells its new value by an Approval event.
  public var spendingEmitsApproval: Bool
  /// Whether the greatest allowance has no limit and stays as it is.
  public var infiniteAllowanceStays: Bool
  /// Whether pause and blocklist are asked before everything else and for everyone who takes part,
  /// the caller too; otherwise only where units move.
  public var guardsComeFirst: Bool
  /// Whether minting or burning nothing is refused.
  public var refusesEmptyMintAndBurn: Bool

  /// Creates a dialect of its own.
  public init(
    style: Style, spendingEmitsApproval: Bool, infiniteAllowanceStays: Bool, guardsComeFirst: Bool,
    refusesEmptyMintAndBurn: Bool
  ) {
    self.style = style
    self.spendingEmitsApproval = spendingEmitsApproval
    self.infiniteAllowanceStays = infiniteAllowanceStays
    self.guardsComeFirst = guardsComeFirst
    self.refusesEmptyMintAndBurn = refusesEmptyMintAndBurn
  }

  /// OpenZeppelin's contracts, release 5.
  public static let openZeppelin5 = Dialect(
    style: .openZeppelin5, spendingEmitsApproval: false, infiniteAllowanceStays: true,
    guardsComeFirst: false, refusesEmptyMintAndBurn: false)

  /// OpenZeppelin's contracts, release 4.
  public static let openZeppelin4 = Dialect(
    style: .openZeppelin4, spendingEmitsApproval: true, infiniteAllowanceStays: true,
    guardsComeFirst: false, refusesEmptyMintAndBurn: false)

  /// snekmate's erc20.
  public static let snekmate = Dialect(
    style: .snekmate, spendingEmitsApproval: true, infiniteAllowanceStays: true,
    guardsComeFirst: false, refusesEmptyMintAndBurn: false)

  /// Circle's FiatToken v2.1, the contract of USDC.
  public static let fiatToken2 = Dialect(
    style: .fiatToken2, spendingEmitsApproval: false, infiniteAllowanceStays: false,
    guardsComeFirst: true, refusesEmptyMintAndBurn: true)
}
