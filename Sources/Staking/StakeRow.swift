// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What one GPU counts for in one closed round. Rewards alone applies capacity, boost, score and
/// commission; Staking only says what they are.
public struct StakeRow: Sendable, Hashable, Codable {
  /// The GPU.
  public let gpu: GPUID
  /// The account that owns its stake.
  public let owner: Address
  /// Base units: the smaller of the stakes at the start and at the end of the round, after slashing.
  public let stake: UInt256
  /// Benchmarked capacity, in the units of the network's benchmark.
  public let capacity: UInt64
  /// Multiplier of the stake for the owner's lock, in parts per million; 1 000 000 is none. Delegated
  /// stake is not locked: this is the mean over the stake, rounded down.
  public let boostPPM: UInt32
  /// Quality of the GPU's work, in parts per million; 1 000 000 is full.
  public let scorePPM: UInt32
  /// The operator's part of what the stake earns, in parts per million.
  public let commissionPPM: UInt32
}

extension StakeRow: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(gpu)
    encoder.write(owner)
    encoder.write(stake)
    encoder.write(capacity)
    encoder.write(boostPPM)
    encoder.write(scorePPM)
    encoder.write(commissionPPM)
  }

  /// Reads the fields in the order of their declaration.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    gpu = try GPUID(from: &decoder)
    owner = try Address(from: &decoder)
    stake = try decoder.readUInt256()
    capacity = try decoder.readUInt64()
    boostPPM = try decoder.readUInt32()
    scorePPM = try decoder.readUInt32()
    commissionPPM = try decoder.readUInt32()
  }
}
