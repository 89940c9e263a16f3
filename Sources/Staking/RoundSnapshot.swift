// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What every GPU counts for in one closed round.
///
/// Its digest goes into the round's reward receipt; a single row can be proved against ``root``.
public struct RoundSnapshot: Sendable, Hashable {
  /// The closed round.
  public let round: Round
  /// One row per GPU registered when the round closed, ascending by GPU.
  public let rows: [StakeRow]
  /// The sum of the rows' stakes, in base units.
  public let totalStake: UInt256

  /// Checks the order of the rows and sums their stakes.
  ///
  /// - Throws: ``StakingError/invariantBroken(_:)`` where the rows do not ascend,
  ///   ``StakingError/arithmetic(_:)`` where the stakes do not add up within 256 bits.
  /// - Complexity: O(n) in the number of rows.
  init(round: Round, rows: [StakeRow]) throws(StakingError) {
    for (row, next) in zip(rows, rows.dropFirst()) where row.gpu >= next.gpu {
      throw .invariantBroken(.rowsNotAscending(round, gpu: next.gpu))
    }
    var total = UInt256.zero
    for row in rows {
      let sum = total
      total = try checked { () throws(ArithmeticError) in try sum.adding(row.stake) }
    }
    self.round = round
    self.rows = rows
    self.totalStake = total
  }

  /// The Merkle root over the canonical bytes of the rows.
  ///
  /// - Complexity: O(n) hashes in the number of rows: computed when it is asked for, not when a round
  ///   closes.
  public var root: Digest { MerkleTree(leaves: rows.map(\.recordBytes)).root }

  /// One digest for the whole snapshot: of its round, its total and its ``root``.
  ///
  /// - Complexity: O(n) hashes in the number of rows.
  public var digest: Digest {
    var encoder = RecordEncoder()
    encoder.write("TensorChain round snapshot 1")
    encoder.write(round)
    encoder.write(totalStake)
    encoder.write(root)
    return Keccak256.hash(encoder.bytes)
  }

  /// The row of a GPU, or nil where it was not registered when the round closed.
  ///
  /// - Complexity: O(log n) in the number of rows.
  public func row(of gpu: GPUID) -> StakeRow? {
    index(of: gpu).map { rows[$0] }
  }

  /// The proof that a GPU's row belongs to ``root``: of the row's `recordBytes` as a leaf. Nil where
  /// the GPU was not registered when the round closed.
  ///
  /// - Complexity: O(n) hashes in the number of rows: the tree is not kept.
  public func proof(of gpu: GPUID) -> MerkleProof? {
    index(of: gpu).map { MerkleTree(leaves: rows.map(\.recordBytes)).proof(at: $0) }
  }

  /// The position of a GPU's row.
  private func index(of gpu: GPUID) -> Int? {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = low + (high - low) / 2
      if rows[middle].gpu < gpu { low = middle + 1 } else { high = middle }
    }
    return low < rows.count && rows[low].gpu == gpu ? low : nil
  }
}

extension RoundSnapshot: Codable {
  private enum Key: String, CodingKey {
    case round, rows
  }

  /// Reads round and rows, checks the order and computes the total anew.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let round = try container.decode(Round.self, forKey: .round)
    let rows = try container.decode([StakeRow].self, forKey: .rows)
    do throws(StakingError) {
      try self.init(round: round, rows: rows)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes round and rows: the rest follows from them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(round, forKey: .round)
    try container.encode(rows, forKey: .rows)
  }
}
