// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import LedgerPrimitives
import TestSupport
import Testing

private let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)

@Suite struct Keccak {
  private struct Line: Decodable {
    var input: String
    var out: String

    enum CodingKeys: String, CodingKey {
      case input = "in"
      case out
    }
  }

  @Test func everyLineOfTheVectorsAgrees() throws {
    try replayVectors(prefix: "keccak", bundled: bundled) { line, place in
      let line = try JSONDecoder().decode(Line.self, from: line)
      let input = try #require(bytes(ofHex: line.input), "\(place)")
      #expect(Keccak256.hash(input).description == line.out, "\(place)")
      #expect(Keccak256.hash(input[...]).description == line.out, "\(place) as a slice")
      let ofSpan = Keccak256.hash(input.span)
      #expect(ofSpan.description == line.out, "\(place) as a span")
      #expect(
        Keccak256.hash(input.lazy.map { $0 }).description == line.out, "\(place) as any collection")
      return true
    }
  }

  @Test func anySplitOfTheInputGivesTheSameDigest() {
    var random = SeededGenerator(seed: 1)
    for length in [0, 1, 7, 8, 9, 135, 136, 137, 271, 272, 273, 500] {
      let input = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      let whole = Keccak256.hash(input)
      for _ in 0..<20 {
        var hasher = Keccak256.Hasher()
        var rest = input[...]
        while !rest.isEmpty {
          let count = Int.random(in: 1...rest.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: hasher.update(Array(rest.prefix(count)))
          case 1: hasher.update(rest.prefix(count))
          case 2:
            let part = rest.prefix(count)
            hasher.update(part.span)
          default: for byte in rest.prefix(count) { hasher.update(byte) }
          }
          rest = rest.dropFirst(count)
        }
        #expect(hasher.finalize() == whole, "\(length) bytes")
        #expect(hasher.finalize() == whole, "finalize leaves the hasher as it was")
      }
    }
  }

  @Test func aDigestIsTakenInAsItsBytesWhereverItStands() {
    let digest = Keccak256.hash("digest".utf8)
    for before in 0..<140 {
      var one = Keccak256.Hasher()
      one.update([UInt8](repeating: 9, count: before))
      var other = one
      one.update(digest)
      other.update(digest.bytes)
      #expect(one.finalize() == other.finalize(), "after \(before) bytes")
    }
  }
}

@Suite struct Digests {
  @Test func textAndBytesReadBack() throws {
    let digest = Keccak256.hash("text".utf8)
    #expect(Digest(digest.description) == digest)
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(Digest("0x" + digest.description.dropFirst(2).uppercased()) == digest)
    #expect(Digest(digest.description.dropLast().description) == nil)
    #expect(Digest(String(digest.description.dropFirst(2))) == nil)
    #expect(Digest(bytes: [1, 2, 3]) == nil)
    let coded = try JSONDecoder().decode(
      [Digest].self, from: JSONEncoder().encode([digest, .zero]))
    #expect(coded == [digest, .zero])
  }

  @Test func orderIsThatOfTheBytes() {
    let digests = (0..<50).map { Keccak256.hash("\($0)".utf8) }
    let byBytes = digests.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    #expect(digests.sorted() == byBytes)
  }
}

@Suite struct Merkle {
  @Test func everyLeafOfEverySmallTreeIsProved() {
    for count in 1...33 {
      let leaves = (0..<count).map { Keccak256.hash("leaf \($0)".utf8) }
      let tree = MerkleTree(leaves: leaves)
      #expect(tree.leafCount == count)
      for index in 0..<count {
        let proof = tree.proof(at: index)
        #expect(proof.verifies(leaves[index], under: tree.root))
        for other in 0..<count where other != index {
          #expect(!proof.verifies(leaves[other], under: tree.root))
          let moved = MerkleProof(
            index: UInt64(other), leafCount: UInt64(count), siblings: proof.siblings)
          #expect(!moved.verifies(leaves[index], under: tree.root))
        }
      }
    }
  }

