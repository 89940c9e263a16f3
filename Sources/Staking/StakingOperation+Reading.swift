// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension StakingOperation {
  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let byte = try decoder.readUInt8()
    guard let tag = Tag(rawValue: byte) else {
      throw .unknownTag(byte, type: "staking operation")
    }
    // Arguments are evaluated from left to right, the order in which they are written.
    switch tag {
    case .openBasic:
      self = .open(try StakingPolicy(basicsFrom: &decoder))
    case .open:
      let policy = try StakingPolicy(from: &decoder)
      guard !policy.isBasic else {
        throw .invalidValue(field: "staking policy", value: "long form of a short one")
      }
      self = .open(policy)
    case .register:
      self = .register(
        gpu: try GPUID(from: &decoder), owner: try Address(from: &decoder),
        capacityClass: try Self.readClass(&decoder), capacity: try decoder.readUInt64())
    case .bond:
      self = .bond(gpu: try GPUID(from: &decoder), amount: try decoder.readUInt256())
    case .unbond:
      self = .unbond(gpu: try GPUID(from: &decoder), amount: try decoder.readUInt256())
    case .cancelUnbonding:
      self = .cancelUnbonding(
        gpu: try GPUID(from: &decoder), createdIn: try Round(from: &decoder),
        amount: try decoder.readUInt256())
    case .withdraw:
      self = .withdraw(gpu: try GPUID(from: &decoder))
    case .slash:
      self = .slash(
        gpu: try GPUID(from: &decoder), fault: try Self.readFault(&decoder),
        faultRound: try Round(from: &decoder), partsPerMillion: try decoder.readUInt32())
    case .closeRound:
      self = .closeRound(try Round(from: &decoder))
    case .delegate:
      self = .delegate(
        gpu: try GPUID(from: &decoder), delegator: try Address(from: &decoder),
        amount: try decoder.readUInt256())
    case .undelegate:
      self = .undelegate(
        gpu: try GPUID(from: &decoder), delegator: try Address(from: &decoder),
        amount: try decoder.readUInt256())
    case .cancelUndelegating:
      self = .cancelUndelegating(
        gpu: try GPUID(from: &decoder), delegator: try Address(from: &decoder),
        createdIn: try Round(from: &decoder), amount: try decoder.readUInt256())
    case .withdrawDelegation:
      self = .withdrawDelegation(
        gpu: try GPUID(from: &decoder), delegator: try Address(from: &decoder))
    case .withdrawMatured:
      self = .withdrawMatured(limit: try decoder.readUInt32())
    case .redelegate:
      self = .redelegate(
        delegator: try Address(from: &decoder), from: try GPUID(from: &decoder),
        to: try GPUID(from: &decoder), amount: try decoder.readUInt256())
    case .setCommission:
      self = .setCommission(
        gpu: try GPUID(from: &decoder), partsPerMillion: try decoder.readUInt32())
    case .lock:
      self = .lock(gpu: try GPUID(from: &decoder), rounds: try decoder.readUInt64())
    case .breakLock:
      self = .breakLock(gpu: try GPUID(from: &decoder))
    case .merge:
      self = .merge(from: try GPUID(from: &decoder), into: try GPUID(from: &decoder))
    case .slashOwner:
      self = .slashOwner(
        owner: try Address(from: &decoder), fault: try Self.readFault(&decoder),
        faultRound: try Round(from: &decoder), partsPerMillion: try decoder.readUInt32())
    case .punish:
      self = .punish(
        gpu: try GPUID(from: &decoder), fault: try Self.readFault(&decoder),
        faultRound: try Round(from: &decoder))
    case .jail:
      self = .jail(gpu: try GPUID(from: &decoder), rounds: try decoder.readUInt64())
    case .unjail:
      self = .unjail(gpu: try GPUID(from: &decoder))
    case .tombstone:
      self = .tombstone(gpu: try GPUID(from: &decoder))
    case .recordQuality:
      self = .recordQuality(
        gpu: try GPUID(from: &decoder), uptimePPM: try decoder.readUInt32(),
        scorePPM: try decoder.readBool() ? try decoder.readUInt32() : nil)
    case .recordPresence:
      self = .recordPresence(gpu: try GPUID(from: &decoder), isPresent: try decoder.readBool())
    }
  }

  private static func readClass(
    _ decoder: inout RecordDecoder
  ) throws(RecordError) -> CapacityClass {
    let name = try decoder.readString()
    guard let capacityClass = try? CapacityClass(name) else {
      throw .invalidValue(field: "capacity class", value: name)
    }
    return capacityClass
  }

  private static func readFault(_ decoder: inout RecordDecoder) throws(RecordError) -> Fault {
    let number = try decoder.readUInt8()
    guard let fault = Fault(rawValue: number) else { throw .unknownTag(number, type: "fault") }
    return fault
  }
}
