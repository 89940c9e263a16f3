// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension Distribution: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(budget)
    encoder.write(carriedIn)
    encoder.write(treasury)
    encoder.write(burned)
    encoder.write(payable)
    encoder.write(unspent)
    encoder.write(carriedOut)
    encoder.write(totalWeight)
    encoder.write(alphaEffective)
    encoder.write(lines)
  }

  /// Reads what ``encode(into:)`` writes; whether it is right, ``RewardReceipt/verify()`` says.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    budget = try decoder.readUInt256()
    carriedIn = try decoder.readUInt256()
    treasury = try decoder.readUInt256()
    burned = try decoder.readUInt256()
    payable = try decoder.readUInt256()
    unspent = try decoder.readUInt256()
    carriedOut = try decoder.readUInt256()
    totalWeight = try decoder.readUInt256()
    alphaEffective = try decoder.readRatio()
    lines = try decoder.readArray(of: RewardLine.self, minimumBytes: RewardLine.fewestRecordBytes)
  }
}
