// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Distribution {
  /// Writes the fields as receipts of the first version hold them: every figure of every line.
  func encodeFirstVersion(into encoder: inout RecordEncoder) {
    encoder.write(budget)
    encoder.write(carriedIn)
    encoder.write(treasury)
    encoder.write(burned)
    encoder.write(payable)
    encoder.write(unspent)
    encoder.write(carriedOut)
    encoder.write(totalWeight)
    encoder.write(alphaEffective)
    encoder.writeCount(lines.count)
    for line in lines { line.encodeFirstVersion(into: &encoder) }
  }

  /// Reads what ``encodeFirstVersion(into:)`` writes; whether it is right,
  /// ``RewardReceipt/verify()`` says.
  init(firstVersion decoder: inout RecordDecoder) throws(RecordError) {
    budget = try decoder.readUInt256()
    carriedIn = try decoder.readUInt256()
    treasury = try decoder.readUInt256()
    burned = try decoder.readUInt256()
    payable = try decoder.readUInt256()
    unspent = try decoder.readUInt256()
    withheld = .zero
    carriedOut = try decoder.readUInt256()
    gauges = .neutral
    totalWeight = try decoder.readUInt256()
    alphaEffective = try decoder.readRatio()
    let count = try decoder.readCount(minimumBytes: RewardLine.fewestFirstVersionBytes)
    var lines: [RewardLine] = []
    for _ in 0..<count { lines.append(try RewardLine(firstVersion: &decoder)) }
    self.lines = DistributionLines(lines)
  }
}
