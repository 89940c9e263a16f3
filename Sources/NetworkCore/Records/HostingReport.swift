// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// How a round's hosting went: what was asked, answered, paid and verified.
public struct HostingReport: Sendable, Hashable, Codable {
  /// The round.
  public let round: Round
  /// The model.
  public let model: ModelID
  /// Queries paid for and answered.
  public let served: UInt64
  /// Queries not paid for, hence not answered.
  public let refused: UInt64
  /// Answers that were right, where the truth is known.
  public let correct: UInt64
  /// Base units that users paid for the served queries.
  public let fees: UInt256
  /// Units of each GPU, in order of GPU.
  public let work: [GPUWork]
  /// Merkle root over the served queries, in order of query.
  public let receiptsRoot: Digest

  /// Creates a report.
  public init(
    round: Round, model: ModelID, served: UInt64, refused: UInt64, correct: UInt64,
    fees: UInt256, work: [GPUWork], receiptsRoot: Digest
  ) {
    self.round = round
    self.model = model
    self.served = served
    self.refused = refused
    self.correct = correct
    self.fees = fees
    self.work = work
    self.receiptsRoot = receiptsRoot
  }
}

extension HostingReport: RecordCodable {
  /// Fields in the order of their declaration, a count before the list.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(round)
    encoder.write(model)
    encoder.write(served)
    encoder.write(refused)
    encoder.write(correct)
    encoder.write(fees)
    encoder.write(work)
    encoder.write(receiptsRoot)
  }

  /// Reads a report.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    round = try Round(from: &decoder)
    model = try ModelID(from: &decoder)
    served = try decoder.readUInt64()
    refused = try decoder.readUInt64()
    correct = try decoder.readUInt64()
    fees = try decoder.readUInt256()
    work = try decoder.readArray(of: GPUWork.self, minimumBytes: 17)
    receiptsRoot = try Digest(from: &decoder)
  }
}