  @Test func rootsAgreeWithTheObviousRecursion() {
    // RFC 6962, section 2.1: the left half is the greatest power of two below the count.
    func top(_ leaves: ArraySlice<[UInt8]>) -> Digest {
      if leaves.count == 1, let leaf = leaves.first { return Keccak256.hash([0] + leaf) }
      var half = 1
      while half * 2 < leaves.count { half *= 2 }
      let (left, right) = (top(leaves.prefix(half)), top(leaves.dropFirst(half)))
      return Keccak256.hash([1] + left.bytes + right.bytes)
    }
    for count in 0...33 {
      let leaves = (0..<count).map { [UInt8](repeating: UInt8($0), count: $0) }
      let upper = leaves.isEmpty ? Digest.zero : top(leaves[...])
      let root = Keccak256.hash([2, 0, 0, 0, 0, 0, 0, 0, UInt8(count)] + upper.bytes)
      #expect(MerkleTree(leaves: leaves).root == root, "\(count) leaves")
    }
  }

  @Test func everyFlippedBitOfAProofIsRefused() throws {
    for (count, index) in [(1, 0), (2, 1), (5, 4), (7, 2), (13, 12)] {
      let leaves = (0..<count).map { Keccak256.hash("leaf \($0)".utf8) }
      let tree = MerkleTree(leaves: leaves)
      let bytes = tree.proof(at: index).recordBytes
      #expect(try MerkleProof(recordBytes: bytes).verifies(leaves[index], under: tree.root))
      for bit in 0..<bytes.count * 8 {
        var broken = bytes
        broken[bit / 8] ^= 1 << UInt8(bit % 8)
        if let proof = try? MerkleProof(recordBytes: broken) {
          #expect(
            !proof.verifies(leaves[index], under: tree.root), "\(count), \(index), bit \(bit)")
        }
      }
      for bit in 0..<256 {
        var leaf = leaves[index].bytes
        var root = tree.root.bytes
        leaf[bit / 8] ^= 1 << UInt8(bit % 8)
        root[bit / 8] ^= 1 << UInt8(bit % 8)
        let proof = tree.proof(at: index)
        #expect(try !proof.verifies(#require(Digest(bytes: leaf)), under: tree.root))
        #expect(try !proof.verifies(leaves[index], under: #require(Digest(bytes: root))))
      }
    }
  }

  @Test func aNodeDoesNotPassForALeaf() {
    let leaves = (0..<4).map { Keccak256.hash("leaf \($0)".utf8) }
    let tree = MerkleTree(leaves: leaves)
    let proof = tree.proof(at: 0)
    // The classic attack: the node above two leaves offered as a leaf of a smaller tree.
    let left = Keccak256.hash([0] + leaves[0].bytes)
    let right = Keccak256.hash([0] + leaves[1].bytes)
    for claim in [left.bytes + right.bytes, [1] + left.bytes + right.bytes] {
      for count in [UInt64(2), 4] {
        let shorter = MerkleProof(
          index: 0, leafCount: count, siblings: Array(proof.siblings.dropFirst()))
        #expect(!shorter.verifies(claim, under: tree.root))
      }
    }
  }

  @Test func listsOfOtherLengthOrOrderHaveOtherRoots() {
    let leaf = Keccak256.hash("same".utf8)
    let roots = (0...40).map { MerkleTree(leaves: [Digest](repeating: leaf, count: $0)).root }
    #expect(Set(roots).count == roots.count)
    let other = Keccak256.hash("other".utf8)
    #expect(MerkleTree(leaves: [leaf, other]).root != MerkleTree(leaves: [other, leaf]).root)
  }

  @Test func absurdProofsAreRefusedQuickly() {
    let root = MerkleTree(leaves: [Digest.zero]).root
    for (index, count) in [(UInt64.max, UInt64.max), (.max - 1, .max), (0, .max), (0, 0), (5, 5)] {
      let proof = MerkleProof(index: index, leafCount: count, siblings: [])
      #expect(!proof.verifies(Digest.zero, under: root))
    }
    let long = MerkleProof(
      index: 0, leafCount: 1, siblings: [Digest](repeating: .zero, count: 1000))
    #expect(!long.verifies(Digest.zero, under: root))
  }
}

/// The bytes of a hexadecimal text.
private func bytes(ofHex text: String) -> [UInt8]? {
  let digits = Array(text.dropFirst(2))
  return stride(from: 0, to: digits.count, by: 2).map {
    UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0
  }
}
