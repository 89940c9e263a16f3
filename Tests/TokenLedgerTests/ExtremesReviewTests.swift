// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TestSupport
import Testing
import TokenLedger

/// Amounts around nothing and around 2²⁵⁶: refused or carried out, never a trap, and the invariants
/// hold after every operation.
@Suite struct Extremes {
  private static let people = (0..<4).map { Address.derived(fromLabel: "holder \($0)") }
  private static let token = Address.derived(fromLabel: "token")

  private static func amount(_ random: inout SeededGenerator) -> UInt256 {
    let near = UInt256(UInt64.random(in: 0...3, using: &random))
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return near
    case 1: return .max - near
    case 2: return (.max >> 1) + near
    case 3: return (.max >> 48) - near
    case 4: return UInt256.one << UInt64.random(in: 0...255, using: &random)
    default: return UInt256(UInt64.random(in: 0 ... .max, using: &random))
    }
  }

  @Test func aVaultOfAnyPriceNeverTraps() throws {
    for seed in UInt64(1)...40 {
      var random = SeededGenerator(seed: seed)
      var features = TokenFeatures()
      if Bool.random(using: &random) { features.cap = max(.one, Self.amount(&random)) }
      if Bool.random(using: &random) { features.votes = .blockNumber }
      let dialects = [Dialect.openZeppelin5, .openZeppelin4, .snekmate, .fiatToken2]
      let configuration = TokenConfiguration(
        name: "A", symbol: "A", decimals: UInt8.random(in: 0...178, using: &random),
        address: Self.token, chainID: 1, dialect: dialects[Int(seed) % 4], features: features)
      var asset = Token(configuration: configuration)
      let fees = VaultFees(
        entryPartsPerMillion: Bool.random(using: &random)
          ? 0 : .random(in: 0 ... .max, using: &random),
        exitPartsPerMillion: Bool.random(using: &random)
          ? 0 : .random(in: 0 ... .max, using: &random),
        receiver: Self.people[3])
      var shareFeatures = TokenFeatures()
      if Bool.random(using: &random) { shareFeatures.cap = max(.one, Self.amount(&random)) }
      if Bool.random(using: &random) { shareFeatures.votes = .timestamp }
      var vault = try Vault(
        name: "V", symbol: "V", address: .derived(fromLabel: "vault"), asset: configuration,
        decimalsOffset: UInt8.random(in: 0...77, using: &random), features: shareFeatures,
        fees: Bool.random(using: &random) ? fees : nil)
      for person in Self.people {
        try asset.approve(owner: person, spender: vault.address, value: .max)
      }
      for step in 0..<60 {
        let (one, other) = (
          Self.people[Int.random(in: 0..<4, using: &random)],
          Self.people[Int.random(in: 0..<4, using: &random)]
        )
        let value = Self.amount(&random)
        let before = (vault, asset)
        do throws(LedgerError) {
          switch Int.random(in: 0..<8, using: &random) {
          case 0: try asset.mint(to: one, value: value)
          case 1:
            try asset.transfer(
              from: one, to: vault.address, value: min(value, asset.balance(of: one)))
          case 2: try vault.deposit(value, from: one, to: other, asset: &asset)
          case 3: try vault.mint(shares: value, from: one, to: other, asset: &asset)
          case 4: try vault.withdraw(value, from: one, to: other, asset: &asset)
          case 5: try vault.redeem(shares: value, from: one, to: other, asset: &asset)
          case 6:
            let most = try vault.maxWithdraw(of: one, in: asset)
            if !most.isZero {
              try vault.withdraw(most, from: one, to: other, asset: &asset)
              #expect(before.0.shares.balance(of: one) >= vault.shares.balance(of: one))
            }
          default:
            let most = min(try vault.maxDeposit(of: other, in: asset), asset.balance(of: one))
            try vault.deposit(most, from: one, to: other, asset: &asset)
          }
        } catch {
          #expect(vault == before.0 && asset == before.1, "seed \(seed), step \(step): \(error)")
          #expect(vault.shares.events.count == before.0.shares.events.count)
          #expect(asset.events.count == before.1.events.count)
        }
        try asset.checkInvariants()
        try vault.shares.checkInvariants()
        for question in [
          vault.convertToShares, vault.convertToAssets, vault.previewDeposit, vault.previewMint,
          vault.previewWithdraw, vault.previewRedeem,
        ] as [(UInt256, Token) throws(LedgerError) -> UInt256] {
          _ = try? question(value, asset)
        }
      }
    }
  }

  @Test func logsOfAnyKindAddUpOrAreNamed() throws {
    let transfer = Keccak256.hash("Transfer(address,address,uint256)".utf8)
    let approval = Keccak256.hash("Approval(address,address,uint256)".utf8)
    func topic(_ address: Address) -> Digest? {
      Digest(bytes: [UInt8](repeating: 0, count: 12) + address.bytes)
    }
    for seed in UInt64(1)...30 {
      var random = SeededGenerator(seed: seed)
      var features = TokenFeatures()
      features.snapshots = Bool.random(using: &random)
      if Bool.random(using: &random) { features.votes = .timestamp }
      if Bool.random(using: &random) { features.cap = 5 }
      var token = Token(
        configuration: TokenConfiguration(
          name: "L", symbol: "L", decimals: 255, address: Self.token, chainID: .max,
          features: features))
      let late = Block(
        number: .max - 1, timestamp: Bool.random(using: &random) ? .max : 1 << 40)
      if Bool.random(using: &random) { try token.advance(to: late) }
      if features.snapshots { try token.snapshot(by: Self.people[0]) }
      let people = Self.people + [.zero]
      let logs = try (0..<80).map { _ in
        let from = try #require(topic(people[Int.random(in: 0..<5, using: &random)]))
        let to = try #require(topic(people[Int.random(in: 0..<5, using: &random)]))
        return TokenLog(
          address: Self.token,
          topics: [Int.random(in: 0..<5, using: &random) == 0 ? approval : transfer, from, to],
          data: Self.amount(&random).bigEndianBytes)
      }
      let result = token.replay(logs: logs)
      #expect(
        result.transfers + result.approvals + result.discrepancies.count == 80, "seed \(seed)")
      try token.checkInvariants()
      #expect(token.events.count >= result.transfers + result.approvals)
    }
  }
}
