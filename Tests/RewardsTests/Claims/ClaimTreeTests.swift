// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards
import TestSupport
import Testing

let claimDomain = Keccak256.hash("claims of a test network".utf8)

/// Claims of `count` accounts.
func someClaims(_ count: Int, seed: UInt64 = 7) -> [Claim] {
  var random = SeededGenerator(seed: seed)
  return (0..<count).map {
    Claim(account: holder(UInt64($0)), amount: UInt256(random.next() >> 8) + .one)
  }
}

@Suite struct ClaimTrees {
  /// The bytes of a leaf as the documentation says.
  private func leaf(_ domain: Digest, _ round: Round, _ claim: Claim) -> [UInt8] {
    domain.bytes + UInt256(round.number).bigEndianBytes[24...] + claim.account.bytes
      + claim.amount.bigEndianBytes
  }

  @Test func theTreeIsTheMerkleTreeOfItsLeavesForEverySize() throws {
    for count in Array(0...33) + [4096, 4097, 8193] {
      let claims = someClaims(count).sorted { $0.account < $1.account }
      let plain = MerkleTree(leaves: claims.map { leaf(claimDomain, Round(9), $0) })
      for threads in count < 100 ? [1, 3] : [2] {
        let tree = try ClaimTree(
          domain: claimDomain, round: Round(9), claims: claims.reversed(), threads: threads)
        #expect(tree.root.digest == plain.root, "\(count) leaves, \(threads) threads")
        #expect(tree.root.leafCount == UInt64(count) && tree.claims == claims)
        for index in stride(from: 0, to: count, by: count < 100 ? 1 : 971) {
          let proof = try tree.proof(for: claims[index].account)
          #expect(proof.path == plain.proof(at: index))
          #expect(proof.isValid(under: tree.root), "\(index) of \(count)")
        }
      }
    }
  }

  @Test func theTotalIsTheSumAndStrangersHaveNoProof() throws {
    let claims = someClaims(11)
    let tree = try ClaimTree(domain: claimDomain, round: Round(1), claims: claims)
    #expect(tree.total == claims.reduce(UInt256.zero) { $0 + $1.amount })
    #expect(throws: ClaimError.noClaim(holder(99), Round(1))) { try tree.proof(for: holder(99)) }
  }

  @Test func badClaimsMakeNoTree() {
    func refused(_ error: ClaimError, _ claims: [Claim]) {
      #expect(throws: error) {
        try ClaimTree(domain: claimDomain, round: Round(1), claims: claims)
      }
      #expect(throws: error) { try UniswapDistribution(claims) }
    }
    let one = Claim(account: holder(1), amount: 1)
    refused(.duplicateAccount(holder(1)), [one, Claim(account: holder(2), amount: 1), one])
    refused(.accountIsZero, [one, Claim(account: .zero, amount: 1)])
    refused(.totalBeyondRange, [one, Claim(account: holder(2), amount: .max)])
  }

  @Test func proofsComeBackFromRecordAndJSON() throws {
    let tree = try ClaimTree(domain: claimDomain, round: Round(3), claims: someClaims(9))
    let proof = try tree.proof(for: holder(4))
    #expect(try ClaimProof(recordBytes: proof.recordBytes) == proof)
    try expectJSONReadsBack(proof)
    try expectJSONReadsBack(tree.root)
  }

  /// Every single bit of proof and root, and random changes of many bits.
  @Test func anyFlippedBitOfLeafProofOrRootIsRefused() throws {
    for count in [1, 2, 3, 21] {
      let tree = try ClaimTree(domain: claimDomain, round: Round(3), claims: someClaims(count))
      let proof = try tree.proof(for: holder(UInt64(count / 2)))
      let bytes = proof.recordBytes
      for bit in 0..<bytes.count * 8 {
        var changed = bytes
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        guard let read = try? ClaimProof(recordBytes: changed) else { continue }
        #expect(!read.isValid(under: tree.root), "bit \(bit) of \(count)")
      }
      let root = tree.root
      for bit in 0..<256 {
        var digest = root.digest.bytes
        digest[bit / 8] ^= 1 << UInt8(bit % 8)
        let changed = ClaimRoot(
          domain: root.domain, round: root.round, leafCount: root.leafCount,
          digest: try #require(Digest(bytes: digest)))
        #expect(!proof.isValid(under: changed))
      }
      for bit in 0..<64 {
        #expect(
          !proof.isValid(
            under: ClaimRoot(
              domain: root.domain, round: root.round, leafCount: root.leafCount ^ 1 << bit,
              digest: root.digest)))
      }
    }
    let seed: UInt64 = 20_261_127
    var random = SeededGenerator(seed: seed)
    let tree = try ClaimTree(domain: claimDomain, round: Round(3), claims: someClaims(200))
    for step in 0..<1000 {
      let proof = try tree.proof(for: holder(random.next() % 200))
      var bytes = proof.recordBytes
      for _ in 0...random.next() % 4 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << (random.next() & 7)
      }
      guard bytes != proof.recordBytes, let read = try? ClaimProof(recordBytes: bytes) else {
        continue
      }
      #expect(!read.isValid(under: tree.root), "seed \(seed), step \(step)")
    }
  }
}
