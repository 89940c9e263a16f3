// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The proof of what a key of a ``SparseMerkleTree`` holds, or that it holds nothing: the hashes
/// beside its path.
///
/// Anyone can check it against a root alone. It is refused wherever one bit of it, of the key, the
/// value or the root differs. One proof serves one key.
public struct SparseMerkleProof: Sendable, Hashable {
  /// How many entries the tree has.
  public let count: UInt64
  /// The hashes beside the path, from the end of the path up; at most 256.
  public let siblings: [Digest]
  /// The other entry that the key's path ends at, where that is why the key holds nothing; nil where
  /// the path ends at the key's own entry or at no entry at all.
  public let neighbour: SparseMerkleLeaf?

  /// The longest path: one bit of the key a step.
  static let greatestDepth = 256

  /// Creates a proof from its parts, as they came from outside;
  /// ``verifies(_:holds:under:)`` judges them.
  public init(count: UInt64, siblings: [Digest], neighbour: SparseMerkleLeaf?) {
    self.count = count
    self.siblings = siblings
    self.neighbour = neighbour
  }

  /// Whether `key` holds `value` under `root`, or holds nothing where `value` is nil.
  ///
  /// - Complexity: O(log n) hashes for n entries whose keys are hashes, at most 258.
  public func verifies(_ key: Digest, holds value: Digest?, under root: Digest) -> Bool {
    guard siblings.count <= Self.greatestDepth else { return false }
    var hash: Digest
    if let value {
      guard neighbour == nil else { return false }
      hash = SparseMerkleLeaf(key: key, value: value).hash
    } else if let neighbour {
      // It must stand where the key would: on the same path, and be another's.
      guard neighbour.key != key, neighbour.key.commonBits(with: key) >= siblings.count else {
        return false
      }
      hash = neighbour.hash
    } else {
      hash = .zero
    }
    var depth = siblings.count
    for sibling in siblings {
      depth -= 1
      hash =
        key.bit(depth)
        ? SparseMerkleTree.nodeHash(sibling, hash) : SparseMerkleTree.nodeHash(hash, sibling)
    }
    return SparseMerkleTree.rootHash(top: hash, count: count) == root
  }
}

extension SparseMerkleProof: RecordCodable {
  /// Number of entries, siblings, the neighbour where there is one.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(count)
    encoder.write(siblings)
    encoder.write(neighbour)
  }

  /// Reads what ``encode(into:)`` writes; more than 256 siblings are refused.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    count = try decoder.readUInt64()
    siblings = try decoder.readArray(of: Digest.self, minimumBytes: 32)
    guard siblings.count <= Self.greatestDepth else {
      throw .invalidValue(field: "path in a sparse Merkle tree", value: "\(siblings.count) hashes")
    }
    neighbour = try decoder.readOptional(SparseMerkleLeaf.self)
  }
}

extension SparseMerkleLeaf: RecordCodable {
  /// Key and value, 64 bytes.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(key)
    encoder.write(value)
  }

  /// Reads 64 bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    key = try Digest(from: &decoder)
    value = try Digest(from: &decoder)
  }
}
