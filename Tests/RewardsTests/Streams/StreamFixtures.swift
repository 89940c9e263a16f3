// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Testing

@testable import Rewards

/// Addresses that a hash yields, which takes most of a test's time where it is asked for each time.
private let holders: [Address] = (0..<4_200).map { .derived(fromLabel: "holder \($0)") }
private let rewardTokens: [Address] = (0..<4).map { .derived(fromLabel: "reward token \($0)") }

/// The `number`-th account.
func holder(_ number: UInt64) -> Address {
  number < holders.count ? holders[Int(number)] : .derived(fromLabel: "holder \(number)")
}

/// The `number`-th reward token.
func rewardToken(_ number: UInt64 = 0) -> Address {
  number < rewardTokens.count
    ? rewardTokens[Int(number)] : .derived(fromLabel: "reward token \(number)")
}

/// A pool opened at 0 with one funded token.
func pool(every distance: UInt64 = 1, funds: UInt256 = 1_000_000) throws -> RewardPool {
  var pool = try RewardPool(openedAt: 0, boundaryEvery: distance)
  try pool.addToken(rewardToken())
  if !funds.isZero { try pool.fund(funds, of: rewardToken()) }
  return pool
}

/// Expects an operation to be refused with `error` and to change nothing.
func expectRefused<Value: Equatable, Failure: Error & Equatable>(
  _ value: Value, _ error: Failure, sourceLocation: SourceLocation = #_sourceLocation,
  _ operation: (inout Value) throws(Failure) -> Void
) {
  var changed = value
  #expect(throws: error, sourceLocation: sourceLocation) { try operation(&changed) }
  #expect(changed == value, "a refused operation changed the state", sourceLocation: sourceLocation)
}

/// Expects a value to come back from JSON.
func expectJSONReadsBack<Value: Codable & Equatable>(
  _ value: Value, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let json = try JSONEncoder().encode(value)
  #expect(
    try JSONDecoder().decode(Value.self, from: json) == value, sourceLocation: sourceLocation)
}

/// Expects a state whose JSON is changed so to be refused as damaged.
func expectRefusedJSON<Value: Codable>(
  _ value: Value, sourceLocation: SourceLocation = #_sourceLocation,
  _ damage: (inout [String: Any]) -> Void
) throws {
  let json = try JSONEncoder().encode(value)
  var object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
  damage(&object)
  let damaged = try JSONSerialization.data(withJSONObject: object)
  #expect(sourceLocation: sourceLocation) {
    try JSONDecoder().decode(Value.self, from: damaged)
  } throws: { error in
    guard case DecodingError.dataCorrupted = error else { return false }
    return true
  }
}

extension [String: Any] {
  /// Sets a field of the element at `index` of the list `list`.
  mutating func set(_ list: String, _ index: Int, _ field: String, _ value: Any) {
    guard var rows = self[list] as? [[String: Any]] else { return }
    rows[index][field] = value
    self[list] = rows
  }
}
