// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import LedgerPrimitives
import TestSupport
import Testing

/// Expects a value to come back from its record and from JSON, and damaged records to be refused or
/// to read as a value with just those bytes.
func expectReadsBack<Value: RecordCodable & Codable & Equatable>(
  _ value: Value, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  #expect(try Value(recordBytes: value.recordBytes) == value, sourceLocation: sourceLocation)
  let json = try JSONEncoder().encode([value])
  #expect(
    try JSONDecoder().decode([Value].self, from: json) == [value], sourceLocation: sourceLocation)
  var random = SeededGenerator(seed: 1)
  for _ in 0..<300 {
    var bytes = value.recordBytes
    let at = Int.random(in: 0..<bytes.count, using: &random)
    bytes[at] ^= 1 << (random.next() & 7)
    if Bool.random(using: &random) { bytes.removeLast(Int(random.next() % 3)) }
    guard let read = try? Value(recordBytes: bytes) else { continue }
    #expect(read.recordBytes == bytes, "byte \(at)", sourceLocation: sourceLocation)
  }
}

/// Expects JSON to be refused as data that no encoder writes.
func expectRefused<Value: Decodable>(
  _ type: Value.Type, _ json: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(sourceLocation: sourceLocation) {
    try JSONDecoder().decode([Value].self, from: Data("[\(json)]".utf8))
  } throws: { error in
    guard case DecodingError.dataCorrupted = error else { return false }
    return true
  }
}
