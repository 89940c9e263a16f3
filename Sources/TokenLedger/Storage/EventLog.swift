// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The events of a token in order, each with its block.
public struct EventLog: Sendable, RandomAccessCollection {
  private var entries: [(block: UInt64, event: TokenEvent)] = []

  init() {}

  mutating func append(_ event: TokenEvent, block: UInt64) { entries.append((block, event)) }

  /// 0.
  public var startIndex: Int { 0 }

  /// The number of events.
  public var endIndex: Int { entries.count }

  /// The event at a position.
  public subscript(position: Int) -> TokenEvent { entries[position].event }

  /// The number of the block of the event at `position`.
  public func blockNumber(at position: Int) -> UInt64 { entries[position].block }
}
