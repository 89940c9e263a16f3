// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import TestSupport
import Testing

/// One line of a vector file.
struct VectorLine {
  /// File and line, for failure messages.
  let place: String
  private let fields: [String: Any]

  init(_ line: Data, place: String) throws {
    self.place = place
    guard let fields = try JSONSerialization.jsonObject(with: line) as? [String: Any]
    else { throw VectorFailure.syntax(place) }
    self.fields = fields
  }

  var a: UInt256 { get throws { try number("a") } }
  var b: UInt256 { get throws { try number("b") } }
  var c: UInt256 { get throws { try number("c") } }
  var r: UInt256 { get throws { try number("r") } }

  func text(_ name: String) throws -> String {
    guard let text = fields[name] as? String else { throw VectorFailure.missing(name, place) }
    return text
  }

  func optionalText(_ name: String) throws -> String? {
    fields[name] == nil ? nil : try text(name)
  }

  func number(_ name: String) throws -> UInt256 {
    guard let field = fields[name] else { throw VectorFailure.missing(name, place) }
    return try number(of: field, name)
  }

  func integer(_ name: String) throws -> Int {
    guard let number = fields[name] as? NSNumber else {
      throw VectorFailure.missing(name, place)
    }
    return number.intValue
  }

  func numbers(_ name: String) throws -> [UInt256] {
    guard let fields = fields[name] as? [Any] else { throw VectorFailure.missing(name, place) }
    return try fields.map { try number(of: $0, name) }
  }

  /// A JSON number, a decimal string or 0x hex.
  private func number(of field: Any, _ name: String) throws -> UInt256 {
    if let text = field as? String { return try UInt256(parsing: text) }
    guard let number = field as? NSNumber else { throw VectorFailure.missing(name, place) }
    return try UInt256(parsing: number.stringValue)
  }

  func expect<Value: Equatable>(
    _ actual: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    if actual != expected {
      Issue.record(
        "\(place): \(actual) where \(expected) was expected", sourceLocation: sourceLocation)
    }
  }
}

/// Why a vector file cannot be checked.
enum VectorFailure: Error {
  case syntax(String)
  case missing(String, String)
  case unknown(String, String)
}

/// Runs `check` on every line of every file whose name begins with `prefix`.
func replay(_ prefix: String, _ check: (VectorLine) throws -> Void) throws {
  let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)
  try replayVectors(prefix: prefix, bundled: bundled) { line, place in
    try check(VectorLine(line, place: place))
    return true
  }
}
