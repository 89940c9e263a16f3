// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Reads JSON (RFC 8259) piece by piece, as the caller expects it: nothing is kept but what is asked for.
///
/// Strict: text is valid UTF-8, a name stands once in an object, nesting is bounded, and nothing
/// follows the value but white space.
struct JSONReader {
  /// Why the text is not what was expected, and at which byte of it.
  struct Failure: Error {
    let offset: Int
    let reason: String
  }

  /// Values inside one another, at most: deeper ones would exhaust the stack.
  static let deepest = 64

  private let text: [UInt8]
  private(set) var place = 0

  init(_ text: [UInt8]) { self.text = text }

  private var next: UInt8? { place < text.count ? text[place] : nil }

  func fail(_ reason: String) -> Failure { Failure(offset: place, reason: reason) }

  private mutating func skipSpace() {
    while place < text.count {
      switch text[place] {
      case 0x20, 0x09, 0x0A, 0x0D: place += 1
      default: return
      }
    }
  }

  /// Whether `byte` comes next; then it is passed.
  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(Failure) {
    guard take(byte) else { throw fail("'\(Character(Unicode.Scalar(byte)))' expected") }
  }

  /// Nothing may follow but white space.
  mutating func end() throws(Failure) {
    skipSpace()
    guard next == nil else { throw fail("more follows the value") }
  }

  /// An object: `member` reads the value of each name.
  mutating func object(
    _ member: (inout JSONReader, String) throws(Failure) -> Void
  ) throws(Failure) {
    var names: Set<String> = []
    try expect(UInt8(ascii: "{"))
    if take(UInt8(ascii: "}")) { return }
    repeat {
      skipSpace()
      let start = place
      let name = try string()
      guard names.insert(name).inserted else {
        throw Failure(offset: start, reason: "the name '\(name)' is given twice")
      }
      try expect(UInt8(ascii: ":"))
      try member(&self, name)
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
  }

  /// A list: `element` reads each value.
  mutating func list(_ element: (inout JSONReader) throws(Failure) -> Void) throws(Failure) {
    try expect(UInt8(ascii: "["))
    if take(UInt8(ascii: "]")) { return }
    repeat { try element(&self) } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"))
  }

  /// A whole number from 0 on that `Int` holds, written without fraction and exponent.
  mutating func natural() throws(Failure) -> Int {
    skipSpace()
    let start = place
    var value = 0
    while let byte = next, (0x30...0x39).contains(byte) {
      let (tens, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tens.addingReportingOverflow(Int(byte - 0x30))
      guard !first, !second else {
        throw Failure(offset: start, reason: "a number beyond \(Int.max)")
      }
      value = sum
      place += 1
    }
    let digits = place - start
    let goesOn = next.map { [0x2E, 0x65, 0x45].contains($0) } ?? false
    guard digits > 0, digits == 1 || text[start] != 0x30, !goesOn else {
      throw Failure(offset: start, reason: "a whole number from 0 on expected")
    }
    return value
  }

  /// Whether `null` comes next; then it is passed.
  mutating func null() -> Bool { word("null") }

  private mutating func word(_ word: String) -> Bool {
    skipSpace()
    guard text[place...].starts(with: word.utf8) else { return false }
    place += word.utf8.count
    return true
  }

  /// A text.
  mutating func string() throws(Failure) -> String {
    skipSpace()
    let start = place
    guard take(UInt8(ascii: "\"")) else { throw fail("a text in quotes expected") }
    var bytes: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw fail("a control character in a text") }
      place += 1
      if byte == UInt8(ascii: "\\") {
        bytes += try String(escape()).utf8
      } else {
        bytes.append(byte)
      }
    }
    guard next != nil else { throw Failure(offset: start, reason: "a text that does not end") }
    place += 1
    guard let result = String(validating: bytes, as: UTF8.self) else {
      throw Failure(offset: start, reason: "a text that is not UTF-8")
    }
    return result
  }

  /// What stands after a backslash.
  private mutating func escape() throws(Failure) -> Unicode.Scalar {
    let start = place - 1
    guard let letter = next else { throw fail("a text that does not end") }
    place += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try hexadecimal()
      if let scalar = Unicode.Scalar(first) { return scalar }
      // Beyond the first plane two of them stand for one.
      if (0xD800..<0xDC00).contains(first), text[place...].starts(with: "\\u".utf8) {
        place += 2
        let second = try hexadecimal()
        if (0xDC00..<0xE000).contains(second),
          let scalar = Unicode.Scalar(
            0x1_0000 + ((UInt32(first) - 0xD800) << 10) + (UInt32(second) - 0xDC00))
        {
          return scalar
        }
      }
      throw Failure(offset: start, reason: "half a pair of surrogates")
    default: throw Failure(offset: start, reason: "an unknown escape")
    }
  }

  private mutating func hexadecimal() throws(Failure) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw fail("four hexadecimal digits expected")
      }
      value = value << 4 | UInt16(digit)
      place += 1
    }
    return value
  }

  /// Passes a value of any kind.
  mutating func skip(depth: Int = 1) throws(Failure) {
    skipSpace()
    guard depth <= Self.deepest else { throw fail("values nested deeper than \(Self.deepest)") }
    switch next {
    case UInt8(ascii: "{"):
      try object { (reader, _) throws(Failure) in try reader.skip(depth: depth + 1) }
    case UInt8(ascii: "["):
      try list { (reader) throws(Failure) in try reader.skip(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    default:
      if word("true") || word("false") || word("null") { return }
      try skipNumber()
    }
  }

  private mutating func skipNumber() throws(Failure) {
    let start = place
    func digits(_ reader: inout JSONReader) throws(Failure) {
      let first = reader.place
      while let byte = reader.next, (0x30...0x39).contains(byte) { reader.place += 1 }
      if reader.place == first { throw Failure(offset: start, reason: "a value expected") }
    }
    if next == UInt8(ascii: "-") { place += 1 }
    let whole = place
    try digits(&self)
    if text[whole] == 0x30, place > whole + 1 {
      throw Failure(offset: start, reason: "a number that begins with 0")
    }
    if next == UInt8(ascii: ".") {
      place += 1
      try digits(&self)
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      place += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
      try digits(&self)
    }
  }
}

/// The text in quotes as JSON: only what must be is escaped.
func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\u{8}": result += "\\b"
    case "\u{c}": result += "\\f"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\0"..<" ":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
