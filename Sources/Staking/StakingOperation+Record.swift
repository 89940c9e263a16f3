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

  /// The number of each operation: on disk for ever, new ones at the end.
  enum Tag: UInt8 {
    case openBasic = 1
    case register, bond, unbond, cancelUnbonding, withdraw, slash, closeRound, open, delegate
    case undelegate, cancelUndelegating, withdrawDelegation, withdrawMatured, redelegate
    case setCommission, lock, breakLock, merge, slashOwner, punish, jail, unjail, tombstone
    case recordQuality, recordPresence
  }

  private var tag: Tag {
    switch self {
    case .open(let policy): policy.isBasic ? .openBasic : .open
    case .register: .register
    case .bond: .bond
    case .unbond: .unbond
    case .cancelUnbonding: .cancelUnbonding
    case .withdraw: .withdraw
    case .slash: .slash
    case .closeRound: .closeRound
    case .delegate: .delegate
    case .undelegate: .undelegate
    case .cancelUndelegating: .cancelUndelegating
    case .withdrawDelegation: .withdrawDelegation
    case .withdrawMatured: .withdrawMatured
    case .redelegate: .redelegate
    case .setCommission: .setCommission
    case .lock: .lock
    case .breakLock: .breakLock
    case .merge: .merge
    case .slashOwner: .slashOwner
    case .punish: .punish
    case .jail: .jail
    case .unjail: .unjail
    case .tombstone: .tombstone
    case .recordQuality: .recordQuality
    case .recordPresence: .recordPresence
    }
  }

  /// Writes one byte for the operation, then its values in the order of their declaration. A policy
  /// without rules of delegation, locks, churn, faults and quality is written without them.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(tag.rawValue)
    switch self {
    case .open(let policy):
      if policy.isBasic {
        policy.encodeBasics(into: &encoder)
      } else {
        encoder.write(policy)
      }
    case .register(let gpu, let owner, let capacityClass, let capacity):
      encoder.write(gpu)
      encoder.write(owner)
      encoder.write(capacityClass.name)
      encoder.write(capacity)
    case .bond(let gpu, let amount), .unbond(let gpu, let amount):
      encoder.write(gpu)
      encoder.write(amount)
    case .cancelUnbonding(let gpu, let round, let amount):
      encoder.write(gpu)
      encoder.write(round)
      encoder.write(amount)
    case .withdraw(let gpu), .breakLock(let gpu), .unjail(let gpu), .tombstone(let gpu):
      encoder.write(gpu)
    case .slash(let gpu, let fault, let faultRound, let partsPerMillion):
      encoder.write(gpu)
      encoder.write(fault.rawValue)
      encoder.write(faultRound)
      encoder.write(partsPerMillion)
    case .closeRound(let round):
      encoder.write(round)
    case .delegate(let gpu, let delegator, let amount),
      .undelegate(let gpu, let delegator, let amount):
      encoder.write(gpu)
      encoder.write(delegator)
      encoder.write(amount)
    case .cancelUndelegating(let gpu, let delegator, let round, let amount):
      encoder.write(gpu)
      encoder.write(delegator)
      encoder.write(round)
      encoder.write(amount)
    case .withdrawDelegation(let gpu, let delegator):
      encoder.write(gpu)
      encoder.write(delegator)
    case .withdrawMatured(let limit):
      encoder.write(limit)
    case .redelegate(let delegator, let source, let destination, let amount):
      encoder.write(delegator)
      encoder.write(source)
      encoder.write(destination)
      encoder.write(amount)
    case .setCommission(let gpu, let partsPerMillion):
      encoder.write(gpu)
      encoder.write(partsPerMillion)
    case .lock(let gpu, let rounds), .jail(let gpu, let rounds):
      encoder.write(gpu)
      encoder.write(rounds)
    case .merge(let source, let destination):
      encoder.write(source)
      encoder.write(destination)
    case .slashOwner(let owner, let fault, let faultRound, let partsPerMillion):
      encoder.write(owner)
      encoder.write(fault.rawValue)
      encoder.write(faultRound)
      encoder.write(partsPerMillion)
    case .punish(let gpu, let fault, let faultRound):
      encoder.write(gpu)
      encoder.write(fault.rawValue)
      encoder.write(faultRound)
    case .recordQuality(let gpu, let uptimePPM, let scorePPM):
      encoder.write(gpu)
      encoder.write(uptimePPM)
      encoder.write(scorePPM != nil)
      if let scorePPM { encoder.write(scorePPM) }
    case .recordPresence(let gpu, let isPresent):
      encoder.write(gpu)
      encoder.write(isPresent)
    }
  }
}
