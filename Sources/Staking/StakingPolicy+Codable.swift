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
    case minimumStake, unbondingDelay, evidenceWindow, slashDestination
  }

  /// Reads the fields and refuses rules that ``init(minimumStake:unbondingDelay:evidenceWindow:slashDestination:)``
  /// refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let named = try container.decode([String: UInt256].self, forKey: .minimumStake)
    let delay = try container.decode(UInt64.self, forKey: .unbondingDelay)
    let window = try container.decode(UInt64.self, forKey: .evidenceWindow)
    let destination = try container.decode(Address.self, forKey: .slashDestination)
    do throws(StakingError) {
      var minimumStake: [CapacityClass: UInt256] = [:]
      for (name, minimum) in named.sorted(by: { $0.key < $1.key }) {
        minimumStake[try CapacityClass(name)] = minimum
      }
      try self.init(
        minimumStake: minimumStake, unbondingDelay: delay, evidenceWindow: window,
        slashDestination: destination)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the fields; the minimum stakes as an object keyed by class.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let named = minimumStake.map { ($0.key.name, $0.value) }
    try container.encode(
      Dictionary(uniqueKeysWithValues: named), forKey: .minimumStake)
    try container.encode(unbondingDelay, forKey: .unbondingDelay)
    try container.encode(evidenceWindow, forKey: .evidenceWindow)
    try container.encode(slashDestination, forKey: .slashDestination)
  }
}
