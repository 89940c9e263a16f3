// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// What a replay of the whole journal found: it is whole, and gives the state that is in use.
public struct AuditReport: Sendable, Hashable {
  /// Where the journal ends.
  public let head: ChainHead
  /// Digest of each machine's state after the replay.
  public let stateDigests: [RecordKind: Digest]

  /// Creates a report.
  public init(head: ChainHead, stateDigests: [RecordKind: Digest]) {
    self.head = head
    self.stateDigests = stateDigests
  }
}
