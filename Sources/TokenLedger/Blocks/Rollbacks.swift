// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// How often a token's past was undone, and what that does to its signing domain.
struct Rollbacks: Sendable, Hashable {
  /// Whether the token only replays what was decided elsewhere: then undoing changes no domain.
  var isAuditReplay = false
  /// How often the past was undone or replaced.
  var count: UInt64 = 0
  /// The domain's salt, nil while nothing was undone.
  var salt: Digest?

  /// Takes note that the past was undone, so that signatures over it are good no longer.
  mutating func note(token: TokenConfiguration, block: Block) {
    guard !isAuditReplay else { return }
    count += 1
    var encoder = RecordEncoder()
    encoder.write("TensorChain signing domain 1")
    encoder.write(token.address)
    encoder.write(token.chainID)
    encoder.write(count)
    encoder.write(block.number)
    encoder.write(block.timestamp)
    encoder.write(salt ?? .zero)
    salt = Keccak256.hash(encoder.bytes)
  }
}
