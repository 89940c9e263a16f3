// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension BooksMachine {
  /// Checks a sealed journal and carries it out: all of it or nothing.
  ///
  /// ```swift
  /// var replayed = BooksMachine()
  /// try replayed.replay(journal, upTo: head)  // the head that was kept elsewhere
  /// replayed.stateDigest == machine.stateDigest  // true
  /// ```
  ///
  /// - Parameters:
  ///   - journal: the batches in order, each with its seal.
  ///   - start: where the journal stood when this machine was in its present state.
  ///   - head: where the journal ends, as somebody keeps it outside: only he can tell that its tail
  ///     is missing.
  /// - Throws: `SealError` where a link is broken, a batch is missing, moved, doubled or has other
  ///   records than were sealed, or the tail is missing or another; what ``apply(_:)-(Record)``
  ///   throws. Then nothing changes.
  /// - Complexity: O(n) for n records.
  public mutating func replay(
    _ journal: [(seal: SealedBatch, records: [Record])], from start: SealedHead = .empty,
    upTo head: SealedHead
  ) throws {
    try SealedBatch.verify(journal.lazy.map(\.seal), from: start, upTo: head)
    for (seal, records) in journal { try seal.verify(records: records) }
    var next = self
    for (seal, records) in journal where seal.number <= head.batches {
      for record in records { try next.apply(record) }
    }
    self = next
  }
}
