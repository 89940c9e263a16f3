// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// The commitment to the claims of a round, and what it is a commitment for.
public struct ClaimRoot: Sendable, Hashable, Codable {
  /// The network and token.
  public let domain: Digest
  /// The round.
  public let round: Round
  /// How many claims there are.
  public let leafCount: UInt64
  /// The root of the tree.
  public let digest: Digest

  /// Creates a root from its parts.
  public init(domain: Digest, round: Round, leafCount: UInt64, digest: Digest) {
    self.domain = domain
    self.round = round
    self.leafCount = leafCount
    self.digest = digest
  }
}
