// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A binary hash tree over an ordered list: its root commits to every leaf, to their order and to
/// their number, and a short proof shows that a leaf stands at a position.
///
/// ```swift
/// let tree = MerkleTree(leaves: records.map(\.digest))
/// let proof = tree.proof(at: 5)
/// proof.verifies(records[5].digest, under: tree.root)  // true
/// ```
///
/// The layout, with ‖ for concatenation and the first byte telling what is hashed, so that no node
/// passes for a leaf (second preimage):
/// - leaf: keccak(0x00 ‖ leaf bytes)
/// - node: keccak(0x01 ‖ left ‖ right)
/// - root: keccak(0x02 ‖ number of leaves, 8 bytes big-endian ‖ top), where the top of an empty
///   tree is 32 zero bytes
///
/// A node without a right neighbour moves up unchanged, so nothing is doubled and no two lists have
/// one root. This is the shape of RFC 6962, section 2.1 (https://www.rfc-editor.org/rfc/rfc6962).
public struct MerkleTree: Sendable {
  /// The commitment to all leaves.
  public let root: Digest
  /// How many leaves there are.
  public var leafCount: Int { levels[0].count }

  /// The hashes from the leaves up to the single top; of an empty tree one empty level.
  private let levels: [[Digest]]

  /// Builds the tree over digests, as those of records.
  ///
  /// - Complexity: O(n) hashes for n leaves.
  public init(leaves: [Digest]) {
    self.init(hashedLeaves: leaves.map(MerkleTree.leafHash))
  }

  /// Builds the tree over leaves of any bytes.
  ///
  /// - Complexity: O(n) hashes for n leaves.
  public init(leaves: [[UInt8]]) {
    self.init(hashedLeaves: leaves.map(MerkleTree.leafHash))
  }

  private init(hashedLeaves: [Digest]) {
    var levels = [hashedLeaves]
    var level = hashedLeaves
    while level.count > 1 {
      var above: [Digest] = []
      above.reserveCapacity((level.count + 1) / 2)
      for index in stride(from: 0, to: level.count - 1, by: 2) {
        above.append(MerkleTree.nodeHash(level[index], level[index + 1]))
      }
      if level.count % 2 == 1 { above.append(level[level.count - 1]) }
      levels.append(above)
      level = above
    }
    self.levels = levels
    self.root = MerkleTree.rootHash(
      top: level.first ?? .zero, leafCount: UInt64(level.isEmpty ? 0 : hashedLeaves.count))
  }

  /// The proof that the leaf at `index` stands there.
  ///
  /// - Precondition: `index` is at least 0 and below ``leafCount``.
  /// - Complexity: O(log n).
  public func proof(at index: Int) -> MerkleProof {
    precondition(
      (0..<leafCount).contains(index), "There is no leaf \(index) among \(leafCount).")
    var siblings: [Digest] = []
    var position = index
    for level in levels.dropLast() {
      let sibling = position ^ 1
      if sibling < level.count { siblings.append(level[sibling]) }
      position /= 2
    }
    return MerkleProof(
      index: UInt64(index), leafCount: UInt64(leafCount), siblings: siblings)
  }

  static func leafHash(_ bytes: [UInt8]) -> Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(0x00)
    hasher.update(bytes)
    return hasher.finalize()
  }

  static func leafHash(_ digest: Digest) -> Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(0x00)
    hasher.update(digest)
    return hasher.finalize()
  }

  static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(0x01)
    hasher.update(left)
    hasher.update(right)
    return hasher.finalize()
  }

  static func rootHash(top: Digest, leafCount: UInt64) -> Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(0x02)
    hasher.update(bigEndian: leafCount)
    hasher.update(top)
    return hasher.finalize()
  }
}
