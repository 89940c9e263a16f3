// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import LedgerPrimitives
internal import Synchronization

/// The hashes of a tree with the layout of `MerkleTree`, made by several threads.
///
/// Leaves are cut into blocks of 4,096, each a tree of its own up to its top; above stand the levels
/// over the tops. A block but the last is full, so the shape is that of the whole tree. Threads share
/// nothing but the list into which each puts its finished block, behind a lock: no unsafe code, the
/// same hashes with any number of threads. (`DispatchQueue.concurrentPerform` and not a task group,
/// because settling a round is synchronous like everything in these modules; Dispatch is part of the
/// toolchain.)
struct HashLevels: Sendable {
  let count: Int
  let root: Digest
  /// Of each block the levels one after another, from its leaves up to its top.
  private let blocks: [[Digest]]
  /// The levels over the tops of the blocks.
  private let upper: [[Digest]]

  private static let blockBits = 12
  private static let nodePrefix = prefix(0x01)

  /// A hasher that has taken in one byte.
  private static func prefix(_ byte: UInt8) -> Keccak256.Hasher {
    var hasher = Keccak256.Hasher()
    hasher.update(byte)
    return hasher
  }

  /// Builds the tree.
  ///
  /// - Parameters:
  ///   - count: how many leaves there are.
  ///   - threads: how many threads may work at a time, at least 1.
  ///   - leaf: the hash of a leaf.
  init(count: Int, threads: Int, leaf: @Sendable (Int) -> Digest) {
    precondition(threads > 0, "\(threads) threads cannot build a tree.")
    let size = 1 << Self.blockBits
    let blockCount = (count + size - 1) / size
    let workers = min(threads, blockCount)
    if workers > 1 {
      let done = Mutex([[Digest]](repeating: [], count: blockCount))
      // Whoever is done takes the next block: a thread that begins late, or has half a core, does not keep
      // the others waiting.
      let next = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: workers) { _ in
        while true {
          let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard block < blockCount else { return }
          let levels = Self.levels(of: block, count, leaf)
          done.withLock { $0[block] = levels }
        }
      }
      blocks = done.withLock { $0 }
    } else {
      blocks = (0..<blockCount).map { Self.levels(of: $0, count, leaf) }
    }
    var upper = [blocks.map { $0[$0.count - 1] }]
    while upper[upper.count - 1].count > 1 {
      var above: [Digest] = []
      Self.append(to: &above, over: upper[upper.count - 1][...])
      upper.append(above)
    }
    self.upper = upper
    self.count = count
    var hasher = Self.prefix(0x02)
    for shift in stride(from: 56, through: 0, by: -8) {
      hasher.update(UInt8(truncatingIfNeeded: count >> shift))
    }
    hasher.update(upper[upper.count - 1].first ?? .zero)
    root = hasher.finalize()
  }

  private static func levels(
    of block: Int, _ count: Int, _ leaf: (Int) -> Digest
  ) -> [Digest] {
    let start = block << blockBits
    let leaves = min(1 << blockBits, count - start)
    var levels: [Digest] = []
    levels.reserveCapacity(2 * leaves + blockBits)
    for index in start..<start + leaves { levels.append(leaf(index)) }
    var width = leaves
    while width > 1 {
      append(to: &levels, over: levels[(levels.count - width)...])
      width = width / 2 + width % 2
    }
    return levels
  }

  /// Appends the level over another; a node without a right neighbour moves up as it is.
  private static func append(to levels: inout [Digest], over level: ArraySlice<Digest>) {
    var place = level.startIndex
    while place + 1 < level.endIndex {
      var hasher = nodePrefix
      hasher.update(level[place])
      hasher.update(level[place + 1])
      levels.append(hasher.finalize())
      place += 2
    }
    if place < level.endIndex { levels.append(level[place]) }
  }

  /// The proof of a leaf.
  ///
  /// - Complexity: O(log n).
  func proof(at index: Int) -> MerkleProof {
    precondition((0..<count).contains(index), "There is no leaf \(index) among \(count).")
    var siblings: [Digest] = []
    let block = blocks[index >> Self.blockBits]
    var position = index & ((1 << Self.blockBits) - 1)
    var width = min(1 << Self.blockBits, count - index + position)
    var start = 0
    while width > 1 {
      if position ^ 1 < width { siblings.append(block[start + (position ^ 1)]) }
      start += width
      position /= 2
      width = width / 2 + width % 2
    }
    position = index >> Self.blockBits
    for level in upper.dropLast() {
      if position ^ 1 < level.count { siblings.append(level[position ^ 1]) }
      position /= 2
    }
    return MerkleProof(index: UInt64(index), leafCount: UInt64(count), siblings: siblings)
  }
}
