// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// The events of a token in order, each with the block it happened in.
///
/// ```swift
/// for event in token.events.suffix(3) { print(event) }
/// ```
///
/// A view of the token at the moment it was asked for: making it costs O(1), and it stays as it is
/// while the token goes on.
public struct EventLog: Sendable, RandomAccessCollection {
  private let store: EventStore
  private let addresses: PagedArray<Address>
  private let blocks: BlockLog
  /// How many older events were forgotten; the first one that is left still stands at index 0.
  public let forgottenCount: Int

  init(
    store: EventStore, addresses: PagedArray<Address>, blocks: BlockLog, forgottenCount: Int
  ) {
    self.store = store
    self.addresses = addresses
    self.blocks = blocks
    self.forgottenCount = forgottenCount
  }

  /// 0.
  public var startIndex: Int { 0 }

  /// The number of events that are kept.
  public var endIndex: Int { store.count }

  /// The event at a position.
  ///
  /// - Complexity: O(1).
  public subscript(position: Int) -> TokenEvent { store.event(at: position, addresses) }

  /// The number of the block of the event at `position`.
  ///
  /// - Precondition: `position` is an index of an event.
  /// - Complexity: O(log n) for n blocks.
  public func blockNumber(at position: Int) -> UInt64 {
    precondition(indices.contains(position), "There is no event \(position) among \(count).")
    return blocks.blockNumber(ofEvent: position)
  }
}
