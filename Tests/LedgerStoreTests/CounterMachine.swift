// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import LedgerPrimitives

/// The smallest machine there is: adds what its records say, refuses to pass its limit.
struct CounterMachine: RecordMachine {
  static let kind = RecordKind(rawValue: 900)

  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  var sum: UInt64 = 0
  var applied = 0

  static func record(adding value: UInt64) -> Record {
    var encoder = RecordEncoder()
    encoder.write(value)
    return Record(kind: kind, version: 1, body: encoder.bytes)
  }

  mutating func apply(_ record: Record) throws {
    var decoder = RecordDecoder(record.body)
    let value = try decoder.readUInt64()
    try decoder.finish()
    guard value <= 1000, sum + value <= 1000 else {
      throw Refusal(description: "\(sum) and \(value) pass the limit of 1000")
    }
    sum += value
    applied += 1
  }

  func checkInvariants() throws {
    guard sum <= 1000 else { throw Refusal(description: "\(sum) is over the limit") }
  }

  var stateDigest: Digest {
    var encoder = RecordEncoder()
    encoder.write(sum)
    encoder.write(UInt64(applied))
    return Keccak256.hash(encoder.bytes)
  }
}
