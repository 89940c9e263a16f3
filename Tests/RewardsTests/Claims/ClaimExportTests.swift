// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Rewards
import TestSupport
import Testing

/// Trees as the contracts of Uniswap and EigenLayer take them.
@Suite struct ClaimExports {
  /// The recorded trees of Uniswap's contract: every leaf, root and proof.
  @Test func uniswapTreesAreThoseOfTheContract() throws {
    try replayTraces("merkle-random", in: .module, fewest: 30) { line in
      let index = Int(try line.small("index"))
      let root = try #require(Digest(try line.text("root")))
      let proof = try line.field("proof").list.map { try #require($0.text.flatMap(Digest.init)) }
      let claim = Claim(
        account: try Address(parsing: line.text("account")), amount: try line.number("amount"))
      func verifies(_ claim: Claim) -> Bool {
        UniswapDistribution.verifies(
          proof, index: UInt256(UInt64(index)), claim: claim, under: root)
      }
      #expect(try verifies(claim) == line.flag("valid"), "\(line.place)")
      let more = Claim(account: claim.account, amount: claim.amount + .one)
      #expect(try verifies(more) == line.flag("badAmountValid"), "\(line.place)")
      // Large trees were recorded without their leaves.
      guard let leaves = try? line.field("leaves").list else { return true }
      let claims = try leaves.enumerated().map { index, leaf in
        let parts = try leaf.list
        #expect(try parts[0].number == UInt256(UInt64(index)), "\(leaf.place)")
        return Claim(
          account: try Address(parsing: try #require(parts[1].text)), amount: try parts[2].number)
      }
      #expect(try line.number("n") == UInt256(UInt64(claims.count)))
      let export = try UniswapDistribution(claims)
      #expect(export.root == root, "\(line.place)")
      #expect(export.proof(at: index) == proof, "\(line.place)")
      #expect(export.claims[index] == claim)
      for place in claims.indices {
        #expect(
          UniswapDistribution.verifies(
            export.proof(at: place), index: UInt256(UInt64(place)), claim: claims[place],
            under: root))
      }
      return true
    }
  }

  /// The three proofs that Uniswap's own test prints.
  @Test func uniswapsOwnExample() throws {
    let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)
    for file in try vectorFiles(prefix: "merkle-uniswap", bundled: bundled) {
      let example = try TraceValue(try Data(contentsOf: file), place: file.lastPathComponent)
      var claims: [Int: Claim] = [:]
      var proofs: [Int: [Digest]] = [:]
      for entry in try example.field("claims").list {
        let index = Int(try entry.small("index"))
        claims[index] = Claim(
          account: try Address(parsing: entry.text("account")), amount: try entry.number("amount"))
        proofs[index] = try entry.field("proof").list.map {
          try #require($0.text.flatMap(Digest.init))
        }
      }
      let export = try UniswapDistribution((0..<claims.count).map { try #require(claims[$0]) })
      #expect(export.root.description == (try example.text("root")))
      for (index, proof) in proofs { #expect(export.proof(at: index) == proof) }
      let json = try JSONEncoder().encode(export)
      let object = try #require(
        try JSONSerialization.jsonObject(with: json) as? [String: Any])
      #expect(object["merkleRoot"] as? String == export.root.description)
      #expect(object["tokenTotal"] as? String == "0x2ee")
      print("\(file.lastPathComponent): \(proofs.count) proofs checked")
    }
  }

  /// The distribution of EigenLayer's own tests (eigenlayer-rewards-proofs, distribution_test.go):
  /// earner i has i + j + 1 of token j, the last earners fewer tokens. The root was computed by
  /// another program, in the form of go-merkletree.
  @Test func eigenLayersTestDistribution() throws {
    let earners = [
      "0x05f7a45e049c96769360fafef7ccfc130dc22ab6", "0x55ccb6ec92959052b9f1bf35b2cef438cf626aa5",
      "0x7aadd3816216358a86aaca56728ca82abe9378af", "0xdb5117dd6769e1a3442dd19f6bf89e2b8c2e011b",
      "0xf924f84924421031c236c6f83727cae0c8ad13f2",
    ].map { Address($0) }.compactMap { $0 }
    let tokens = [
      "0x257601e63cc667ba6ad3561eb197f0edad4f96f7", "0x50fba4307f9e10297bcda2c4380539814f965ce1",
      "0x6fcc04913c0cd3eca196723a780bdb4b9aa14194", "0x9fc9be8f24b23f5d12a53061ed5b96030cbb375c",
      "0xdd78fcf0c0814218f9e8863142b904d7a04b7ae5",
    ].map { Address($0) }.compactMap { $0 }
    #expect(earners.count == 5 && tokens.count == 5)
    let earnings = earners.enumerated().map { i, earner in
      EigenLayerDistribution.Earnings(
        earner: earner,
        tokens: tokens.dropLast(i).enumerated().map { j, token in
          Claim(account: token, amount: UInt256(UInt64(i + j + 1)))
        })
    }
    let export = try EigenLayerDistribution(earnings.reversed())
    #expect(
      export.root.description
        == "0x6cbbc579e43e27391fff6c2fe7c637dcc7ea7efe7b57ee42016b3c23c601415d")
    for earning in earnings {
      for claim in earning.tokens {
        let proof = try export.proof(for: earning.earner, of: claim.account)
        func verifies(_ amount: UInt256, _ earner: Address) -> Bool {
          EigenLayerDistribution.verifies(
            proof, earner: earner, token: claim.account, cumulative: amount, under: export.root)
        }
        #expect(verifies(claim.amount, earning.earner))
        #expect(!verifies(claim.amount + .one, earning.earner))
        #expect(!verifies(claim.amount, holder(1)))
      }
    }
    #expect(throws: ClaimError.notInExport(earners[4])) {
      try export.proof(for: earners[4], of: tokens[1])
    }
    #expect(throws: ClaimError.notInExport(holder(1))) {
      try export.proof(for: holder(1), of: tokens[1])
    }
    #expect(throws: ClaimError.duplicateAccount(earners[0])) {
      try EigenLayerDistribution([earnings[0], earnings[0]])
    }
    #expect(throws: ClaimError.notInExport(holder(1))) {
      try EigenLayerDistribution([.init(earner: holder(1), tokens: [])])
    }
  }

  @Test func everyEarnerHasAProofWhateverTheirNumber() throws {
    for count in Array(0...33) + [64, 65] {
      let claims = someClaims(count)
      let export = try EigenLayerDistribution(token: rewardToken(), cumulative: claims)
      for claim in claims {
        let proof = try export.proof(for: claim.account, of: rewardToken())
        #expect(
          EigenLayerDistribution.verifies(
            proof, earner: claim.account, token: rewardToken(), cumulative: claim.amount,
            under: export.root))
      }
    }
  }
}
