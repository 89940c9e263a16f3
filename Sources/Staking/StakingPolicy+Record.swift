// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension StakingPolicy: RecordCodable {
  /// Writes the classes with their minimum stakes, ascending, then delay, window and destination.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.writeCount(minimumStake.count)
    for (capacityClass, minimum) in minimumStake.sorted(by: { $0.key < $1.key }) {
      encoder.write(capacityClass.name)
      encoder.write(minimum)
    }
    encoder.write(unbondingDelay)
    encoder.write(evidenceWindow)
    encoder.write(slashDestination)
  }

  /// Reads what ``encode(into:)`` writes; refuses classes out of order and rules that the checking
  /// initialiser refuses.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let count = try decoder.readCount(minimumBytes: 4 + 32)
    var minimumStake: [CapacityClass: UInt256] = [:]
    var last: CapacityClass?
    for _ in 0..<count {
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
    let delay = try decoder.readUInt64()
    let window = try decoder.readUInt64()
    let destination = try Address(from: &decoder)
    do throws(StakingError) {
      try self.init(
        minimumStake: minimumStake, unbondingDelay: delay, evidenceWindow: window,
        slashDestination: destination)
    } catch {
      throw .invalidValue(field: "staking policy", value: error.description)
    }
  }
}
