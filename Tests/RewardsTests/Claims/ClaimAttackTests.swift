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
import Testing

@testable import Rewards

private let (alice, bob) = (holder(1), holder(2))

@Suite struct ClaimAttacks {
  /// The amounts of an export to EigenLayer are cumulative, and that contract counts by token: under
  /// another token's name the earlier rounds would be paid once more.
  @Test func earlierRoundsUnderAnotherTokensName() throws {
    var book = ClaimBook(domain: claimDomain)
    let amounts = [Claim(account: alice, amount: 10)]
    _ = try book.settleByEigenLayerExport(Round(1), amounts, token: rewardToken(1))
    #expect(book.exportToken == rewardToken(1))
    expectRefused(
      book, ClaimError.anotherToken(rewardToken(2), expected: rewardToken(1))
    ) { b throws(ClaimError) in
      _ = try b.settleByEigenLayerExport(Round(2), amounts, token: rewardToken(2))
    }
    let second = try book.settleByEigenLayerExport(Round(2), amounts, token: rewardToken(1))
    #expect(second.claims.map(\.tokens) == [[Claim(account: rewardToken(1), amount: 20)]])
    try book.checkInvariants()
    try expectJSONReadsBack(book)
    try expectRefusedJSON(book) { $0["exportToken"] = nil }
    try expectRefusedJSON(book) { $0["exportToken"] = Address.zero.description }
    // Neither another root than that of the amounts.
    try expectRefusedJSON(book) { $0.set("rounds", 1, "root", claimDomain.description) }
    expectRefused(ClaimBook(domain: claimDomain), ClaimError.accountIsZero) {
      b throws(ClaimError) in
      _ = try b.settleByEigenLayerExport(Round(1), amounts, token: .zero)
    }
  }

  /// A root that somebody else made may name anybody, even nobody.
  @Test func aForeignTreeCannotPayNobody() throws {
    var book = ClaimBook(domain: claimDomain)
    var leaf = RecordEncoder()
    leaf.write(claimDomain)
    leaf.write(Round(1))
    leaf.write(Address.zero)
    leaf.write(UInt256(5))
    let tree = MerkleTree(leaves: [leaf.bytes])
    try book.settleByForeignRoot(
      ClaimRoot(domain: claimDomain, round: Round(1), leafCount: 1, digest: tree.root), funds: 9)
    let proof = ClaimProof(
      domain: claimDomain, round: Round(1), claim: Claim(account: .zero, amount: 5),
      path: tree.proof(at: 0))
    expectRefused(book, ClaimError.accountIsZero) { b throws(ClaimError) in
      _ = try b.claim(proof, for: .zero)
    }
  }

  /// An account that stands twice in a foreign tree gets the greater amount, not the sum.
  @Test func anAccountTwiceInAForeignTreeIsPaidOnce() throws {
    var book = ClaimBook(domain: claimDomain)
    func leaf(_ amount: UInt256) -> [UInt8] {
      var leaf = RecordEncoder()
      leaf.write(claimDomain)
      leaf.write(Round(1))
      leaf.write(alice)
      leaf.write(amount)
      return leaf.bytes
    }
    let amounts: [UInt256] = [5, 7, 5]
    let tree = MerkleTree(leaves: amounts.map(leaf))
    try book.settleByForeignRoot(
      ClaimRoot(domain: claimDomain, round: Round(1), leafCount: 3, digest: tree.root), funds: 100)
    var paid = UInt256.zero
    for place in [0, 1, 2, 1, 0] {
      let proof = ClaimProof(
        domain: claimDomain, round: Round(1), claim: Claim(account: alice, amount: amounts[place]),
        path: tree.proof(at: place))
      paid += try book.claim(proof, for: alice)
    }
    #expect(paid == 7)
    try book.checkInvariants()
  }

  /// A node of the tree does not pass for a leaf, nor a leaf for a node, nor a tree for a longer one.
  @Test func secondPreimages() throws {
    let claims = someClaims(8)
    let tree = try ClaimTree(domain: claimDomain, round: Round(1), claims: claims)
    let proof = try tree.proof(for: claims[3].account)
    func isValid(_ index: UInt64, _ count: UInt64, _ siblings: [Digest]) -> Bool {
      ClaimProof(
        domain: proof.domain, round: proof.round, claim: proof.claim,
        path: MerkleProof(index: index, leafCount: count, siblings: siblings)
      ).isValid(under: tree.root)
    }
    let (index, siblings) = (proof.path.index, proof.path.siblings)
    #expect(isValid(index, 8, siblings))
    #expect(!isValid(index / 2, 4, Array(siblings.dropFirst())))
    #expect(!isValid(index * 2, 16, [.zero] + siblings))
    #expect(!isValid(index, 8, siblings + [.zero]))
    #expect(!isValid(index, 7, siblings) && !isValid(index, 9, siblings + [.zero]))
    for other in UInt64(0)...20 where other != index { #expect(!isValid(other, 8, siblings)) }
    #expect(!isValid(.max, .max, siblings))
  }

  /// A state whose root is not that of its amounts would lock everybody's claims.
  @Test func aRootThatIsNotThatOfTheAmountsIsRefused() throws {
    var book = ClaimBook(domain: claimDomain)
    _ = try book.settleByClaims(Round(1), someClaims(3))
    _ = try book.settleByClaims(Round(2), someClaims(3))
    try expectJSONReadsBack(book)
    try expectRefusedJSON(book) { $0.set("rounds", 1, "root", claimDomain.description) }
    try expectRefusedJSON(book) { $0.set("rounds", 1, "count", 4) }
  }

  @Test func aPaymentOfNothingOrToNobodyIsRefused() throws {
    var book = ClaimBook(domain: claimDomain)
    try book.settleByPayment(
      Round(1), [Claim(account: alice, amount: 4), Claim(account: bob, amount: 6)])
    try expectRefusedJSON(book) {
      $0.set("payments", 0, "amount", "0")
      $0.set("payments", 1, "amount", "10")
    }
    try expectRefusedJSON(book) { $0.set("payments", 0, "account", Address.zero.description) }
  }
}
