// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Numbers from a file of comma-separated values (RFC 4180).
///
/// Lines end with LF or CRLF, empty ones are passed over; fields may be quoted, and white space around
/// numbers does not matter. What is no number is an error with its line and column.
///
/// ```swift
/// let table = try CSVTable(path: "digits.csv")
/// let digits = TensorDataset(
///   inputs: table.tensor(columns: 0..<64) / 16, targets: try table.labels(column: 64))
/// ```
public struct CSVTable: Sendable {
  /// The names in the first line; empty where that is data.
  public let columns: [String]
  /// Number of lines of data.
  public let rowCount: Int
  /// Number of fields of a line.
  public let columnCount: Int
  private let values: [Double]
  /// Whole numbers that float64 cannot hold, by their places in `values`.
  private let wide: [Int: Int64]
  /// The line of each row.
  private let lines: [Int]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: where it lies.
  ///   - hasHeader: whether the first line has names; `nil` to find out: it has where one of its fields is
  ///     no number.
  ///   - separator: what stands between fields; one ASCII character.
  /// - Throws: ``DataFileError``.
  /// - Complexity: O(n), n the number of bytes.
  public init(path: String, hasHeader: Bool? = nil, separator: Character = ",")
    throws(DataFileError)
  {
    try self.init(
      bytes: try readFile(path), name: path, hasHeader: hasHeader, separator: separator)
  }

  /// Reads text that is in memory.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - name: what errors call it.
  ///   - hasHeader: whether the first line has names; `nil` to find out.
  ///   - separator: what stands between fields; one ASCII character.
  /// - Throws: ``DataFileError``.
  public init(
    bytes: [UInt8], name: String = "bytes", hasHeader: Bool? = nil, separator: Character = ","
  ) throws(DataFileError) {
    guard let byte = separator.asciiValue, byte != 0x0A, byte != 0x0D, byte != 0x22 else {
      preconditionFailure("'\(separator)' cannot separate fields")
    }
    var reader = Reader(bytes: bytes, file: name, separator: byte)
    var columns: [String] = []
    var values: [Double] = []
    var wide: [Int: Int64] = [:]
    var width: Int?
    var lines: [Int] = []
    while let fields = try reader.line() {
      if let width, fields.count != width {
        throw .fieldCount(
          file: name, line: reader.lineOfFields, expected: width, found: fields.count)
      }
      if width == nil {
        width = fields.count
        let isHeader = hasHeader ?? fields.contains { Self.number($0.text) == nil }
        if isHeader {
          columns = fields.map { Self.trimmed($0.text) }
          continue
        }
      }
      for (column, field) in fields.enumerated() {
        guard let number = Self.number(field.text) else {
          throw .notANumber(
            file: name, line: field.line, column: column + 1, field: String(field.text.prefix(40)))
        }
        if number.magnitude > Self.largestExact {
          wide[values.count] = Int64(Self.trimmed(field.text))
        }
        values.append(number)
      }
      lines.append(reader.lineOfFields)
    }
    guard !lines.isEmpty else { throw .empty(file: name) }
    self.columns = columns
    self.values = values
    self.wide = wide
    self.lines = lines
    rowCount = lines.count
    columnCount = width ?? 0
    file = name
  }

  private let file: String

  /// The place of a named column.
  ///
  /// - Parameter name: as it stands in the first line, without white space around it.
  /// - Returns: its place from 0 on; of several of one name, that of the first.
  /// - Throws: `noColumn`.
  public func column(_ name: String) throws(DataFileError) -> Int {
    guard let place = columns.firstIndex(of: name) else { throw .noColumn(file: file, name: name) }
    return place
  }

  /// Some columns as a matrix, [rows, columns].
  ///
  /// - Parameters:
  ///   - range: which columns; all where it is `nil`.
  ///   - dtype: type of its elements, which numbers are rounded to from float64.
  public func tensor(columns range: Range<Int>? = nil, dtype: DType = .float32) -> Tensor {
    let all = Tensor(values, shape: [rowCount, columnCount])
    return (range.map { all.sliced($0, axis: 1) } ?? all).cast(to: dtype)
  }

