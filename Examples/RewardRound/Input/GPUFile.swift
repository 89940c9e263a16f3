// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Rewards

/// The lines of a file: CSV with a header, or a JSON array of objects of strings.
struct GPUFile {
  /// The file.
  let bytes: [UInt8]
  /// How many threads may read at a time.
  let threads: Int
  /// About how many bytes one of them takes at a time.
  let pieceSize: Int
  /// Told how many lines were read, of what part of the file, about every 50,000 lines.
  let progress: @Sendable (Int, Double) -> Void

  init(
    _ bytes: [UInt8], threads: Int = 1, pieceSize: Int = FilePieces.size,
    progress: @escaping @Sendable (Int, Double) -> Void = { _, _ in }
  ) {
    self.bytes = bytes
    self.threads = threads
    self.pieceSize = pieceSize
    self.progress = progress
  }

  /// Reads the lines; a file that begins with `[` is JSON.
  func lines() throws(InputError) -> [RewardLineInput] {
    let first = bytes.first { ![9, 10, 13, 32].contains($0) }
    return first == UInt8(ascii: "[") ? try jsonLines() : try csvLines()
  }

  private func csvLines() throws(InputError) -> [RewardLineInput] {
    var reader = CSVReader(bytes)
    var row = GPURow(bytes)
    guard try reader.next(&row.bytes) else {
      throw .csv(line: 1, column: 1, name: "", problem: "the file is empty")
    }
    let columns = try Self.columns(
      reader.columns.map { String(decoding: row.bytes[$0], as: UTF8.self) }, line: reader.line)
    let pieces = FilePieces.ofCSV(bytes, from: reader.offset, size: pieceSize)
    let read = inPieces(pieces) { piece in
      var row = GPURow(Array(bytes[piece]))
      var reader = CSVReader()
      return try? Self.rows(columns, &reader, &row)
    }
    if let read { return read }
    return try Self.rows(columns, &reader, &row)
  }

  private func jsonLines() throws(InputError) -> [RewardLineInput] {
    let pieces = FilePieces.ofJSON(bytes, size: pieceSize)
    let read = inPieces(pieces) { piece in
      var text: [UInt8] = []
      text.reserveCapacity(piece.count + 2)
      if piece.lowerBound > 0 { text.append(UInt8(ascii: "[")) }
      text += bytes[piece]
      if piece.upperBound < bytes.count { text.append(UInt8(ascii: "]")) }
      return try? Self.elements(GPURow(text))
    }
    if let read { return read }
    return try Self.elements(GPURow(bytes))
  }

  /// Reads pieces where there are several.
  private func inPieces(
    _ pieces: [Range<Int>], _ read: @Sendable (Range<Int>) -> [RewardLineInput]?
  ) -> [RewardLineInput]? {
    guard pieces.count > 1 else { return nil }
    return FilePieces.lines(
      of: pieces, threads: threads,
      progress: { [progress, bytes] count, offset in
        progress(count, Double(offset) / Double(bytes.count))
      }, read)
  }

  /// Reads rows to the end.
  private static func rows(
    _ columns: [GPUField], _ reader: inout CSVReader, _ row: inout GPURow
  ) throws(InputError) -> [RewardLineInput] {
    var fields = GPUFields()
    var lines: [RewardLineInput] = []
    while try reader.next(&row.bytes) {
      let count = reader.columns.count
      guard count == columns.count else {
        throw .csv(
          line: reader.line, column: min(count, columns.count) + 1, name: "",
          problem: "\(count) fields, the header has \(columns.count)")
      }
      for (place, field) in columns.enumerated() { row[field] = reader.columns[place] }
      do throws(GPUFields.Refusal) {
        lines.append(try fields.line(row))
      } catch {
        throw .csv(
          line: reader.line, column: (columns.firstIndex(of: error.field) ?? 0) + 1,
          name: error.field.name, problem: error.problem)
      }
    }
    return lines
  }

  /// Reads an array of objects.
  private static func elements(_ row: consuming GPURow) throws(InputError) -> [RewardLineInput] {
    var reader = JSONReader()
    var fields = GPUFields()
    var lines: [RewardLineInput] = []
    while try reader.next(&row) {
      do throws(GPUFields.Refusal) {
        lines.append(try fields.line(row))
      } catch {
        throw .json(element: reader.element, problem: "\(error.field.name): \(error.problem)")
      }
    }
    return lines
  }

  /// The fields that a header names.
  private static func columns(
    _ header: [String], line: Int
  ) throws(InputError) -> [GPUField] {
    var columns: [GPUField] = []
    for (place, name) in header.enumerated() {
      guard let field = GPUField.named(name.utf8) else {
        throw .csv(line: line, column: place + 1, name: name, problem: "there is no such column")
      }
      guard !columns.contains(field) else {
        throw .csv(line: line, column: place + 1, name: name, problem: "is there twice")
      }
      columns.append(field)
    }
    for field in GPUField.allCases where field.isRequired && !columns.contains(field) {
      throw .csv(
        line: line, column: header.count + 1, name: field.name, problem: "the column is missing")
    }
    return columns
  }
}
