// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A query that was paid for and answered: what a host can be held to.
public struct ServedQuery: Sendable, Hashable, Codable {
  /// Number of the query.
  public let query: UInt64
  /// Who paid.
  public let user: String
  /// Who answered.
  public let host: String
  /// Units of service paid for: one a row.
  public let units: UInt64
  /// Class that was answered.
  public let answer: Int

  /// Creates the record of a served query.
  public init(query: UInt64, user: String, host: String, units: UInt64, answer: Int) {
    self.query = query
    self.user = user
    self.host = host
    self.units = units
    self.answer = answer
  }

  /// One encoding for each value: numbers big-endian in eight bytes, texts in UTF-8 after their
  /// length. What a Merkle tree over a round's service is made of.
  public var canonicalBytes: [UInt8] {
    var bytes: [UInt8] = []
    func append(_ number: UInt64) {
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
      }
    }
    append(query)
    append(units)
    append(UInt64(bitPattern: Int64(answer)))
    for text in [user, host] {
      append(UInt64(text.utf8.count))
      bytes += text.utf8
    }
    return bytes
  }
}
