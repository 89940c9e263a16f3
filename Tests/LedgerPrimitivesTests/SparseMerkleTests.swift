// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import LedgerPrimitives

@Suite("A sparse Merkle tree")
struct SparseMerkleTests {
  /// The root by its definition: all 256 levels, written down from the documentation.
  private static func slowRoot(_ map: [Digest: Digest]) -> Digest {
    func keccak(_ tag: UInt8, _ parts: [UInt8]...) -> Digest {
      Keccak256.hash([tag] + parts.flatMap { $0 })
    }
    func top(_ entries: [Digest], _ depth: Int) -> Digest {
      if entries.isEmpty { return .zero }
      if entries.count == 1 {
        return keccak(3, entries[0].bytes, (map[entries[0]] ?? .zero).bytes)
      }
      func goesRight(_ key: Digest) -> Bool { key.bytes[depth / 8] & (0x80 >> (depth % 8)) != 0 }
      let left = top(entries.filter { !goesRight($0) }, depth + 1)
      let right = top(entries.filter(goesRight), depth + 1)
      return keccak(4, left.bytes, right.bytes)
    }
    var count: [UInt8] = []
    for shift in stride(from: 56, through: 0, by: -8) {
      count.append(UInt8(truncatingIfNeeded: map.count >> shift))
    }
    return keccak(5, count, top(Array(map.keys), 0).bytes)
  }

  private static func tree(_ map: [Digest: Digest]) -> SparseMerkleTree {
    SparseMerkleTree(map.map { (key: $0.key, value: $0.value) })
  }

  private static func hash(_ number: some BinaryInteger) -> Digest {
    Keccak256.hash("\(number)".utf8)
  }

  /// A key that has the first `common` bits of `key` and differs in the next.
  private static func twin(of key: Digest, common: Int) -> Digest {
    var bytes = key.bytes
    bytes[common / 8] ^= 0x80 >> UInt8(common % 8)
    guard let twin = Digest(bytes: bytes) else { return key }
    return twin
  }

  /// Maps of many sizes, some with keys that share long paths.
  private static func maps() -> [[Digest: Digest]] {
    var maps: [[Digest: Digest]] = []
    for count in [0, 1, 2, 3, 4, 7, 8, 30, 100] {
      var map: [Digest: Digest] = [:]
      for number in 0..<count { map[hash(number)] = hash(-number - 1) }
      maps.append(map)
    }
    for common in [0, 1, 5, 63, 64, 127, 128, 200, 255] {
      var map = maps[5]
      map[twin(of: hash(3), common: common)] = hash(1000)
      maps.append(map)
      maps.append([hash(3): .zero, twin(of: hash(3), common: common): hash(1)])
    }
    return maps
  }

  @Test("has the root its definition gives, whatever the order of the entries")
  func root() {
    for map in Self.maps() {
      let entries = map.map { (key: $0.key, value: $0.value) }
      #expect(SparseMerkleTree(entries).root == Self.slowRoot(map))
      #expect(SparseMerkleTree(entries.reversed()).root == Self.slowRoot(map))
      #expect(SparseMerkleTree(entries).count == map.count)
    }
  }

  @Test("proves every entry, and that other keys hold nothing, and nothing else")
  func proofs() {
    for map in Self.maps() {
      let tree = Self.tree(map)
      for (key, value) in map {
        let proof = tree.proof(for: key)
        #expect(proof.neighbour == nil)
        #expect(proof.verifies(key, holds: value, under: tree.root))
        #expect(!proof.verifies(key, holds: nil, under: tree.root))
        #expect(!proof.verifies(key, holds: Self.twin(of: value, common: 255), under: tree.root))
        #expect(tree.value(of: key) == value)
      }
      let strangers =
        (500..<520).map(Self.hash)
        + [0, 1, 9, 77, 255].map { Self.twin(of: Self.hash(3), common: $0) }
      for key in strangers where map[key] == nil {
        let proof = tree.proof(for: key)
        #expect(proof.verifies(key, holds: nil, under: tree.root))
        #expect(!proof.verifies(key, holds: .zero, under: tree.root))
        #expect(!proof.verifies(key, holds: Self.hash(1), under: tree.root))
        if let other = map.first {
          #expect(!proof.verifies(other.key, holds: nil, under: tree.root))
        }
        #expect(tree.value(of: key) == nil)
      }
    }
  }

