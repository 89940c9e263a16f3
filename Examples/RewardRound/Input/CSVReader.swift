// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Reads comma-separated values row by row, as RFC 4180 has them: fields may stand in quotation marks,
/// two of which inside are one.
struct CSVReader {
  /// How many bytes were read.
  private(set) var offset: Int
  /// The line that the last row began in.
  private(set) var line = 0
  /// Where the fields of the last row stand.
  private(set) var columns: [Range<Int>] = []
  private var nextLine = 1

  /// Begins with the first byte, or behind a byte order mark, which is no part of the first name.
  init(_ bytes: [UInt8]) { offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

  /// Begins with the first byte of a piece of a file.
  init() { offset = 0 }

  /// Reads a row into ``columns``; an empty line is skipped.
  ///
  /// - Parameter bytes: the file, always the same; marks that stand twice become one in it.
  /// - Returns: whether there was one.
  mutating func next(_ bytes: inout [UInt8]) throws(InputError) -> Bool {
    columns.removeAll(keepingCapacity: true)
    while offset < bytes.count, bytes[offset] == 10 || bytes[offset] == 13 {
      if bytes[offset] == 10 { nextLine += 1 }
      offset += 1
    }
    guard offset < bytes.count else { return false }
    line = nextLine
    while true {
      if offset < bytes.count && bytes[offset] == UInt8(ascii: "\"") {
        try readQuoted(&bytes)
      } else {
        try readPlain(bytes)
      }
      guard offset < bytes.count else { return true }
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: ",") { continue }
      if byte == 13, offset < bytes.count, bytes[offset] == 10 { offset += 1 }
      nextLine += 1
      return true
    }
  }

  private mutating func readPlain(_ bytes: [UInt8]) throws(InputError) {
    let start = offset
    var end = start
    while end < bytes.count {
      let byte = bytes[end]
      if byte == UInt8(ascii: ",") || byte == 10 || byte == 13 { break }
      if byte == UInt8(ascii: "\"") { throw refusal("a quotation mark inside a plain field") }
      end += 1
    }
    offset = end
    columns.append(start..<end)
  }

  private mutating func readQuoted(_ bytes: inout [UInt8]) throws(InputError) {
    offset += 1
    let start = offset
    var end = start
    while true {
      guard offset < bytes.count else { throw refusal("the quotation mark is never closed") }
      let byte = bytes[offset]
      offset += 1
      if byte == 10 { nextLine += 1 }
      if byte == UInt8(ascii: "\"") {
        guard offset < bytes.count, bytes[offset] == byte else { break }
        offset += 1
      }
      // Nothing has moved before the first pair of marks.
      if end + 1 != offset { bytes[end] = byte }
      end += 1
    }
    if offset < bytes.count, ![UInt8(ascii: ","), 10, 13].contains(bytes[offset]) {
      throw refusal("something follows the quotation mark")
    }
    columns.append(start..<end)
  }

  private func refusal(_ problem: String) -> InputError {
    .csv(line: line, column: columns.count + 1, name: "", problem: problem)
  }
}