  /// A column as labels of classes, [rows] of int64, which are exact.
  ///
  /// - Parameter column: its place.
  /// - Throws: `notALabel` where a number is not whole, or beyond 2⁵³ and not written as an integer that int64
  ///   has.
  public func labels(column: Int) throws(DataFileError) -> Tensor {
    precondition(
      (0..<columnCount).contains(column), "column \(column) of \(columnCount)")
    var labels: [Int64] = []
    for row in 0..<rowCount {
      let place = row * columnCount + column
      let value = values[place]
      let label = value.magnitude > Self.largestExact ? wide[place] : Int64(exactly: value)
      guard let label else {
        throw .notALabel(file: file, line: lines[row], column: column + 1, value: value)
      }
      labels.append(label)
    }
    return Tensor(labels)
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }

  private static func number(_ text: String) -> Double? { Double(trimmed(text)) }

  /// Up to here, float64 has every whole number, and an integer is the only one that is read as it.
  private static var largestExact: Double { 0x1p53 - 1 }

  /// Cuts text into lines of fields.
  private struct Reader {
    struct Field {
      var text: String
      var line: Int
    }

    let bytes: [UInt8]
    let file: String
    let separator: UInt8
    var place: Int
    var lineNumber = 1
    /// Where the fields that were read last began.
    var lineOfFields = 1

    init(bytes: [UInt8], file: String, separator: UInt8) {
      self.bytes = bytes
      self.file = file
      self.separator = separator
      // A byte order mark is no part of the first field.
      place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The fields of the next line that is not empty; `nil` at the end.
    mutating func line() throws(DataFileError) -> [Field]? {
      while place < bytes.count, bytes[place] == 0x0A || bytes[place] == 0x0D {
        if bytes[place] == 0x0A { lineNumber += 1 }
        place += 1
      }
      guard place < bytes.count else { return nil }
      lineOfFields = lineNumber
      var fields: [Field] = []
      while true {
        fields.append(try field(column: fields.count + 1))
        guard place < bytes.count, bytes[place] == separator else { break }
        place += 1
      }
      return fields
    }

    private mutating func field(column: Int) throws(DataFileError) -> Field {
      let start = lineNumber
      guard place < bytes.count, bytes[place] == 0x22 else {
        let from = place
        while place < bytes.count, bytes[place] != separator, bytes[place] != 0x0A {
          if bytes[place] == 0x22 { throw .badQuote(file: file, line: start, column: column) }
          place += 1
        }
        var text = bytes[from..<place]
        if text.last == 0x0D { text.removeLast() }
        return Field(text: String(decoding: text, as: UTF8.self), line: start)
      }
      place += 1
      var text: [UInt8] = []
      while true {
        guard place < bytes.count else {
          throw .badQuote(file: file, line: start, column: column)
        }
        let byte = bytes[place]
        place += 1
        if byte == 0x0A { lineNumber += 1 }
        if byte != 0x22 {
          text.append(byte)
        } else if place < bytes.count, bytes[place] == 0x22 {
          text.append(0x22)
          place += 1
        } else {
          break
        }
      }
      if place < bytes.count, bytes[place] == 0x0D { place += 1 }
      guard place == bytes.count || bytes[place] == separator || bytes[place] == 0x0A else {
        throw .badQuote(file: file, line: lineNumber, column: column)
      }
      return Field(text: String(decoding: text, as: UTF8.self), line: start)
    }
  }
}

/// All bytes of a regular file.
func readFile(_ path: String) throws(DataFileError) -> [UInt8] {
  do throws(TensorFileError) {
    let source = try ByteSource(SystemFile(reading: path))
    return try source.bytes(at: 0, count: source.count)
  } catch {
    throw .file(error)
  }
}
