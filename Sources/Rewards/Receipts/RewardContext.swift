// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// What a round's receipt is bound to, so that it proves one thing only.
public struct RewardContext: Sendable, Hashable, Codable {
  /// The network's digest: receipts of one network mean nothing on another.
  public let network: Digest
  /// The round that is paid.
  public let round: Round
  /// The receipt of the round before; zero for the first.
  public let previousReceipt: Digest
  /// The digest of the closed round's stake snapshot, from which stakes and owners come.
  public let stakeSnapshot: Digest
  /// The digest of the measurements from which shares and η come; zero where none were signed.
  public let measurements: Digest

  /// Creates a context.
  public init(
    network: Digest, round: Round, previousReceipt: Digest, stakeSnapshot: Digest,
    measurements: Digest
  ) {
    self.network = network
    self.round = round
    self.previousReceipt = previousReceipt
    self.stakeSnapshot = stakeSnapshot
    self.measurements = measurements
  }
}
