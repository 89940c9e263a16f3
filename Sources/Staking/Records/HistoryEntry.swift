// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// What a GPU counted for from one round on, until its next entry.
struct HistoryEntry: Sendable {
  // Four short words, not one of 128 bits, which would be aligned to 16 bytes: there are many of these.
  private let words: (UInt32, UInt32, UInt32, UInt32)
  /// In 32 bits: each closed round takes a record of its own, so there are never so many.
  private let shortRound: UInt32
  let score: UInt32
  let terms: UInt32
  /// What part of the stake is the owner's, in parts per million; a million where it was not locked.
  let lockedPPM: UInt32
  /// The GPU's entry before.
  let previous: UInt32
  /// An entry further back, so that a search is logarithmic.
  let jump: UInt32
  /// The number of entries before.
  let depth: UInt32

  var round: UInt64 { UInt64(shortRound) }

  var stake: UInt128 {
    UInt128(UInt64(words.0) << 32 | UInt64(words.1)) << 64
      | UInt128(UInt64(words.2) << 32 | UInt64(words.3))
  }

  init(
    round: UInt64, stake: UInt128, score: UInt32, terms: UInt32, lockedPPM: UInt32,
    previous: UInt32, jump: UInt32, depth: UInt32
  ) {
    let (high, low) = (
      UInt64(truncatingIfNeeded: stake >> 64), UInt64(truncatingIfNeeded: stake)
    )
    self.words = (
      UInt32(truncatingIfNeeded: high >> 32), UInt32(truncatingIfNeeded: high),
      UInt32(truncatingIfNeeded: low >> 32), UInt32(truncatingIfNeeded: low)
    )
    self.shortRound = UInt32(clamping: round)
    self.score = score
    self.terms = terms
    self.lockedPPM = lockedPPM
    self.previous = previous
    self.jump = jump
    self.depth = depth
  }
}

/// The histories of all GPUs in one table that only grows.
///
/// Each entry points back by one and by a jump whose lengths follow the skew-binary numbers (E. W.
/// Myers, *An applicative random-access stack*, 1983): one table, no array per GPU, and a search in
/// O(log n).
extension HistoryEntry: Equatable {
  static func == (lhs: HistoryEntry, rhs: HistoryEntry) -> Bool {
    lhs.words == rhs.words && lhs.shortRound == rhs.shortRound && lhs.score == rhs.score
      && lhs.terms == rhs.terms && lhs.lockedPPM == rhs.lockedPPM && lhs.previous == rhs.previous
      && lhs.jump == rhs.jump && lhs.depth == rhs.depth
  }
}

struct HistoryLog: Sendable, Equatable {
  private var entries = PagedArray<HistoryEntry>()

  /// The entry at a link.
  subscript(_ link: UInt32) -> HistoryEntry {
    // Inlined: who asks for one field of an entry loads that field.
    @inline(__always) get { entries.read(at: Int(link)) { $0 } }
  }

  /// Appends an entry after the one at `previous`.
  mutating func append(
    round: UInt64, stake: UInt128, score: UInt32, terms: UInt32, lockedPPM: UInt32,
    after previous: UInt32
  ) -> UInt32 {
    var (jump, depth) = (Link.none, UInt32(0))
    if previous != Link.none {
      let (last, back) = entries.read(at: Int(previous)) { ($0.depth, $0.jump) }
      depth = last + 1
      jump = previous
      if back != Link.none {
        let (middle, further) = entries.read(at: Int(back)) { ($0.depth, $0.jump) }
        if further != Link.none, last - middle == middle - self[further].depth { jump = further }
      }
    }
    let link = Link.to(entries.count)
    entries.append(
      HistoryEntry(
        round: round, stake: stake, score: score, terms: terms, lockedPPM: lockedPPM,
        previous: previous, jump: jump, depth: depth))
    return link
  }

  /// The last entry at or before a round, searched back from `link`; nil where there is none.
  ///
  /// - Complexity: O(log n) in the entries of the GPU.
  func entry(at round: UInt64, from link: UInt32) -> HistoryEntry? {
    var link = link
    while link != Link.none {
      let entry = self[link]
      if entry.round <= round { return entry }
      if entry.jump != Link.none, self[entry.jump].round > round {
        link = entry.jump
      } else {
        link = entry.previous
      }
    }
    return nil
  }
}
