// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Reads the few Python literals that the header of an `.npy` file is made of: a dictionary of text to
/// text, truth value, tuple of integers, or list. Nothing is evaluated.
struct PythonLiteral {
  /// A value of the header's dictionary.
  enum Value: Equatable {
    case text(String)
    case truth(Bool)
    case integers([Int])
    /// A list, unread: how structured elements are described.
    case list
    /// A tuple that holds more than integers, unread: how elements that are arrays are described.
    case mixedTuple
  }

  /// Why the text is no such dictionary, and at which byte of it.
  struct Failure: Error {
    let offset: Int
    let reason: String
  }

  private let text: [UInt8]
  private var place = 0

  /// The dictionary that is all of `text`, but for white space around it.
  static func dictionary(_ text: [UInt8]) throws(Failure) -> [String: Value] {
    var reader = PythonLiteral(text: text)
    return try reader.dictionary()
  }

  private init(text: [UInt8]) { self.text = text }

  private var next: UInt8? { place < text.count ? text[place] : nil }

  private func fail(_ reason: String) -> Failure { Failure(offset: place, reason: reason) }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
  }

  /// Whether `letter` comes next; then it is passed.
  private mutating func take(_ letter: Character) -> Bool {
    skipSpace()
    guard let byte = next, byte == letter.asciiValue else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ letter: Character) throws(Failure) {
    guard take(letter) else { throw fail("'\(letter)' expected") }
  }

  private mutating func dictionary() throws(Failure) -> [String: Value] {
    var result: [String: Value] = [:]
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      let start = place
      let value = try value()
      // What a list holds is not read, so neither is what comes after it.
      if value == .list || value == .mixedTuple { return [key: value] }
      guard result.updateValue(value, forKey: key) == nil else {
        throw Failure(offset: start, reason: "'\(key)' is given twice")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard next == nil else { throw fail("more follows the dictionary") }
    return result
  }

  private mutating func value() throws(Failure) -> Value {
    skipSpace()
    switch next {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "["): return .list
    case UInt8(ascii: "("): return try tuple()
    default: break
    }
    for (word, truth) in [("True", true), ("False", false)] {
      if text[place...].starts(with: word.utf8) {
        place += word.utf8.count
        return .truth(truth)
      }
    }
    throw fail("a text, a truth value or a tuple expected")
  }

  private mutating func string() throws(Failure) -> String {
    skipSpace()
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw fail("a text in quotes expected")
    }
    place += 1
    var letters: [UInt8] = []
    while let byte = next, byte != quote {
      guard (0x20...0x7E).contains(byte), byte != UInt8(ascii: "\\") else {
        throw fail("byte \(byte) in a text")
      }
      letters.append(byte)
      place += 1
    }
    guard next == quote else { throw fail("a text that does not end") }
    place += 1
    return String(decoding: letters, as: UTF8.self)
  }

  private mutating func tuple() throws(Failure) -> Value {
    try expect("(")
    var numbers: [Int] = []
    while !take(")") {
      skipSpace()
      if let byte = next, [UInt8(ascii: "'"), UInt8(ascii: "["), UInt8(ascii: "(")].contains(byte) {
        return .mixedTuple
      }
      numbers.append(try integer())
      if take(",") { continue }
      try expect(")")
      // Without a comma, Python's parentheses only group.
      if numbers.count == 1 { throw fail("(\(numbers[0])) is a number and no tuple") }
      break
    }
    return .integers(numbers)
  }

  private mutating func integer() throws(Failure) -> Int {
    let start = place
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
    let digits = String(decoding: text[start..<place], as: UTF8.self)
    guard !digits.isEmpty, digits == "0" || !digits.hasPrefix("0") else {
      place = start
      throw fail("a whole number from 0 on expected")
    }
    guard let value = Int(digits) else {
      place = start
      throw fail("\(digits) is too large a number")
    }
    // Python 2 wrote long integers so.
    if next == UInt8(ascii: "L") { place += 1 }
    return value
  }
}