  @Test("refuses a proof in which any part was changed")
  func tampered() {
    let map = Dictionary(uniqueKeysWithValues: (0..<40).map { (Self.hash($0), Self.hash(-$0 - 1)) })
    let tree = Self.tree(map)
    for key in (0..<60).map(Self.hash) {
      let value = map[key]
      let proof = tree.proof(for: key)
      var forged: [SparseMerkleProof] = []
      for index in proof.siblings.indices {
        for bit in [0, 100, 255] {
          var siblings = proof.siblings
          siblings[index] = Self.twin(of: siblings[index], common: bit)
          forged.append(
            SparseMerkleProof(
              count: proof.count, siblings: siblings, neighbour: proof.neighbour))
        }
        var fewer = proof.siblings
        fewer.remove(at: index)
        forged.append(
          SparseMerkleProof(count: proof.count, siblings: fewer, neighbour: proof.neighbour))
      }
      for more in [[Digest.zero] + proof.siblings, proof.siblings + [.zero]] {
        forged.append(
          SparseMerkleProof(count: proof.count, siblings: more, neighbour: proof.neighbour))
      }
      for count in [0, proof.count - 1, proof.count + 1, .max] as [UInt64] {
        forged.append(
          SparseMerkleProof(count: count, siblings: proof.siblings, neighbour: proof.neighbour))
      }
      let other = SparseMerkleLeaf(key: Self.hash(3), value: Self.hash(-4))
      for neighbour in [nil, other, SparseMerkleLeaf(key: key, value: .zero)]
      where neighbour != proof.neighbour {
        forged.append(
          SparseMerkleProof(count: proof.count, siblings: proof.siblings, neighbour: neighbour))
      }
      for forgery in forged { #expect(!forgery.verifies(key, holds: value, under: tree.root)) }
      #expect(
        !proof.verifies(key, holds: value, under: Self.twin(of: tree.root, common: 31)))
    }
  }

  @Test("does not take an inner node for an entry, nor one entry's end for another's")
  func secondPreimage() {
    let map = [Self.hash(1): Self.hash(2), Self.hash(3): Self.hash(4), Self.hash(5): Self.hash(6)]
    let tree = Self.tree(map)
    // The neighbour of an absent key proves nothing about a key off its path.
    let absent = Self.hash(77)
    let proof = tree.proof(for: absent)
    for key in map.keys { #expect(!proof.verifies(key, holds: nil, under: tree.root)) }
    // Nor does it where somebody built a tree with an entry in another's place.
    let left = map.keys.first { !$0.bit(0) } ?? Self.twin(of: Self.hash(1), common: 0)
    let misplaced = SparseMerkleLeaf(key: Self.twin(of: left, common: 0), value: Self.hash(2))
    let root = SparseMerkleTree.rootHash(
      top: SparseMerkleTree.nodeHash(misplaced.hash, Self.hash(8)), count: 2)
    #expect(
      !SparseMerkleProof(count: 2, siblings: [Self.hash(8)], neighbour: misplaced)
        .verifies(left, holds: nil, under: root))
    let deep = SparseMerkleProof(
      count: 3, siblings: [Digest](repeating: .zero, count: 257), neighbour: nil)
    #expect(!deep.verifies(absent, holds: nil, under: tree.root))
  }

  @Test("reads back the bytes of its proofs and refuses all others without stopping")
  func records() throws {
    let tree = Self.tree(
      Dictionary(uniqueKeysWithValues: (0..<20).map { (Self.hash($0), Self.hash(-$0 - 1)) }))
    for key in (0..<40).map(Self.hash) {
      let proof = tree.proof(for: key)
      #expect(try SparseMerkleProof(recordBytes: proof.recordBytes) == proof)
    }
    let long = SparseMerkleProof(
      count: 1, siblings: [Digest](repeating: .zero, count: 257), neighbour: nil)
    #expect(
      throws: RecordError.invalidValue(
        field: "path in a sparse Merkle tree", value: "257 hashes")
    ) { try SparseMerkleProof(recordBytes: long.recordBytes) }
    withEvery("seed", in: 1...2000 as ClosedRange<UInt64>) { seed in
      var random = SeededGenerator(seed: seed)
      let key = Self.hash(seed % 40)
      let value = tree.value(of: key)
      var bytes = tree.proof(for: key).recordBytes
      switch seed % 3 {
      case 0: bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8(seed % 8)
      case 1: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
      default: bytes.append(UInt8(truncatingIfNeeded: random.next()))
      }
      // Whatever comes out, it proves nothing.
      if let hostile = try? SparseMerkleProof(recordBytes: bytes) {
        #expect(!hostile.verifies(key, holds: value, under: tree.root))
      }
    }
  }

  @Test("stops the program where a key has two values")
  func doubledKey() async {
    await #expect(processExitsWith: .failure) {
      _ = SparseMerkleTree([(.zero, .zero), (.zero, Keccak256.hash([1]))])
    }
  }
}
