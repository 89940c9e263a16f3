// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Reads what ``CanonicalJSONWriter`` writes, and nothing else: another order of fields, white space, a
/// number in another form are refused with their place.
struct CanonicalJSONReader {
  private let bytes: [UInt8]
  private(set) var offset = 0
  /// The fields of the objects that are being read, and how many of each were.
  private var open: [(fields: [String], read: Int)] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func expect(_ character: Unicode.Scalar) throws(CanonicalJSONError) {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else {
      throw .syntax(expected: "\(character)", offset: offset)
    }
    offset += 1
  }

  private func isNext(_ character: Unicode.Scalar) -> Bool {
    offset < bytes.count && bytes[offset] == UInt8(ascii: character)
  }

  mutating func beginObject(_ fields: [String]) throws(CanonicalJSONError) {
    try expect("{")
    open.append((fields, 0))
  }

  mutating func endObject() throws(CanonicalJSONError) {
    let object = open.removeLast()
    if isNext(",") {
      offset += 1
      let start = offset
      let name = try string()
      if object.fields.contains(name) { throw .duplicateField(name, offset: start) }
      throw .unknownField(name, offset: start)
    }
    try expect("}")
  }

  /// Reads the name of the next field, and `:`.
  mutating func name() throws(CanonicalJSONError) {
    let (fields, read) = open[open.count - 1]
    let expected = fields[read]
    if isNext("}") { throw .missingField(expected, offset: offset) }
    if read > 0 { try expect(",") }
    let start = offset
    let found = try string()
    if found != expected {
      if fields[..<read].contains(found) { throw .duplicateField(found, offset: start) }
      if fields[read...].contains(found) { throw .missingField(expected, offset: start) }
      throw .unknownField(found, offset: start)
    }
    try expect(":")
    open[open.count - 1].read = read + 1
  }

  /// Reads `[`, elements and `]`.
  mutating func array(
    _ element: (inout CanonicalJSONReader) throws(CanonicalJSONError) -> Void
  ) throws(CanonicalJSONError) {
    try expect("[")
    if isNext("]") {
      offset += 1
      return
    }
    while true {
      try element(&self)
      if isNext("]") { break }
      try expect(",")
    }
    offset += 1
  }

  mutating func string() throws(CanonicalJSONError) -> String {
    let start = offset
    try expect("\"")
    var content: [UInt8] = []
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      if bytes[offset] == UInt8(ascii: "\\") {
        offset += 1
        guard isNext("\"") || isNext("\\") else {
          throw .syntax(expected: "\\\" or \\\\", offset: offset - 1)
        }
      }
      content.append(bytes[offset])
      offset += 1
    }
    try expect("\"")
    guard let text = String(validating: content, as: UTF8.self) else {
      throw .syntax(expected: "UTF-8", offset: start)
    }
    return text
  }

  /// Reads a field's value through `parse`, which has to write it the same way again.
  mutating func value<Value: CustomStringConvertible>(
    _ field: String, _ parse: (String) -> Value?
  ) throws(CanonicalJSONError) -> Value {
    let start = offset
    let text = try string()
    guard let value = parse(text), value.description.utf8.elementsEqual(text.utf8) else {
      throw .invalidValue(field: field, value: text, offset: start)
    }
    return value
  }

  mutating func field(_ field: String) throws(CanonicalJSONError) -> UInt256 {
    try name()
    return try value(field) { UInt256($0) }
  }

  mutating func field64(_ field: String) throws(CanonicalJSONError) -> UInt64 {
    try name()
    return try value(field) { UInt64($0) }
  }

  mutating func field32(_ field: String) throws(CanonicalJSONError) -> UInt32 {
    try name()
    return try value(field) { UInt32($0) }
  }

  mutating func fieldRatio(_ field: String) throws(CanonicalJSONError) -> Ratio {
    try name()
    return try value(field) { Ratio($0) }
  }

  mutating func fieldText(_ field: String) throws(CanonicalJSONError) -> String {
    try name()
    return try string()
  }

  mutating func fieldDigest(_ field: String) throws(CanonicalJSONError) -> Digest {
    try name()
    return try value(field) { Digest($0) }
  }

  mutating func fieldAddress(_ field: String) throws(CanonicalJSONError) -> Address {
    try name()
    let start = offset
    let text = try string()
    // Lower case is the one way: the checksum would cost a hash a line.
    guard let address = Address(text),
      text.utf8.dropFirst(2).allSatisfy({ !(0x41...0x5A).contains($0) })
    else { throw .invalidValue(field: field, value: text, offset: start) }
    return address
  }

  /// Reads one of some words.
  mutating func fieldWord<Value>(
    _ field: String, _ words: [(String, Value)]
  ) throws(CanonicalJSONError) -> Value {
    try name()
    let start = offset
    let text = try string()
    guard let found = words.first(where: { $0.0 == text }) else {
      throw .invalidValue(field: field, value: text, offset: start)
    }
    return found.1
  }

  /// A number that has to be below `count`.
  mutating func fieldNumber(
    _ field: String, below count: Int
  ) throws(CanonicalJSONError) -> UInt32 {
    let start = offset
    let number = try field32(field)
    guard Int(number) < count else {
      throw .invalidValue(field: field, value: "\(number)", offset: start)
    }
    return number
  }

  func finish() throws(CanonicalJSONError) {
    guard offset == bytes.count else {
      throw .trailingBytes(count: bytes.count - offset, offset: offset)
    }
  }
}
