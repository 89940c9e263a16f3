// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension VestingSchedule: RecordCodable {
  private enum Tag: UInt8 {
    case linear = 1
    case cliff, halving
  }

  /// One byte for the form, then its times in the order of the case.
  public func encode(into encoder: inout RecordEncoder) {
    switch self {
    case .linear(let start, let duration):
      encoder.write(Tag.linear.rawValue)
      encoder.write(start)
      encoder.write(duration)
    case .cliff(let start, let cliff, let duration):
      encoder.write(Tag.cliff.rawValue)
      encoder.write(start)
      encoder.write(cliff)
      encoder.write(duration)
    case .halving(let start, let duration, let halfLife):
      encoder.write(Tag.halving.rawValue)
      encoder.write(start)
      encoder.write(duration)
      encoder.write(halfLife)
    }
  }

  /// Reads what ``encode(into:)`` writes; ``validate()`` judges it.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let tag = try decoder.readTag(Tag.self, of: "vesting schedule")
    let first = try decoder.readUInt64()
    let second = try decoder.readUInt64()
    switch tag {
    case .linear: self = .linear(start: first, duration: second)
    case .cliff:
      self = .cliff(start: first, cliff: second, duration: try decoder.readUInt64())
    case .halving:
      self = .halving(start: first, duration: second, halfLife: try decoder.readUInt64())
    }
  }
}
