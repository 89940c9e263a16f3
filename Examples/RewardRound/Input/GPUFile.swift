// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Rewards

/// The lines of a file: CSV with a header, or a JSON array of objects of strings.
enum GPUFile {
  /// Reads lines.
  ///
  /// - Parameters:
  ///   - bytes: the file; one that begins with `[` is JSON.
  ///   - progress: told how many lines were read, of what part of the file.
  static func read(
    _ bytes: [UInt8], progress: (Int, Double) -> Void
  ) throws(InputError) -> [RewardLineInput] {
    let first = bytes.first { ![9, 10, 13, 32].contains($0) }
    return first == UInt8(ascii: "[")
      ? try readJSON(bytes, progress) : try readCSV(bytes, progress)
  }

  private static func readCSV(
    _ bytes: [UInt8], _ progress: (Int, Double) -> Void
  ) throws(InputError) -> [RewardLineInput] {
    var reader = CSVReader(bytes)
    var row = GPURow(bytes)
    guard try reader.next(&row.bytes) else {
      throw .csv(line: 1, column: 1, name: "", problem: "the file is empty")
    }
    let columns = try columns(
      reader.columns.map { String(decoding: row.bytes[$0], as: UTF8.self) }, line: reader.line)
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
      if lines.count.isMultiple(of: 50_000) {
        progress(lines.count, reader.progress(in: row.bytes))
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
      guard let field = GPUField.named(name) else {
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

  private static func readJSON(
    _ bytes: [UInt8], _ progress: (Int, Double) -> Void
  ) throws(InputError) -> [RewardLineInput] {
    var reader = JSONReader()
    var row = GPURow(bytes)
    var fields = GPUFields()
    var lines: [RewardLineInput] = []
    while try reader.next(&row) {
      do throws(GPUFields.Refusal) {
        lines.append(try fields.line(row))
      } catch {
        throw .json(element: reader.element, problem: "\(error.field.name): \(error.problem)")
      }
      if lines.count.isMultiple(of: 50_000) {
        progress(lines.count, reader.progress(in: row.bytes))
      }
    }
    return lines
  }
}
