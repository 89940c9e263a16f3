// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
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
  ) throws -> [RewardLineInput] {
    let first = bytes.first { ![9, 10, 13, 32].contains($0) }
    return first == UInt8(ascii: "[")
      ? try readJSON(bytes) : try readCSV(bytes, progress: progress)
  }

  private static func readCSV(
    _ bytes: [UInt8], progress: (Int, Double) -> Void
  ) throws(InputError) -> [RewardLineInput] {
    var reader = CSVReader(bytes)
    var header: [String] = []
    guard try reader.next(&header) else {
      throw .csv(line: 1, column: 1, name: "", problem: "the file is empty")
    }
    var places: [String: Int] = [:]
    for (place, name) in header.enumerated() {
      guard GPUFields.names.contains(where: { $0.name == name }) else {
        throw .csv(
          line: reader.line, column: place + 1, name: name, problem: "there is no such column")
      }
      guard places.updateValue(place, forKey: name) == nil else {
        throw .csv(line: reader.line, column: place + 1, name: name, problem: "is there twice")
      }
    }
    for (name, isRequired) in GPUFields.names where isRequired && places[name] == nil {
      throw .csv(
        line: reader.line, column: header.count + 1, name: name, problem: "the column is missing")
    }
    // A list of thirteen is searched faster than a dictionary.
    let columns = GPUFields.names.compactMap { entry in
      places[entry.name].map { (name: entry.name, place: $0) }
    }
    var fields = GPUFields()
    var row: [String] = []
    var lines: [RewardLineInput] = []
    while try reader.next(&row) {
      guard row.count == header.count else {
        throw .csv(
          line: reader.line, column: min(row.count, header.count) + 1, name: "",
          problem: "\(row.count) fields, the header has \(header.count)")
      }
      do throws(GPUFields.Refusal) {
        lines.append(
          try fields.line { name in
            columns.first { $0.name == name }.map { row[$0.place] }
          })
      } catch {
        throw .csv(
          line: reader.line, column: (places[error.field] ?? 0) + 1, name: error.field,
          problem: error.problem)
      }
      if lines.count.isMultiple(of: 100_000) { progress(lines.count, reader.progress) }
    }
    return lines
  }

  private static func readJSON(_ bytes: [UInt8]) throws -> [RewardLineInput] {
    let rows: [[String: String]]
    do {
      rows = try JSONDecoder().decode([[String: String]].self, from: Data(bytes))
    } catch DecodingError.typeMismatch(_, let context) {
      throw InputError.json(
        element: (context.codingPath.first?.intValue ?? 0) + 1,
        problem: "\(context.codingPath.last?.stringValue ?? "") is no string")
    } catch {
      throw InputError.json(element: 0, problem: "no array of objects of strings: \(error)")
    }
    var fields = GPUFields()
    var lines: [RewardLineInput] = []
    for (index, row) in rows.enumerated() {
      for name in row.keys.sorted() where !GPUFields.names.contains(where: { $0.name == name }) {
        throw InputError.json(element: index + 1, problem: "there is no field \"\(name)\"")
      }
      do throws(GPUFields.Refusal) {
        lines.append(try fields.line { row[$0] })
      } catch {
        throw InputError.json(element: index + 1, problem: "\(error.field): \(error.problem)")
      }
    }
    return lines
  }
}
