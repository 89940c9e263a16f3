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
///
/// Names, numbers and words are compared and read where they stand; only what is kept as text, and what
/// an error shows, becomes a string.
struct CanonicalJSONReader {
  private let bytes: [UInt8]
  private(set) var offset = 0
  /// The fields of the objects that are being read, and how many of each were.
  private var open: [(fields: JSONFields, read: Int)] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func expect(_ character: Unicode.Scalar) throws(CanonicalJSONError) {
    guard isNext(character) else {
      throw .syntax(expected: "\(character)", offset: offset)
    }
    offset += 1
  }

  private func isNext(_ character: Unicode.Scalar) -> Bool {
    offset < bytes.count && bytes[offset] == UInt8(ascii: character)
  }

  private func isNext(_ text: [UInt8]) -> Bool {
    guard text.count <= bytes.count - offset else { return false }
    for index in text.indices where bytes[offset + index] != text[index] { return false }
    return true
  }

  mutating func beginObject(_ fields: JSONFields) throws(CanonicalJSONError) {
    try expect("{")
    open.append((fields, 0))
  }

  mutating func endObject() throws(CanonicalJSONError) {
    let object = open.removeLast()
    if isNext(",") {
      offset += 1
      let start = offset
      let name = try string()
      if object.fields.names.contains(name) { throw .duplicateField(name, offset: start) }
      throw .unknownField(name, offset: start)
    }
    try expect("}")
  }

  /// Reads the name of the next field, and `:`.
  mutating func name() throws(CanonicalJSONError) {
    let last = open.count - 1
    let key = open[last].fields.keys[open[last].read]
    guard isNext(key) else { throw try wrongName() }
    offset += key.count
    open[last].read += 1
  }

  /// Why what stands here is not the name of the next field.
  private mutating func wrongName() throws(CanonicalJSONError) -> CanonicalJSONError {
    let (fields, read) = open[open.count - 1]
    let expected = fields.names[read]
    if isNext("}") { return .missingField(expected, offset: offset) }
    if read > 0 { try expect(",") }
    let start = offset
    let found = try string()
    if found == expected {
      // Only what follows can be wrong, or the name was written with an escape.
      try expect(":")
      return .syntax(expected: "\"\(expected)\"", offset: start)
    }
    if fields.names[..<read].contains(found) { return .duplicateField(found, offset: start) }
    if fields.names[read...].contains(found) { return .missingField(expected, offset: start) }
    return .unknownField(found, offset: start)
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

  /// Reads a string and says where its content stands, and whether it stands there as it is.
  private mutating func content() throws(CanonicalJSONError) -> (place: Range<Int>, isPlain: Bool) {
    try expect("\"")
    let start = offset
    var isPlain = true
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      if bytes[offset] == UInt8(ascii: "\\") {
        isPlain = false
        offset += 1
        guard isNext("\"") || isNext("\\") else {
          throw .syntax(expected: "\\\" or \\\\", offset: offset - 1)
        }
      }
      offset += 1
    }
    let place = start..<offset
    try expect("\"")
    return (place, isPlain)
  }

  mutating func string() throws(CanonicalJSONError) -> String {
    let start = offset
    let (place, isPlain) = try content()
    let text: String?
    if isPlain {
      text = String(validating: bytes[place], as: UTF8.self)
    } else {
      var content: [UInt8] = []
      var isEscaped = false
      for byte in bytes[place] {
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        if !isEscaped { content.append(byte) }
      }
      text = String(validating: content, as: UTF8.self)
    }
    guard let text else { throw .syntax(expected: "UTF-8", offset: start) }
    return text
  }

  /// What is wrong with the string that begins at an offset.
  private mutating func invalid(
    _ field: String, at start: Int
  ) throws(CanonicalJSONError) -> CanonicalJSONError {
    offset = start
    return .invalidValue(field: field, value: try string(), offset: start)
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
    let start = offset
    let place = try content().place
    // Only zero begins with a zero.
    guard let number = UInt256(digits: bytes[place]),
      place.count == 1 || bytes[place.lowerBound] != UInt8(ascii: "0")
    else { throw try invalid(field, at: start) }
    return number
  }

  mutating func field64(_ field: String) throws(CanonicalJSONError) -> UInt64 {
    try name()
    let start = offset
    let place = try content().place
    guard place.count == 1 || (!place.isEmpty && bytes[place.lowerBound] != UInt8(ascii: "0"))
    else { throw try invalid(field, at: start) }
    var number: UInt64 = 0
    for byte in bytes[place] {
      let (tens, isOver) = number.multipliedReportingOverflow(by: 10)
      let digit = byte ^ UInt8(ascii: "0")
      let (sum, isBeyond) = tens.addingReportingOverflow(UInt64(digit))
      if digit > 9 || isOver || isBeyond { throw try invalid(field, at: start) }
      number = sum
    }
    return number
  }

  mutating func field32(_ field: String) throws(CanonicalJSONError) -> UInt32 {
    let before = offset
    let number = try field64(field)
    guard let narrow = UInt32(exactly: number) else {
      throw .invalidValue(field: field, value: "\(number)", offset: before)
    }
    return narrow
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

  /// Reads `0x` and 40 digits in lower case, the one way: the checksum would cost a hash a line.
  mutating func fieldAddress(_ field: String) throws(CanonicalJSONError) -> Address {
    try name()
    let start = offset
    let place = try content().place
    guard place.count == 42, bytes[place.lowerBound] == UInt8(ascii: "0"),
      bytes[place.lowerBound + 1] == UInt8(ascii: "x"),
      let first = hex(place.lowerBound + 2, digits: 16),
      let second = hex(place.lowerBound + 18, digits: 16),
      let third = hex(place.lowerBound + 34, digits: 8)
    else { throw try invalid(field, at: start) }
    return Address(first, second, UInt32(truncatingIfNeeded: third))
  }

  /// The number of that many digits in lower case.
  private func hex(_ start: Int, digits: Int) -> UInt64? {
    var word: UInt64 = 0
    for index in start..<start + digits {
      let byte = bytes[index]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      word = word << 4 | UInt64(digit)
    }
    return word
  }

  /// Reads one of some words.
  mutating func fieldWord<Value>(
    _ field: String, _ words: [(String, Value)]
  ) throws(CanonicalJSONError) -> Value {
    try name()
    let start = offset
    let (place, isPlain) = try content()
    guard isPlain, let found = words.first(where: { $0.0.utf8.elementsEqual(bytes[place]) }) else {
      throw try invalid(field, at: start)
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
