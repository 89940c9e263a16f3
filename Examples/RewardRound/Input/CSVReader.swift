// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Reads comma-separated values row by row, as RFC 4180 has them: fields may stand in quotation marks,
/// two of which inside are one.
struct CSVReader {
  private let bytes: [UInt8]
  private var offset = 0
  /// The line that the last row began in.
  private(set) var line = 0
  private var nextLine = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // A byte order mark is no part of the first name.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  /// How much was read, of 1.
  var progress: Double { bytes.isEmpty ? 1 : Double(offset) / Double(bytes.count) }

  /// Reads a row into `fields`; an empty line is skipped.
  ///
  /// - Returns: whether there was one.
  mutating func next(_ fields: inout [String]) throws(InputError) -> Bool {
    fields.removeAll(keepingCapacity: true)
    while offset < bytes.count, bytes[offset] == 10 || bytes[offset] == 13 {
      if bytes[offset] == 10 { nextLine += 1 }
      offset += 1
    }
    guard offset < bytes.count else { return false }
    line = nextLine
    while true {
      fields.append(
        offset < bytes.count && bytes[offset] == UInt8(ascii: "\"")
          ? try quoted(fields.count + 1) : try plain(fields.count + 1))
      guard offset < bytes.count else { return true }
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: ",") { continue }
      if byte == 13, offset < bytes.count, bytes[offset] == 10 { offset += 1 }
      nextLine += 1
      return true
    }
  }

  private mutating func plain(_ column: Int) throws(InputError) -> String {
    let start = offset
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: ",") || byte == 10 || byte == 13 { break }
      if byte == UInt8(ascii: "\"") {
        throw .csv(
          line: line, column: column, name: "", problem: "a quotation mark inside a plain field")
      }
      offset += 1
    }
    return try text(bytes[start..<offset], column)
  }

  private mutating func quoted(_ column: Int) throws(InputError) -> String {
    var content: [UInt8] = []
    offset += 1
    while true {
      guard offset < bytes.count else {
        throw .csv(
          line: line, column: column, name: "", problem: "the quotation mark is never closed")
      }
      let byte = bytes[offset]
      offset += 1
      if byte == 10 { nextLine += 1 }
      if byte != UInt8(ascii: "\"") {
        content.append(byte)
      } else if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
        content.append(byte)
        offset += 1
      } else {
        break
      }
    }
    if offset < bytes.count, ![UInt8(ascii: ","), 10, 13].contains(bytes[offset]) {
      throw .csv(
        line: line, column: column, name: "", problem: "something follows the quotation mark")
    }
    return try text(content[...], column)
  }

  private func text(_ bytes: ArraySlice<UInt8>, _ column: Int) throws(InputError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .csv(line: line, column: column, name: "", problem: "not UTF-8")
    }
    return text
  }
}
