// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension RewardLineInput: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(gpu)
    encoder.write(owner)
    encoder.write(model)
    encoder.write(lane.rawValue)
    encoder.write(stake)
    encoder.write(sharePPM)
    eta.encode(into: &encoder)
    encoder.write(commissionPPM)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let gpu = try GPUID(from: &decoder)
    let owner = try Address(from: &decoder)
    let model = try ModelID(from: &decoder)
    let byte = try decoder.readUInt8()
    guard let lane = Lane(rawValue: byte) else {
      throw .unknownTag(byte, type: "lane")
    }
    self.init(
      gpu: gpu, owner: owner, model: model, lane: lane, stake: try decoder.readUInt256(),
      sharePPM: try decoder.readUInt32(), eta: try EfficiencyFactor(from: &decoder),
      commissionPPM: try decoder.readUInt32())
  }
}

extension RewardLine: RecordCodable {
  /// The bytes of a line with names of one letter and no base of η: it bounds what a hostile count
  /// of lines may claim.
  static let fewestRecordBytes = (2 + 20 + 2 + 1 + 32 + 4 + 1 + 4) + (8 + 7 * 32)

  /// Writes the input, then the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    input.encode(into: &encoder)
    encoder.write(etaPartsPerBillion)
    encoder.write(weight)
    encoder.write(exact.whole)
    encoder.write(exact.remainder)
    encoder.write(exact.divisor)
    encoder.write(amount)
    encoder.write(commission)
    encoder.write(stakeReward)
  }

  /// Reads what ``encode(into:)`` writes; whether it is right, ``RewardReceipt/verify()`` says.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    input = try RewardLineInput(from: &decoder)
    etaPartsPerBillion = try decoder.readUInt64()
    weight = try decoder.readUInt256()
    let whole = try decoder.readUInt256()
    let remainder = try decoder.readUInt256()
    let divisor = try decoder.readUInt256()
    guard let exact = ExactAmount(checking: whole, remainder: remainder, divisor: divisor) else {
      throw .invalidValue(field: "fraction below one", value: "\(remainder)/\(divisor)")
    }
    self.exact = exact
    amount = try decoder.readUInt256()
    commission = try decoder.readUInt256()
    stakeReward = try decoder.readUInt256()
  }
}
