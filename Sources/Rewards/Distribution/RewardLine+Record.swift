// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension RewardLineInput: RecordCodable {
  /// Writes the fields of the first version. A line that it cannot hold begins with a zero byte, which
  /// no GPU's name does, and the version; capacity, boost and score follow at the end.
  public func encode(into encoder: inout RecordEncoder) {
    if !fitsFirstVersion {
      encoder.write(UInt8(0))
      encoder.write(Self.secondVersion)
    }
    encoder.write(gpu)
    encoder.write(owner)
    encoder.write(model)
    encoder.write(lane.rawValue)
    encoder.write(stake)
    encoder.write(sharePPM)
    eta.encode(into: &encoder)
    encoder.write(commissionPPM)
    guard !fitsFirstVersion else { return }
    encoder.write(capacity)
    encoder.write(boostPPM)
    encoder.write(scorePPM)
  }

  private static let secondVersion: UInt8 = 2

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    var probe = decoder
    let isSecond = try probe.readUInt8() == 0
    if isSecond {
      let version = try probe.readUInt8()
      guard version == Self.secondVersion else {
        throw .unsupportedVersion(
          version, kind: .rewards, supported: Self.secondVersion...Self.secondVersion)
      }
      decoder = probe
    }
    let gpu = try GPUID(from: &decoder)
    let owner = try Address(from: &decoder)
    let model = try ModelID(from: &decoder)
    let lane = try Lane(from: &decoder)
    let stake = try decoder.readUInt256()
    let share = try decoder.readUInt32()
    let eta = try EfficiencyFactor(from: &decoder)
    let commission = try decoder.readUInt32()
    self.init(
      gpu: gpu, owner: owner, model: model, lane: lane, stake: stake, sharePPM: share, eta: eta,
      commissionPPM: commission, capacity: isSecond ? try decoder.readUInt64() : 0,
      boostPPM: isSecond ? try decoder.readUInt32() : million,
      scorePPM: isSecond ? try decoder.readUInt32() : million)
    guard fitsFirstVersion != isSecond else {
      throw .invalidValue(field: "version of a reward line", value: "2")
    }
  }
}

extension Lane {
  /// Reads one byte.
  init(from decoder: inout RecordDecoder) throws(RecordError) {
    let lane = try decoder.readTag(Lane.self, of: "lane")
    self = lane
  }
}

extension RewardLine {
  /// The bytes of a line of the first version with names of one letter and no base of η: it bounds
  /// what a hostile count of lines may claim.
  static let fewestFirstVersionBytes = (2 + 20 + 2 + 1 + 32 + 4 + 1 + 4) + (8 + 7 * 32)

  /// Writes the input, then the figures, as receipts of the first version hold them.
  func encodeFirstVersion(into encoder: inout RecordEncoder) {
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

  /// Reads what ``encodeFirstVersion(into:)`` writes; whether it is right,
  /// ``RewardReceipt/verify()`` says.
  init(firstVersion decoder: inout RecordDecoder) throws(RecordError) {
    let input = try RewardLineInput(from: &decoder)
    guard input.fitsFirstVersion else {
      throw .invalidValue(field: "line of the first version", value: "\(input.gpu)")
    }
    let eta = try decoder.readUInt64()
    let weight = try decoder.readUInt256()
    let whole = try decoder.readUInt256()
    let remainder = try decoder.readUInt256()
    let divisor = try decoder.readUInt256()
    guard let exact = ExactAmount(checking: whole, remainder: remainder, divisor: divisor) else {
      throw .invalidValue(field: "fraction below one", value: "\(remainder)/\(divisor)")
    }
    self.init(
      input: input, etaPartsPerBillion: eta, effectiveStake: input.stake, weight: weight,
      exact: exact, cappedBy: nil, amount: try decoder.readUInt256(),
      commission: try decoder.readUInt256(), stakeReward: try decoder.readUInt256())
  }
}
