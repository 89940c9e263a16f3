// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension StakingPolicy: RecordCodable {
  /// Writes the classes with their minimum stakes, ascending, then delay, window and destination, then
  /// the rules for delegation, locks, churn, faults (ascending), liveness and the quality weight.
  public func encode(into encoder: inout RecordEncoder) {
    encodeBasics(into: &encoder)
    encoder.write(delegation)
    encoder.write(locks)
    encoder.write(churn)
    encoder.writeCount(faults.count)
    for (fault, rule) in faults.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      encoder.write(fault.rawValue)
      encoder.write(rule)
    }
    encoder.write(liveness)
    encoder.write(qualityWeightPPM)
  }

  /// Reads what ``encode(into:)`` writes; refuses classes and faults out of order and rules that the
  /// checking initialiser refuses.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let basics = try StakingPolicy(basicsFrom: &decoder)
    let delegation = try DelegationRules(from: &decoder)
    let locks = try LockRules(from: &decoder)
    let churn = try decoder.readOptional(ChurnRules.self)
    let faults = try Self.readFaults(&decoder)
    let liveness = try decoder.readOptional(LivenessPolicy.self)
    let weight = try decoder.readUInt32()
    self = try readRules("staking policy") { () throws(StakingError) in
      try StakingPolicy(
        minimumStake: basics.minimumStake, unbondingDelay: basics.unbondingDelay,
        evidenceWindow: basics.evidenceWindow, slashDestination: basics.slashDestination,
        delegation: delegation, locks: locks, churn: churn, faults: faults,
        liveness: liveness, qualityWeightPPM: weight)
    }
  }

  /// Whether every rule is the default but those that each policy names.
  var isBasic: Bool {
    delegation == .standard && locks == .none && churn == nil && faults.isEmpty && liveness == nil
      && qualityWeightPPM == Self.standardQualityWeightPPM
  }

  /// Writes the classes with their minimum stakes, ascending, then delay, window and destination.
  func encodeBasics(into encoder: inout RecordEncoder) {
    encoder.writeCount(minimumStake.count)
    for (capacityClass, minimum) in minimumStake.sorted(by: { $0.key < $1.key }) {
      encoder.write(capacityClass.name)
      encoder.write(minimum)
    }
    encoder.write(unbondingDelay)
    encoder.write(evidenceWindow)
    encoder.write(slashDestination)
  }

  /// Reads what ``encodeBasics(into:)`` writes.
  init(basicsFrom decoder: inout RecordDecoder) throws(RecordError) {
    let minimumStake = try Self.readClasses(&decoder)
    let delay = try decoder.readUInt64()
    let window = try decoder.readUInt64()
    let destination = try Address(from: &decoder)
    self = try readRules("staking policy") { () throws(StakingError) in
      try StakingPolicy(
        minimumStake: minimumStake, unbondingDelay: delay, evidenceWindow: window,
        slashDestination: destination)
    }
  }

  private static func readClasses(
    _ decoder: inout RecordDecoder
  ) throws(RecordError) -> [CapacityClass: UInt256] {
    var minimumStake: [CapacityClass: UInt256] = [:]
    var last: CapacityClass?
    for _ in 0..<(try decoder.readCount(minimumBytes: 4 + 32)) {
      let name = try decoder.readString()
      guard let capacityClass = try? CapacityClass(name) else {
        throw .invalidValue(field: "capacity class", value: name)
      }
      // One order, so that one policy has one encoding.
      if let last, capacityClass <= last {
        throw .invalidValue(field: "next capacity class after \(last)", value: name)
      }
      last = capacityClass
      minimumStake[capacityClass] = try decoder.readUInt256()
    }
    return minimumStake
  }

  private static func readFaults(
    _ decoder: inout RecordDecoder
  ) throws(RecordError) -> [Fault: FaultRule] {
    var faults: [Fault: FaultRule] = [:]
    var last: UInt8 = 0
    for _ in 0..<(try decoder.readCount(minimumBytes: 18)) {
      let number = try decoder.readUInt8()
      guard let fault = Fault(rawValue: number) else {
        throw .unknownTag(number, type: "fault")
      }
      guard number > last else {
        throw .invalidValue(field: "next fault after \(last)", value: "\(number)")
      }
      last = number
      faults[fault] = try FaultRule(from: &decoder)
    }
    return faults
  }
}
