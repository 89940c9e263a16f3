// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The proof that a leaf stands at a position of a ``MerkleTree``: the hashes beside its way up.
///
/// Anyone can check it against a root alone. It is refused wherever one bit of it, of the leaf or
/// of the root differs.
public struct MerkleProof: Sendable, Hashable {
  /// Position of the leaf, from 0.
  public let index: UInt64
  /// How many leaves the tree has.
  public let leafCount: UInt64
  /// The hashes beside the way, from the leaf up.
  public let siblings: [Digest]

  /// Creates a proof from its parts, as they came from outside; ``verifies(_:under:)-(Digest,_)`` judges them.
  public init(index: UInt64, leafCount: UInt64, siblings: [Digest]) {
    self.index = index
    self.leafCount = leafCount
    self.siblings = siblings
  }

  /// Whether the digest `leaf` stands at ``index`` under `root`.
  ///
  /// - Complexity: O(log ``leafCount``) hashes.
  public func verifies(_ leaf: Digest, under root: Digest) -> Bool {
    verifies(hashed: MerkleTree.leafHash(leaf), root)
  }

  /// Whether the bytes `leaf` stand at ``index`` under `root`.
  ///
  /// - Complexity: O(log ``leafCount``) hashes.
  public func verifies(_ leaf: [UInt8], under root: Digest) -> Bool {
    verifies(hashed: MerkleTree.leafHash(leaf), root)
  }

  private func verifies(hashed leaf: Digest, _ root: Digest) -> Bool {
    guard index < leafCount else { return false }
    var hash = leaf
    var position = index
    var width = leafCount
    var rest = siblings[...]
    while width > 1 {
      // The last node of an odd level has no neighbour and moves up as it is.
      if position ^ 1 < width {
        guard let sibling = rest.popFirst() else { return false }
        hash =
          position & 1 == 0
          ? MerkleTree.nodeHash(hash, sibling) : MerkleTree.nodeHash(sibling, hash)
      }
      position /= 2
      width = width / 2 + width % 2
    }
    return rest.isEmpty && MerkleTree.rootHash(top: hash, leafCount: leafCount) == root
  }
}

extension MerkleProof: RecordCodable {
  /// Index, number of leaves, siblings.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(index)
    encoder.write(leafCount)
    encoder.write(siblings)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    index = try decoder.readUInt64()
    leafCount = try decoder.readUInt64()
    siblings = try decoder.readArray(of: Digest.self, minimumBytes: 32)
  }
}
