// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension RewardContext: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(network)
    encoder.write(round)
    encoder.write(previousReceipt)
    encoder.write(stakeSnapshot)
    encoder.write(measurements)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self.init(
      network: try Digest(from: &decoder), round: try Round(from: &decoder),
      previousReceipt: try Digest(from: &decoder), stakeSnapshot: try Digest(from: &decoder),
      measurements: try Digest(from: &decoder))
  }
}

extension RewardReceipt: RecordCodable {
  /// Writes context, policy and distribution.
  public func encode(into encoder: inout RecordEncoder) {
    context.encode(into: &encoder)
    policy.encode(into: &encoder)
    distribution.encode(into: &encoder)
  }

  /// Reads what ``encode(into:)`` writes; whether it is right, ``verify()`` says.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    context = try RewardContext(from: &decoder)
    policy = try RewardPolicy(from: &decoder)
    distribution = try Distribution(from: &decoder)
  }
}
