// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A hash tree over a map from 32-byte keys to 32-byte values: its root commits to every entry and
/// to there being no other, and a short proof shows what a key holds, or that it holds nothing.
///
/// ```swift
/// let tree = SparseMerkleTree([(key: holder, value: balance)])
/// let proof = tree.proof(for: holder)
/// proof.verifies(holder, holds: balance, under: tree.root)  // true
/// tree.proof(for: stranger).verifies(stranger, holds: nil, under: tree.root)  // true
/// ```
///
/// A key is a path of 256 bits, the first bit of the first byte on top, so keys should be hashes. A
/// subtree of one entry is that entry's leaf, at whatever height; one of none is 32 zero bytes. With
/// ‖ for concatenation, and the first byte telling what is hashed, different from those of
/// ``MerkleTree``:
/// - leaf: keccak(0x03 ‖ key ‖ value)
/// - node: keccak(0x04 ‖ left ‖ right)
/// - root: keccak(0x05 ‖ number of entries, 8 bytes big-endian ‖ top)
///
/// The leaf holds the whole key, so that one can be taken neither for another's nor for a node. This
/// is the shape of the Jellyfish Merkle tree, section 3
/// (https://developers.diem.com/papers/jellyfish-merkle-tree/2021-01-14.pdf).
public struct SparseMerkleTree: Sendable {
  /// The commitment to all entries.
  public let root: Digest
  /// How many entries there are.
  public var count: Int { leaves.count }

  private let leaves: [SparseMerkleLeaf]
  private let nodes: [Node]
  private let top: Link

  /// What stands at a place: nothing, the leaf or the node with that index.
  private enum Link {
    case empty
    case leaf(Int32)
    case node(Int32)
  }

  private struct Node {
    let hash: Digest
    let left: Link
    let right: Link
    /// The hashes of both, kept for proofs: that of a leaf would be computed again each time.
    let leftHash: Digest
    let rightHash: Digest
  }

  /// Builds the tree over entries in any order.
  ///
  /// - Precondition: no two keys are the same, and there are fewer than 2³¹ entries.
  /// - Complexity: O(n log n) comparisons and O(n) hashes for n entries whose keys are hashes.
  public init(_ entries: [(key: Digest, value: Digest)]) {
    let leaves = entries.map { SparseMerkleLeaf(key: $0.key, value: $0.value) }
      .sorted { $0.key < $1.key }
    for index in leaves.indices.dropFirst() {
      precondition(
        leaves[index - 1].key != leaves[index].key, "\(leaves[index].key) has two values.")
    }
    var builder = Builder(leaves: leaves)
    let (top, hash) = builder.build(leaves.indices, depth: 0)
    self.leaves = leaves
    self.nodes = builder.nodes
    self.top = top
    root = SparseMerkleTree.rootHash(top: hash, count: UInt64(leaves.count))
  }

  private struct Builder {
    let leaves: [SparseMerkleLeaf]
    var nodes: [Node] = []

    /// Builds the subtree over leaves whose keys have the first `depth` bits in common.
    mutating func build(_ range: Range<Int>, depth: Int) -> (Link, Digest) {
      if range.isEmpty { return (.empty, .zero) }
      if range.count == 1 {
        return (.leaf(Int32(range.lowerBound)), leaves[range.lowerBound].hash)
      }
      // They are sorted: those with a 0 come first.
      var middle = range.lowerBound
      var end = range.upperBound
      while middle < end {
        let probe = (middle + end) / 2
        if leaves[probe].key.bit(depth) { end = probe } else { middle = probe + 1 }
      }
      let (left, leftHash) = build(range.lowerBound..<middle, depth: depth + 1)
      let (right, rightHash) = build(middle..<range.upperBound, depth: depth + 1)
      let hash = SparseMerkleTree.nodeHash(leftHash, rightHash)
      nodes.append(
        Node(hash: hash, left: left, right: right, leftHash: leftHash, rightHash: rightHash))
      return (.node(Int32(nodes.count - 1)), hash)
    }
  }

  /// The value of `key`, nil where it has none.
  ///
  /// - Complexity: O(log n) for n entries.
  public func value(of key: Digest) -> Digest? {
    var low = 0
    var high = leaves.count
    while low < high {
      let middle = (low + high) / 2
      if leaves[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low < leaves.count && leaves[low].key == key ? leaves[low].value : nil
  }

  /// The proof of what `key` holds, also where it holds nothing.
  ///
  /// - Complexity: O(log n) for n entries whose keys are hashes; no hash is computed.
  public func proof(for key: Digest) -> SparseMerkleProof {
    var siblings: [Digest] = []
    var link = top
    while case .node(let index) = link {
      let node = nodes[Int(index)]
      if key.bit(siblings.count) {
        siblings.append(node.leftHash)
        link = node.right
      } else {
        siblings.append(node.rightHash)
        link = node.left
      }
    }
    var neighbour: SparseMerkleLeaf?
    if case .leaf(let index) = link, leaves[Int(index)].key != key {
      neighbour = leaves[Int(index)]
    }
    return SparseMerkleProof(
      count: UInt64(count), siblings: siblings.reversed(), neighbour: neighbour)
  }

  static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(0x04)
    hasher.update(left)
    hasher.update(right)
    return hasher.finalize()
  }

  static func rootHash(top: Digest, count: UInt64) -> Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(0x05)
    hasher.update(bigEndian: count)
    hasher.update(top)
    return hasher.finalize()
  }
}

/// An entry of a ``SparseMerkleTree``.
public struct SparseMerkleLeaf: Sendable, Hashable {
  /// The path to it.
  public let key: Digest
  /// What it holds.
  public let value: Digest

  /// Creates an entry.
  public init(key: Digest, value: Digest) {
    self.key = key
    self.value = value
  }

  /// The hash that stands in the tree.
  var hash: Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(0x03)
    hasher.update(key)
    hasher.update(value)
    return hasher.finalize()
  }
}

extension Digest {
  /// The bit at `index`, from the first bit of the first byte on.
  func bit(_ index: Int) -> Bool {
    let word =
      switch index &>> 6 {
      case 0: word0
      case 1: word1
      case 2: word2
      default: word3
      }
    return (word &>> UInt64(63 &- (index & 63))) & 1 == 1
  }

  /// How many bits both have in common before the first in which they differ.
  func commonBits(with other: Digest) -> Int {
    let differences = [
      word0 ^ other.word0, word1 ^ other.word1, word2 ^ other.word2, word3 ^ other.word3,
    ]
    var count = 0
    for difference in differences {
      count += difference.leadingZeroBitCount
      if difference != 0 { break }
    }
    return count
  }
}
