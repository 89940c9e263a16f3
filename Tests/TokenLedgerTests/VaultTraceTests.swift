// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import TestSupport
import TokenLedger
import Testing

/// Replays calls to snekmate's vault over an asset of OpenZeppelin 4 in a real EVM: after every line
/// the same outcome, result or reason, totals, shares, previews and limits.
@Suite struct RecordedVault {
  private struct Header: Decodable {
    var header: Fields

    struct Fields: Decodable {
      var contract: String
      var offset: UInt256
      var actors: UInt256
    }
  }

  private struct Line: Decodable {
    var i: String
    var op: String
    var who: UInt256
    var amount: UInt256
    var ok: Bool
    var result: UInt256?
    var reason: String?
    var state: State

    struct State: Decodable {
      var assets: UInt256
      var supply: UInt256
      var shares: [UInt256]
      var q: UInt256
      var convertToShares: UInt256?
      var convertToAssets: UInt256?
      var previewDeposit: UInt256?
      var previewMint: UInt256?
      var previewWithdraw: UInt256?
      var previewRedeem: UInt256?
      var maxWithdraw: [UInt256]
    }
  }

  private enum Unreadable: Error {
    case noHeader(String)
    case unknownOperation(String, String)
  }

  private static let people = (0..<16).map { Address.derived(fromLabel: "actor \($0)") }

  @Test func everyCallAgrees() throws {
    let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)
    let decoder = JSONDecoder()
    var pair: (vault: Vault, asset: Token)?
    try replayVectors(prefix: "vault-", bundled: bundled, fewest: 200) { data, place in
      if let header = try? decoder.decode(Header.self, from: data).header {
        pair = try found(header)
        return false
      }
      guard var (vault, asset) = pair else { throw Unreadable.noHeader(place) }
      let line = try decoder.decode(Line.self, from: data)
      let who = Self.people[Int(try #require(line.who.asUInt64))]
      if let reason = line.reason, reason.hasSuffix("exceeds balance") {
        // What the actor had is not told: one unit less than what is asked for is too little.
        let cost =
          try line.op == "mint" ? vault.previewMint(line.amount, in: asset) : line.amount
        try asset.burn(from: who, value: asset.balance(of: who) - (cost - 1))
      }
      let before = (vault, asset)
      let result = try call(line, who, &vault, &asset, place)
      #expect(result.succeeded == line.ok, "\(place): \(String(describing: result.error))")
      if let value = line.result, line.op != "donate" {
        #expect(result.output == value.bigEndianBytes, "\(place): result")
      }
      if let reason = line.reason {
        guard case .receiverReverted(let bytes) = LedgerError.reverted(reason: reason) else {
          return false
        }
        #expect(result.output == bytes, "\(place): \(reason)")
        #expect(vault == before.0 && asset == before.1, "\(place): refused and changed")
        (vault, asset) = pair ?? before
      }
      try check(line.state, vault, asset, place)
      try vault.checkInvariants(asset: asset)
      pair = (vault, asset)
      return true
    }
  }

  private func found(_ header: Header.Fields) throws -> (vault: Vault, asset: Token) {
    var asset = Token(
      configuration: TokenConfiguration(
        name: "", symbol: "", decimals: 18, address: .derived(fromLabel: "asset"), chainID: 1,
        dialect: .openZeppelin4))
    let address = Address.derived(fromLabel: "vault")
    for person in Self.people.prefix(Int(try #require(header.actors.asUInt64))) {
      try asset.mint(to: person, value: UInt256.one << 240)
      try asset.approve(owner: person, spender: address, value: .max)
    }
    let vault = try Vault(
      name: "", symbol: "", address: address, asset: asset.configuration,
      decimalsOffset: UInt8(try #require(header.offset.asUInt64)), dialect: .snekmate)
    return (vault, asset)
  }

  private func call(
    _ line: Line, _ who: Address, _ vault: inout Vault, _ asset: inout Token, _ place: String
  ) throws -> CallResult {
    func data(_ signature: String, _ words: [UInt8]...) -> [UInt8] {
      Array(Keccak256.hash(signature.utf8).bytes.prefix(4)) + words.flatMap { $0 }
    }
    let amount = line.amount.bigEndianBytes
    let actor = [UInt8](repeating: 0, count: 12) + who.bytes
    switch line.op {
    case "deposit", "mint":
      return try vault.call(
        data: data("\(line.op)(uint256,address)", amount, actor), from: who, asset: &asset)
    case "withdraw", "redeem":
      return try vault.call(
        data: data("\(line.op)(uint256,address,address)", amount, actor, actor), from: who,
        asset: &asset)
    case "donate":
      let receiver = [UInt8](repeating: 0, count: 12) + vault.address.bytes
      return try asset.call(
        data: data("transfer(address,uint256)", receiver, amount), from: who)
    default: throw Unreadable.unknownOperation(line.op, place)
    }
  }

  private func check(
    _ state: Line.State, _ vault: Vault, _ asset: Token, _ place: String
  ) throws {
    #expect(try vault.totalAssets(in: asset) == state.assets, "\(place): assets")
    #expect(vault.shares.totalSupply == state.supply, "\(place): supply")
    for (index, shares) in state.shares.enumerated() {
      let person = Self.people[index]
      #expect(vault.shares.balance(of: person) == shares, "\(place): shares of \(index)")
      #expect(
        try vault.maxWithdraw(of: person, in: asset) == state.maxWithdraw[index],
        "\(place): maxWithdraw of \(index)")
    }
    // A question without an answer was refused.
    let answers: [(String, UInt256?, UInt256?)] = [
      ("convertToShares", state.convertToShares, try? vault.convertToShares(state.q, in: asset)),
      ("convertToAssets", state.convertToAssets, try? vault.convertToAssets(state.q, in: asset)),
      ("previewDeposit", state.previewDeposit, try? vault.previewDeposit(state.q, in: asset)),
      ("previewMint", state.previewMint, try? vault.previewMint(state.q, in: asset)),
      ("previewWithdraw", state.previewWithdraw, try? vault.previewWithdraw(state.q, in: asset)),
      ("previewRedeem", state.previewRedeem, try? vault.previewRedeem(state.q, in: asset)),
    ]
    for (name, theirs, ours) in answers { #expect(ours == theirs, "\(place): \(name)") }
  }
}
