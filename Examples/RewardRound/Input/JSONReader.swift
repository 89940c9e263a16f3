// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Reads a JSON array of objects whose values are strings, element by element.
struct JSONReader {
  private var offset = 0
  /// Which element was read last, from 1.
  private(set) var element = 0
  private var hasEnded = false

  /// Reads an element into `row`.
  ///
  /// - Returns: whether there was one.
  mutating func next(_ row: inout GPURow) throws(InputError) -> Bool {
    row.clear()
    if hasEnded { return false }
    element += 1
    if element == 1 { try expect("[", row.bytes) }
    if isNext("]", row.bytes) || (element > 1 && !isNext(",", row.bytes)) {
      try expect("]", row.bytes)
      skipSpace(row.bytes)
      guard offset == row.bytes.count else { throw refusal("something follows the array") }
      hasEnded = true
      return false
    }
    if element > 1 { try expect(",", row.bytes) }
    try readObject(&row)
    return true
  }

  private mutating func readObject(_ row: inout GPURow) throws(InputError) {
    try expect("{", row.bytes)
    if isNext("}", row.bytes) { return try expect("}", row.bytes) }
    // Which fields were there: an empty one has no place in the row.
    var seen: UInt32 = 0
    while true {
      let place = try readString(&row.bytes)
      let name = try field(place, of: row.bytes)
      guard seen & (1 << UInt32(name.rawValue)) == 0 else {
        throw refusal("\(name.name) is there twice")
      }
      seen |= 1 << UInt32(name.rawValue)
      try expect(":", row.bytes)
      guard isNext("\"", row.bytes) else { throw refusal("\(name.name) is no string") }
      row[name] = try readString(&row.bytes)
      guard isNext(",", row.bytes) else { break }
      try expect(",", row.bytes)
    }
    try expect("}", row.bytes)
  }

  private func field(_ place: Range<Int>, of bytes: [UInt8]) throws(InputError) -> GPUField {
    if let field = GPUField.named(bytes[place]) { return field }
    throw refusal("there is no field \"\(String(decoding: bytes[place], as: UTF8.self))\"")
  }

  /// Reads a string, resolves its escapes in place, and says where it stands then.
  private mutating func readString(_ bytes: inout [UInt8]) throws(InputError) -> Range<Int> {
    try expect("\"", bytes)
    let start = offset
    var end = start
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      var byte = bytes[offset]
      if byte < 0x20 { throw refusal("a control character in a string at byte \(offset)") }
      offset += 1
      if byte == UInt8(ascii: "\\") {
        guard offset < bytes.count else { break }
        let escape = bytes[offset]
        offset += 1
        if escape == UInt8(ascii: "u") {
          for part in try readScalar(bytes).utf8 {
            bytes[end] = part
            end += 1
          }
          continue
        }
        byte = try unescaped(escape)
      }
      if end + 1 != offset { bytes[end] = byte }
      end += 1
    }
    try expect("\"", bytes)
    return start..<end
  }

  private func unescaped(_ byte: UInt8) throws(InputError) -> UInt8 {
    switch Unicode.Scalar(byte) {
    case "\"", "\\", "/": return byte
    case "b": return 8
    case "f": return 12
    case "n": return 10
    case "r": return 13
    case "t": return 9
    default: throw refusal("an unknown escape at byte \(offset - 2)")
    }
  }

  /// Reads the digits of `\u`, and a second escape where they are half a pair.
  private mutating func readScalar(_ bytes: [UInt8]) throws(InputError) -> Character {
    let start = offset - 2
    var units = [try readUnit(bytes)]
    if units[0] & 0xFC00 == 0xD800, offset + 1 < bytes.count,
      bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
    {
      offset += 2
      units.append(try readUnit(bytes))
    }
    guard let text = String(validating: units, as: UTF16.self), let character = text.first else {
      throw refusal("half a character at byte \(start)")
    }
    return character
  }

  private mutating func readUnit(_ bytes: [UInt8]) throws(InputError) -> UInt16 {
    let end = offset + 4
    guard end <= bytes.count,
      bytes[offset..<end].allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
      let unit = UInt16(String(decoding: bytes[offset..<end], as: UTF8.self), radix: 16)
    else { throw refusal("no four hexadecimal digits at byte \(offset)") }
    offset = end
    return unit
  }

  private mutating func skipSpace(_ bytes: [UInt8]) {
    while offset < bytes.count {
      let byte = bytes[offset]
      guard byte == 32 || byte == 10 || byte == 13 || byte == 9 else { return }
      offset += 1
    }
  }

  private mutating func isNext(_ character: Unicode.Scalar, _ bytes: [UInt8]) -> Bool {
    skipSpace(bytes)
    return offset < bytes.count && bytes[offset] == UInt8(ascii: character)
  }

  private mutating func expect(
    _ character: Unicode.Scalar, _ bytes: [UInt8]
  ) throws(InputError) {
    guard isNext(character, bytes) else {
      throw refusal("no array of objects of strings: \(character) is missing at byte \(offset)")
    }
    offset += 1
  }

  private func refusal(_ problem: String) -> InputError {
    .json(element: element, problem: problem)
  }
}
