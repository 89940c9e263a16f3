// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension StakingPolicy: Codable {
  private enum Key: String, CodingKey {
    case minimumStake, unbondingDelay, evidenceWindow, slashDestination, delegation, locks, churn,
      faults, liveness, qualityWeightPPM
  }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let named = try container.decode([String: UInt256].self, forKey: .minimumStake)
    let delay = try container.decode(UInt64.self, forKey: .unbondingDelay)
    let window = try container.decode(UInt64.self, forKey: .evidenceWindow)
    let destination = try container.decode(Address.self, forKey: .slashDestination)
    let delegation = try container.decode(DelegationRules.self, forKey: .delegation)
    let locks = try container.decode(LockRules.self, forKey: .locks)
    let churn = try container.decodeIfPresent(ChurnRules.self, forKey: .churn)
    let rules = try container.decode([String: FaultRule].self, forKey: .faults)
    let liveness = try container.decodeIfPresent(LivenessPolicy.self, forKey: .liveness)
    let weight = try container.decode(UInt32.self, forKey: .qualityWeightPPM)
    var faults: [Fault: FaultRule] = [:]
    for (name, rule) in rules {
      guard let fault = Fault.allCases.first(where: { $0.description == name }) else {
        throw DecodingError.dataCorruptedError(
          forKey: .faults, in: container, debugDescription: "\"\(name)\" is no kind of fault.")
      }
      faults[fault] = rule
    }
    let known = faults
    self = try decoded(at: decoder.codingPath) { () throws(StakingError) in
      var minimumStake: [CapacityClass: UInt256] = [:]
      for (name, minimum) in named.sorted(by: { $0.key < $1.key }) {
        minimumStake[try CapacityClass(name)] = minimum
      }
      return try StakingPolicy(
        minimumStake: minimumStake, unbondingDelay: delay, evidenceWindow: window,
        slashDestination: destination, delegation: delegation, locks: locks, churn: churn,
        faults: known, liveness: liveness, qualityWeightPPM: weight)
    }
  }

  /// Writes the fields; the minimum stakes as an object keyed by class, the faults by name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let named = minimumStake.map { ($0.key.name, $0.value) }
    try container.encode(Dictionary(uniqueKeysWithValues: named), forKey: .minimumStake)
    try container.encode(unbondingDelay, forKey: .unbondingDelay)
    try container.encode(evidenceWindow, forKey: .evidenceWindow)
    try container.encode(slashDestination, forKey: .slashDestination)
    try container.encode(delegation, forKey: .delegation)
    try container.encode(locks, forKey: .locks)
    try container.encodeIfPresent(churn, forKey: .churn)
    let rules = faults.map { ($0.key.description, $0.value) }
    try container.encode(Dictionary(uniqueKeysWithValues: rules), forKey: .faults)
    try container.encodeIfPresent(liveness, forKey: .liveness)
    try container.encode(qualityWeightPPM, forKey: .qualityWeightPPM)
  }
}
