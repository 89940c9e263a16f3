// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension StakingOperation: RecordCodable {
  /// The version of the records written here.
  public static let recordVersion: UInt8 = 1

  /// The operation as a journal keeps it.
  public var record: Record {
    Record(kind: .staking, version: Self.recordVersion, body: recordBytes)
  }

  /// Reads an operation from a journal's record.
  ///
  /// - Throws: ``StakingError/unreadableRecord(_:)`` for a record of another kind or version, or whose
  ///   bytes are no staking operation.
  /// - Complexity: O(n) in the bytes of the record.
  public init(_ record: Record) throws(StakingError) {
    do throws(RecordError) {
      self = try record.decode(
        StakingOperation.self, kind: .staking,
        versions: Self.recordVersion...Self.recordVersion)
    } catch {
      throw .unreadableRecord(error)
    }
  }

  private enum Tag: UInt8 {
    case open = 1
    case register, bond, unbond, cancelUnbonding, withdraw, slash, closeRound
  }

  /// Writes one byte for the operation, then its values in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    switch self {
    case .open(let policy):
      encoder.write(Tag.open.rawValue)
      policy.encode(into: &encoder)
    case .register(let gpu, let owner, let capacityClass, let capacity):
      encoder.write(Tag.register.rawValue)
      encoder.write(gpu)
      encoder.write(owner)
      encoder.write(capacityClass.name)
      encoder.write(capacity)
    case .bond(let gpu, let amount):
      encoder.write(Tag.bond.rawValue)
      encoder.write(gpu)
      encoder.write(amount)
    case .unbond(let gpu, let amount):
      encoder.write(Tag.unbond.rawValue)
      encoder.write(gpu)
      encoder.write(amount)
    case .cancelUnbonding(let gpu, let round, let amount):
      encoder.write(Tag.cancelUnbonding.rawValue)
      encoder.write(gpu)
      encoder.write(round)
      encoder.write(amount)
    case .withdraw(let gpu):
      encoder.write(Tag.withdraw.rawValue)
      encoder.write(gpu)
    case .slash(let gpu, let fault, let faultRound, let partsPerMillion):
      encoder.write(Tag.slash.rawValue)
      encoder.write(gpu)
      encoder.write(fault.rawValue)
      encoder.write(faultRound)
      encoder.write(partsPerMillion)
    case .closeRound(let round):
      encoder.write(Tag.closeRound.rawValue)
      encoder.write(round)
    }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let byte = try decoder.readUInt8()
    guard let tag = Tag(rawValue: byte) else {
      throw .unknownTag(byte, type: "staking operation")
    }
    switch tag {
    case .open:
      self = .open(try StakingPolicy(from: &decoder))
    case .register:
      let gpu = try GPUID(from: &decoder)
      let owner = try Address(from: &decoder)
      let name = try decoder.readString()
      guard let capacityClass = try? CapacityClass(name) else {
        throw .invalidValue(field: "capacity class", value: name)
      }
      self = .register(
        gpu: gpu, owner: owner, capacityClass: capacityClass,
        capacity: try decoder.readUInt64())
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
      let gpu = try GPUID(from: &decoder)
      let number = try decoder.readUInt8()
      guard let fault = Fault(rawValue: number) else {
        throw .unknownTag(number, type: "fault")
      }
      self = .slash(
        gpu: gpu, fault: fault, faultRound: try Round(from: &decoder),
        partsPerMillion: try decoder.readUInt32())
    case .closeRound:
      self = .closeRound(try Round(from: &decoder))
    }
  }
}
