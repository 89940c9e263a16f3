// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension Claim: RecordCodable {
  /// Account 20, amount 32.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(account)
    encoder.write(amount)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let account = try Address(from: &decoder)
    self.init(account: account, amount: try decoder.readUInt256())
  }
}

extension ClaimRoot: RecordCodable {
  /// Domain 32, round 8, number of claims 8, root 32.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(domain)
    encoder.write(round)
    encoder.write(leafCount)
    encoder.write(digest)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    domain = try Digest(from: &decoder)
    round = try Round(from: &decoder)
    leafCount = try decoder.readUInt64()
    digest = try Digest(from: &decoder)
  }
}
