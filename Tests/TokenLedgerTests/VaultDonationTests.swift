// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TokenLedger
import Testing

/// The inflation attack (ERC-4626, "Security Considerations"): the attacker is the first to deposit,
/// gives units away to the vault, and hopes that the next depositor is rounded down to few or no
/// shares, whose assets then belong to the attacker's.
@Suite struct VaultDonation {
  private static let attacker = Address.derived(fromLabel: "attacker")
  private static let victim = Address.derived(fromLabel: "victim")
  private static let deposit: UInt256 = 1_000_000_000

  struct Attack: Sendable {
    var offset: UInt8
    var donation: UInt256
    var victimsShares: UInt256
    var attackersLoss: UInt256
    var victimsLoss: UInt256
  }

  /// The victim puts in 10⁹ units after the attacker's one unit and donation; then both leave, the
  /// victim first. The numbers were worked out with integers of any size, apart from this library.
  @Test(arguments: [
    // Without an offset the victim can be robbed of everything, and yet the attacker loses.
    Attack(
      offset: 0, donation: 1_000_000_000, victimsShares: 1, attackersLoss: 333_333_334,
      victimsLoss: 333_333_333),
    Attack(
      offset: 0, donation: 2_000_000_000, victimsShares: 0, attackersLoss: 500_000_000,
      victimsLoss: 1_000_000_000),
    Attack(
      offset: 0, donation: 10_000_000_000, victimsShares: 0, attackersLoss: 4_500_000_000,
      victimsLoss: 1_000_000_000),
    // With an offset of 6 the same donation costs the attacker 10⁹ and the victim 667 units,
    Attack(
      offset: 6, donation: 2_000_000_000, victimsShares: 999_999, attackersLoss: 999_999_667,
      victimsLoss: 667),
    // and to rob the victim of everything costs a million times what it loses.
    Attack(
      offset: 6, donation: 2_000_000_000_000_000, victimsShares: 0,
      attackersLoss: 999_999_500_000_000, victimsLoss: 1_000_000_000),
    // With 18 no donation within reach takes more of the victim than the rounding of one unit.
    Attack(
      offset: 18, donation: 2_000_000_000, victimsShares: 999_999_999_000_000_000,
      attackersLoss: 1_000_000_000, victimsLoss: 1),
    Attack(
      offset: 18, donation: 2_000_000_000_000_000, victimsShares: 999_999_999_999,
      attackersLoss: 1_000_000_000_000_000, victimsLoss: 1),
  ])
  func aDonationCostsTheDonor(attack: Attack) throws {
    let (attacker, victim) = (Self.attacker, Self.victim)
    var pair = try VaultPair(offset: attack.offset)
    let vault = pair.vault.address
    try pair.asset.mint(to: attacker, value: attack.donation + 1)
    try pair.asset.mint(to: victim, value: Self.deposit)
    for account in [attacker, victim] {
      try pair.asset.approve(owner: account, spender: vault, value: .max)
    }

    try pair.vault.deposit(1, from: attacker, to: attacker, asset: &pair.asset)
    try pair.asset.transfer(from: attacker, to: vault, value: attack.donation)
    let shares = try pair.vault.deposit(
      Self.deposit, from: victim, to: victim, asset: &pair.asset)
    #expect(shares == attack.victimsShares)
    for account in [victim, attacker] {
      try pair.vault.redeem(
        shares: pair.vault.shares.balance(of: account), from: account, to: account,
        asset: &pair.asset)
      try pair.vault.checkInvariants(asset: pair.asset)
    }
    #expect(Self.deposit - pair.asset.balance(of: victim) == attack.victimsLoss)
    let attackersLoss = attack.donation + 1 - pair.asset.balance(of: attacker)
    #expect(attackersLoss == attack.attackersLoss)
    // The attack never pays: at an offset of 0 the least ratio of the losses is a half.
    #expect(attackersLoss + attackersLoss >= attack.victimsLoss)
  }

  @Test func whoAsksForAFewestNumberOfSharesIsNotRobbedAtAll() throws {
    var pair = try VaultPair()
    let victim = Self.victim
    try pair.asset.mint(to: victim, value: Self.deposit)
    try pair.asset.approve(owner: victim, spender: pair.vault.address, value: .max)
    let expected = try pair.vault.previewDeposit(Self.deposit, in: pair.asset)
    try pair.donate(2_000_000_000)
    pair.refuses(.slippage(got: 0, limit: expected)) {
      try $0.deposit(Self.deposit, from: victim, to: victim, minShares: expected, asset: &$1)
    }
  }
}
